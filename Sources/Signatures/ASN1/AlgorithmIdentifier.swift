import SwiftASN1

/// An algorithm with its parameters (RFC 5280, section 4.1.1.2).
struct AlgorithmIdentifier: Sendable {
  let algorithm: ASN1ObjectIdentifier
  let parameters: ASN1Node?

  init(_ node: ASN1Node) throws {
    (algorithm, parameters) = try BER.sequence(node, identifier: .sequence) { fields in
      (try fields.required().objectIdentifier(), fields.next())
    }
  }
}
