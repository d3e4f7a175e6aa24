import Executables

/// A SignerInfo (RFC 5652, section 5.3): whose key signed, what was signed beside the content, and what was added later.
struct MessageSigner: Sendable {
  /// One attribute.
  struct Attribute: Sendable {
    var type: [UInt8]
    var values: [DERElement]
  }

  /// The DER of the name of the issuer of the signer's certificate.
  let issuer: [UInt8]
  /// The octets of the certificate's serial number.
  let serialNumber: [UInt8]
  /// The digest of the content; nil for one that is not known here.
  let digest: PESignature.Digest?
  /// What the key signed, if not the content itself.
  private let signedAttributes: DERElement?
  private let signed: [Attribute]
  private let unsigned: [Attribute]
  private let algorithm: SignatureAlgorithm?
  private let algorithmName: String
  /// Where the signature stands.
  let signature: Range<Int>

  init(_ data: borrowing Span<UInt8>, _ element: DERElement) throws(DERError) {
    var fields = try DERSequence(data, element)
    _ = try fields.next(DERElement.Tag.integer)
    var identity = try DERSequence(data, fields.next())
    issuer = data.copy(try identity.next(DERElement.Tag.sequence).whole)
    serialNumber = data.copy(try identity.next(DERElement.Tag.integer).content)
    var digestFields = try DERSequence(data, fields.next())
    digest = PESignature.Digest(octets: data.copy(try digestFields.next(DERElement.Tag.identifier).content))
    signedAttributes = fields.optional(DERElement.Tag.context0)
    signed = try Self.attributes(data, signedAttributes)
    let algorithmElement = try fields.next(DERElement.Tag.sequence)
    algorithm = SignatureAlgorithm(data, algorithmElement, beside: digest)
    var algorithmFields = try DERSequence(data, algorithmElement)
    algorithmName = ObjectIdentifiers.text(data.copy(try algorithmFields.next(DERElement.Tag.identifier).content))
    signature = try fields.next(DERElement.Tag.octetString).content
    unsigned = try Self.attributes(data, fields.optional(DERElement.Tag.context1))
  }

  private static func attributes(
    _ data: borrowing Span<UInt8>, _ element: DERElement?
  ) throws(DERError) -> [Attribute] {
    guard let element else { return [] }
    var result: [Attribute] = []
    for child in try element.children(data) {
      var fields = try DERSequence(data, child)
      let type = data.copy(try fields.next(DERElement.Tag.identifier).content)
      result.append(Attribute(type: type, values: try fields.next(DERElement.Tag.set).children(data)))
    }
    return result
  }

  /// The only value of a signed attribute.
  func signedValue(_ type: [UInt8]) -> DERElement? {
    let found = signed.filter { $0.type == type }
    return found.count == 1 && found[0].values.count == 1 ? found[0].values[0] : nil
  }

  /// The values of signed attributes of a type.
  func signedValues(_ type: [UInt8]) -> [DERElement] { signed.filter { $0.type == type }.flatMap(\.values) }

  /// The values of attributes that were added after signing.
  func unsignedValues(_ type: [UInt8]) -> [DERElement] { unsigned.filter { $0.type == type }.flatMap(\.values) }

  /// When it was signed, as the signer says: seconds since 1970.
  func claimedTime(_ data: borrowing Span<UInt8>) -> Double? {
    signedValue(ObjectIdentifiers.signingTime).flatMap { try? DERTime.seconds(data, $0) }
  }

  /// The certificate whose key signed, by its place in a list.
  func certificate(in certificates: [SigningCertificate]) -> Int? {
    certificates.firstIndex { $0.issuer == issuer && $0.serialNumber == serialNumber }
  }

  /// Checks that the content is what was signed, and that the key of a certificate signed it.
  ///
  /// - Parameter contentRanges: where the content stands.
  func check(
    _ data: borrowing Span<UInt8>, contentRanges: [Range<Int>], by certificate: SigningCertificate
  ) -> SigningKey.Outcome {
    guard let digest else { return .unsupported("the digest algorithm") }
    guard let algorithm else { return .unsupported("signature algorithm \(algorithmName)") }
    let message: [UInt8]
    if let signedAttributes {
      guard let stated = signedValue(ObjectIdentifiers.messageDigest), stated.identifier == DERElement.Tag.octetString,
        data.copy(stated.content) == digest.hash(data, contentRanges)
      else { return .invalid }
      // The signature covers the attributes as a SET OF, whatever tag they have in the message (RFC 5652, section 5.4).
      message = [DERElement.Tag.set] + data.copy(signedAttributes.whole.dropFirst())
    } else {
      message = contentRanges.flatMap { data.copy($0) }
    }
    return certificate.key.check(data.copy(signature), over: message, algorithm)
  }
}
