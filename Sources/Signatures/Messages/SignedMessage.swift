import SwiftASN1

/// A SignedData of PKCS #7 or CMS (RFC 2315, RFC 5652).
struct SignedMessage: Sendable {
  /// More certificates and signers than this are left out: a signature has a handful, and each costs time.
  private static let most = (certificates: 32, signers: 4)
  /// Larger certificates are left out.
  private static let largestCertificate = 64 << 10

  /// The content and its type.
  let encapsulated: ContentInfo
  /// The certificates that can be read, in their order.
  let certificates: [SigningCertificate]
  /// How many cannot, or were left out.
  let unreadCertificates: Int
  /// Who signed.
  let signers: [MessageSigner]

  /// Reads a ContentInfo that holds a SignedData.
  init(_ node: ASN1Node) throws {
    let outer = try ContentInfo(node)
    guard outer.type == ObjectIdentifiers.signedData, let signedData = outer.content else {
      throw ASN1Error.invalidASN1Object(reason: "the message is not signed data")
    }
    self = try BER.sequence(signedData, identifier: .sequence) { try SignedMessage(fields: &$0) }
  }

  private init(fields: inout ASN1NodeCollection.Iterator) throws {
    // Version and list of digest algorithms; each signer names its own.
    _ = try fields.required().octets(.integer)
    _ = try fields.required().elements(.set)
    encapsulated = try ContentInfo(fields.required())
    var certificates: [SigningCertificate] = []
    var unread = 0
    let given = try BER.optionalImplicitlyTagged(&fields, tagNumber: 0, tagClass: .contextSpecific) {
      try $0.elements()
    }
    for node in given ?? [] {
      guard certificates.count < Self.most.certificates, node.encodedBytes.count <= Self.largestCertificate,
        let certificate = try? SigningCertificate(node)
      else {
        unread += 1
        continue
      }
      certificates.append(certificate)
    }
    self.certificates = certificates
    unreadCertificates = unread
    // Lists of revoked certificates.
    _ = BER.optionalImplicitlyTagged(&fields, tagNumber: 1, tagClass: .contextSpecific) { $0 }
    signers = try fields.required().elements(.set).prefix(Self.most.signers).map { try MessageSigner($0) }
  }

  /// What is hashed of the content: all of it without its own identifier and length.
  var hashedContent: ArraySlice<UInt8> {
    guard let content = encapsulated.content else { return [] }
    // An OCTET STRING may come in parts, though not in parts of parts: the library would copy those once for each level.
    if content.identifier == .octetString, case .constructed(let parts) = content.content,
      let octets = try? parts.map({ try ASN1OctetString(derEncoded: $0).bytes })
    {
      return octets.count == 1 ? octets[0] : Array(octets.joined())[...]
    }
    return content.contentOctets
  }
}
