import Executables

/// A SignedData of PKCS #7 or CMS (RFC 2315, RFC 5652), with the places of its parts.
struct SignedMessage: Sendable {
  /// More certificates and signers than this are left out: a signature has a handful, and each costs time.
  private static let most = (certificates: 32, signers: 4)
  /// Larger certificates are left out.
  private static let largestCertificate = 64 << 10

  /// The content's type, as octets.
  let contentType: [UInt8]
  /// The content; nil when it is elsewhere.
  let content: DERElement?
  /// The certificates that can be read, in their order.
  let certificates: [SigningCertificate]
  /// How many cannot, or were left out.
  let unreadCertificates: Int
  /// Who signed.
  let signers: [MessageSigner]

  /// Reads a ContentInfo that holds a SignedData.
  init(_ data: borrowing Span<UInt8>, contentInfo: DERElement) throws(DERError) {
    var outer = try DERSequence(data, contentInfo)
    let type = try outer.next(DERElement.Tag.identifier)
    guard type.isIdentifier(data, ObjectIdentifiers.signedData) else { throw .unexpected(at: type.whole.lowerBound) }
    var fields = try DERSequence(data, outer.next(DERElement.Tag.context0).onlyChild(data))
    _ = try fields.next(DERElement.Tag.integer)
    _ = try fields.next(DERElement.Tag.set)
    var inner = try DERSequence(data, fields.next())
    contentType = data.copy(try inner.next(DERElement.Tag.identifier).content)
    content = try inner.optional(DERElement.Tag.context0)?.onlyChild(data)
    var certificates: [SigningCertificate] = []
    var unread = 0
    if let set = fields.optional(DERElement.Tag.context0) {
      for child in try set.children(data) {
        guard certificates.count < Self.most.certificates, child.whole.count <= Self.largestCertificate,
          let certificate = try? SigningCertificate(data, child)
        else {
          unread += 1
          continue
        }
        certificates.append(certificate)
      }
    }
    self.certificates = certificates
    unreadCertificates = unread
    _ = fields.optional(DERElement.Tag.context1)
    var signers: [MessageSigner] = []
    for child in try fields.next(DERElement.Tag.set).children(data).prefix(Self.most.signers) {
      signers.append(try MessageSigner(data, child))
    }
    self.signers = signers
  }

  /// What is hashed of the content: all of it without its own identifier and length.
  func hashedContent(_ data: borrowing Span<UInt8>) -> [Range<Int>] {
    guard let content else { return [] }
    // A constructed OCTET STRING is its parts.
    if content.identifier == 0x24, let parts = try? content.children(data) { return parts.map(\.content) }
    return [content.content]
  }
}
