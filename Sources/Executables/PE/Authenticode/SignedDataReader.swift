/// Reads the SignedData of Authenticode: one signer, a digest of the file, certificates, perhaps a countersignature and
/// nested signatures.
///
/// Damage is an error where signify 0.7.1 sees one: a wrong type at a place that is looked at, more than one signer, an
/// attribute that is missing or there twice.
struct SignedDataReader {
  private static let maximalDepth = 8
  private let range: Range<Int>

  /// A reader of a ContentInfo in a range of the file.
  init(_ data: borrowing Span<UInt8>, in range: Range<Int>) { self.range = range }

  /// The signature, followed by those nested in it.
  func read(_ data: borrowing Span<UInt8>) throws(DERError) -> [PESignature] {
    try Self.signatures(data, contentInfo: DERElement(data, in: range), depth: 0)
  }

  /// The SignedData in a ContentInfo.
  static func signedData(_ data: borrowing Span<UInt8>, in contentInfo: DERElement) throws(DERError) -> DERElement {
    var fields = try DERSequence(data, contentInfo)
    let type = try fields.next(DERElement.Tag.identifier)
    guard type.isIdentifier(data, AuthenticodeIdentifiers.signedData) else {
      throw .unexpected(at: type.whole.lowerBound)
    }
    return try fields.next(DERElement.Tag.context0).onlyChild(data).expect(DERElement.Tag.sequence)
  }

  private static func signatures(
    _ data: borrowing Span<UInt8>, contentInfo: DERElement, depth: Int
  ) throws(DERError) -> [PESignature] {
    guard depth < maximalDepth else { throw .malformed(at: contentInfo.whole.lowerBound) }
    let parts = try SignedDataParts(
      data, signedData(data, in: contentInfo), contentType: AuthenticodeIdentifiers.indirectData)
    let (algorithm, digest) = try indirectData(data, parts.content)
    let signer = try SignerReader(data, parts.signer)
    try signer.check(data, contentType: AuthenticodeIdentifiers.indirectData)
    var result = [
      PESignature(
        algorithm: algorithm, digest: digest, certificates: parts.certificates, signerIssuer: signer.issuer,
        signerSerialNumber: signer.serialNumber, programName: try signer.programName(data),
        countersigningTime: try signer.countersigningTime(data), depth: depth)
    ]
    for nested in signer.nestedSignatures(data) {
      result += try signatures(data, contentInfo: nested, depth: depth + 1)
    }
    return result
  }

  /// The digest in a SpcIndirectDataContent about a PE image.
  private static func indirectData(
    _ data: borrowing Span<UInt8>, _ content: DERElement
  ) throws(DERError) -> (PESignature.Digest, Range<Int>) {
    var fields = try DERSequence(data, content)
    var about = try DERSequence(data, fields.next())
    let type = try about.next(DERElement.Tag.identifier)
    guard type.isIdentifier(data, AuthenticodeIdentifiers.imageData) else {
      throw .unexpected(at: type.whole.lowerBound)
    }
    if !about.isEmpty { try about.next(DERElement.Tag.sequence).validate(data) }
    var info = try DERSequence(data, fields.next())
    let algorithm = try digestAlgorithm(data, info.next())
    return (algorithm, try info.next(DERElement.Tag.octetString).content)
  }

  /// An AlgorithmIdentifier of a digest, without parameters.
  static func digestAlgorithm(
    _ data: borrowing Span<UInt8>, _ element: DERElement
  ) throws(DERError) -> PESignature.Digest {
    var fields = try DERSequence(data, element)
    let type = try fields.next(DERElement.Tag.identifier)
    if !fields.isEmpty {
      let parameters = try fields.next()
      guard parameters.identifier == DERElement.Tag.null else {
        throw .unexpected(at: parameters.whole.lowerBound)
      }
    }
    for (octets, digest) in AuthenticodeIdentifiers.digests where type.isIdentifier(data, octets) { return digest }
    throw .unexpected(at: type.whole.lowerBound)
  }
}
