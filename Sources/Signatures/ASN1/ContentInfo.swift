import SwiftASN1

/// What a message is about (RFC 5652, section 3, and as a part of SignedData).
struct ContentInfo: Sendable {
  let type: ASN1ObjectIdentifier
  /// The content; nil when it is elsewhere.
  let content: ASN1Node?

  init(_ node: ASN1Node) throws {
    (type, content) = try BER.sequence(node, identifier: .sequence) { fields in
      (
        try fields.required().objectIdentifier(),
        try BER.optionalExplicitlyTagged(&fields, tagNumber: 0, tagClass: .contextSpecific) { $0 }
      )
    }
  }
}
