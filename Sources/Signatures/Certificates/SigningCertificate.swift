import Executables

/// An X.509 certificate (RFC 5280, section 4.1), as far as checking a signature needs it.
///
/// The parts are found by range in the bytes of the file, so that certificates with algorithms that cannot be checked (MD2
/// and MD5 roots, DSA keys) still have a name and a place in the chain.
struct SigningCertificate: Sendable {
  /// What people read.
  let summary: CertificateSummary
  /// The DER of the issuer's name.
  let issuer: [UInt8]
  /// The DER of the subject's name.
  let subject: [UInt8]
  /// The octets of the serial number.
  let serialNumber: [UInt8]
  /// The public key.
  let key: SigningKey
  /// The part that the issuer signed.
  private let signedRange: Range<Int>
  private let algorithm: SignatureAlgorithm?
  private let algorithmName: String
  private let signature: Range<Int>

  init(_ data: borrowing Span<UInt8>, _ element: DERElement) throws(DERError) {
    var outer = try DERSequence(data, element)
    let signed = try outer.next(DERElement.Tag.sequence)
    let algorithmElement = try outer.next(DERElement.Tag.sequence)
    let bits = try outer.next(DERElement.Tag.bitString)
    signedRange = signed.whole
    signature = bits.content.dropFirst()
    algorithm = SignatureAlgorithm(data, algorithmElement, beside: nil)
    var algorithmFields = try DERSequence(data, algorithmElement)
    algorithmName = ObjectIdentifiers.text(data.copy(try algorithmFields.next(DERElement.Tag.identifier).content))

    var fields = try DERSequence(data, signed)
    _ = fields.optional(DERElement.Tag.context0)
    serialNumber = data.copy(try fields.next(DERElement.Tag.integer).content)
    _ = try fields.next()
    let issuerName = try fields.next(DERElement.Tag.sequence)
    var validity = try DERSequence(data, fields.next())
    let notBefore = try DERTime.seconds(data, validity.next())
    let notAfter = try DERTime.seconds(data, validity.next())
    let subjectName = try fields.next(DERElement.Tag.sequence)
    key = try SigningKey(data, fields.next())
    var uses = Uses()
    while !fields.isEmpty {
      let field = try fields.next()
      if field.identifier == 0xa3 { uses = try Uses(data, field.onlyChild(data)) }
    }
    issuer = data.copy(issuerName.whole)
    subject = data.copy(subjectName.whole)
    summary = CertificateSummary(
      subject: try DistinguishedName.text(data, subjectName), issuer: try DistinguishedName.text(data, issuerName),
      serialNumber: Hexadecimal.text(serialNumber),
      sha256: Hexadecimal.text(PESignature.Digest.sha256.hash(data, [element.whole])),
      notBefore: Int64(notBefore), notAfter: Int64(notAfter), isSelfIssued: issuer == subject,
      isAuthority: uses.isAuthority, mayCodeSign: uses.extended.map { $0.contains(ObjectIdentifiers.codeSigning) },
      rsaBits: key.rsaBits)
  }

  /// Whether this certificate's issuer, of which this is the certificate, signed it.
  func check(_ data: borrowing Span<UInt8>, signedBy issuer: SigningCertificate) -> SigningKey.Outcome {
    guard let algorithm else { return .unsupported("signature algorithm \(algorithmName)") }
    return issuer.key.check(data.copy(signature), over: data.copy(signedRange), algorithm)
  }

  /// What extensions allow.
  private struct Uses {
    var extended: [[UInt8]]?
    var isAuthority = false

    init() {}

    init(_ data: borrowing Span<UInt8>, _ extensions: DERElement) throws(DERError) {
      for child in try extensions.expect(DERElement.Tag.sequence).children(data) {
        var fields = try DERSequence(data, child)
        let type = data.copy(try fields.next(DERElement.Tag.identifier).content)
        _ = fields.optional(DERElement.Tag.boolean)
        let value = try fields.next(DERElement.Tag.octetString)
        switch type {
        case ObjectIdentifiers.extendedKeyUsage:
          extended = try DERElement(data, in: value.content).children(data).map { data.copy($0.content) }
        case ObjectIdentifiers.basicConstraints:
          var constraints = try DERSequence(data, DERElement(data, in: value.content))
          isAuthority =
            constraints.optional(DERElement.Tag.boolean).map { data.u8(at: $0.content.lowerBound) != 0 } ?? false
        default: continue
        }
      }
    }
  }
}
