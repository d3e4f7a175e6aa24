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
    _ = try fields.next()
    _ = try SignedDataReader.digestAlgorithm(data, fields.next(DERElement.Tag.set).onlyChild(data))
    var contentInfo = try DERSequence(data, fields.next())
    let type = try contentInfo.next(DERElement.Tag.identifier)
    guard type.isIdentifier(data, contentType) else { throw .unexpected(at: type.whole.lowerBound) }
    content = try contentInfo.next(DERElement.Tag.context0).onlyChild(data)
    var certificates: [PECertificate] = []
    if let set = fields.optional(DERElement.Tag.context0) {
      // Extended and attribute certificates have tags of their own, and are left out.
      for child in try set.children(data) {
        if child.identifier == DERElement.Tag.sequence {
          certificates.append(try CertificateReader.read(data, child))
        } else if child.identifier & 0xdf > 0x83 || child.identifier & 0xdf < 0x80 {
          throw .unexpected(at: child.whole.lowerBound)
        }
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
