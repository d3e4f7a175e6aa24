import SwiftASN1

/// An attribute of a signer (RFC 5652, section 5.3).
struct MessageAttribute: Sendable {
  let type: ASN1ObjectIdentifier
  let values: [ASN1Node]

  init(_ node: ASN1Node) throws {
    (type, values) = try BER.sequence(node, identifier: .sequence) { fields in
      (try fields.required().objectIdentifier(), try fields.required().elements(.set))
    }
  }
}
