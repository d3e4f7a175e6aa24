/// The parts of a SignedData with one digest algorithm, one signer, and content of one type.
struct SignedDataParts {
  /// The content.
  let content: DERElement
  /// The certificates, in their order.
  let certificates: [PECertificate]
  /// The only SignerInfo.
  let signer: DERElement

  init(_ data: borrowing Span<UInt8>, _ element: DERElement, contentType: [UInt8]) throws(DERError) {
    var fields = try DERSequence(data, element)
    _ = try fields.next(DERElement.Tag.integer)
    _ = try SignedDataReader.digestAlgorithm(data, fields.next(DERElement.Tag.set).onlyChild(data))
    var contentInfo = try DERSequence(data, fields.next())
    let type = try contentInfo.next(DERElement.Tag.identifier)
    guard type.isIdentifier(data, contentType) else { throw .unexpected(at: type.whole.lowerBound) }
    content = try contentInfo.next(DERElement.Tag.context0).onlyChild(data)
    var certificates: [PECertificate] = []
    if let set = fields.optional(DERElement.Tag.context0) {
      // Attribute certificates and others have tags of their own, and are left out.
      for child in try set.children(data) where child.identifier == DERElement.Tag.sequence {
        certificates.append(try CertificateReader.read(data, child))
      }
    }
    self.certificates = certificates
    if let revocations = fields.optional(DERElement.Tag.context1), !revocations.content.isEmpty,
      contentType == AuthenticodeIdentifiers.indirectData
    {
      throw .unexpected(at: revocations.whole.lowerBound)
    }
    signer = try fields.next(DERElement.Tag.set).onlyChild(data)
  }
}
