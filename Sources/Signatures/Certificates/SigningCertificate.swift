import Executables
import SwiftASN1

/// An X.509 certificate (RFC 5280, section 4.1), as far as checking a signature needs it.
///
/// Certificates with algorithms that cannot be checked (MD2 and MD5 roots, DSA keys) still have a name and a place in the chain.
struct SigningCertificate: Sendable {
  /// What people read.
  let summary: CertificateSummary
  /// The DER of the issuer's name.
  let issuer: ArraySlice<UInt8>
  /// The DER of the subject's name.
  let subject: ArraySlice<UInt8>
  /// The octets of the serial number.
  let serialNumber: ArraySlice<UInt8>
  /// The public key.
  let key: SigningKey
  /// The part that the issuer signed.
  private let signed: ArraySlice<UInt8>
  private let algorithm: AlgorithmIdentifier
  private let signature: ArraySlice<UInt8>

  init(_ node: ASN1Node) throws {
    let (content, algorithm, signature) = try BER.sequence(node, identifier: .sequence) { fields in
      (
        try fields.required(), try AlgorithmIdentifier(fields.required()),
        try ASN1BitString(berEncoded: &fields).bytes
      )
    }
    let facts = try CertificateFacts(content)
    signed = content.encodedBytes
    self.algorithm = algorithm
    self.signature = signature
    issuer = facts.issuer.encodedBytes
    subject = facts.subject.encodedBytes
    serialNumber = facts.serialNumber
    key = facts.key
    summary = CertificateSummary(
      subject: try DistinguishedName.text(facts.subject), issuer: try DistinguishedName.text(facts.issuer),
      serialNumber: Hexadecimal.text(Array(serialNumber)),
      sha256: Hexadecimal.text(PESignature.Digest.sha256.hash(node.encodedBytes)),
      notBefore: Int64(facts.notBefore), notAfter: Int64(facts.notAfter), isSelfIssued: issuer == subject,
      isAuthority: facts.uses.isAuthority,
      mayCodeSign: facts.uses.extended.map { $0.contains(ObjectIdentifiers.codeSigning) }, rsaBits: key.rsaBits)
  }

  /// Whether this certificate's issuer, of which this is the certificate, signed it.
  func check(signedBy issuer: SigningCertificate) -> SigningKey.Outcome {
    guard let known = SignatureAlgorithm(algorithm, beside: nil) else {
      return .unsupported("signature algorithm \(algorithm.algorithm)")
    }
    return issuer.key.check(signature, over: signed, known)
  }
}

/// What an issuer says of a subject (TBSCertificate).
private struct CertificateFacts {
  let serialNumber: ArraySlice<UInt8>
  let issuer: ASN1Node
  let subject: ASN1Node
  /// Seconds since 1970.
  let notBefore: Double
  let notAfter: Double
  let key: SigningKey
  let uses: CertificateUses

  init(_ node: ASN1Node) throws {
    self = try BER.sequence(node, identifier: .sequence) { try CertificateFacts(fields: &$0) }
  }

  private init(fields: inout ASN1NodeCollection.Iterator) throws {
    _ = try BER.optionalExplicitlyTagged(&fields, tagNumber: 0, tagClass: .contextSpecific) { $0 }
    serialNumber = try fields.required().octets(.integer)
    _ = try fields.required()
    issuer = try fields.required()
    (notBefore, notAfter) = try BER.sequence(fields.required(), identifier: .sequence) { validity in
      (try ASN1Time.seconds(validity.required()), try ASN1Time.seconds(validity.required()))
    }
    subject = try fields.required()
    key = try SigningKey(fields.required())
    // Unique identifiers of issuer and subject, which nobody uses.
    for number in [UInt(1), 2] {
      _ = BER.optionalImplicitlyTagged(&fields, tagNumber: number, tagClass: .contextSpecific) { $0 }
    }
    uses =
      try BER.optionalExplicitlyTagged(&fields, tagNumber: 3, tagClass: .contextSpecific) {
        try CertificateUses($0)
      } ?? CertificateUses()
  }
}

/// What extensions allow (RFC 5280, section 4.2).
private struct CertificateUses {
  var extended: [ASN1ObjectIdentifier]?
  var isAuthority = false

  init() {}

  init(_ node: ASN1Node) throws {
    for element in try node.elements(.sequence) {
      let (type, value) = try BER.sequence(element, identifier: .sequence) { fields in
        let type = try fields.required().objectIdentifier()
        // Whether it is critical. Not read as a Bool: certificates in the wild write 1 for true, which DER forbids.
        _ = BER.optionalImplicitlyTagged(&fields, tagNumber: 1, tagClass: .universal) { $0 }
        return (type, try ASN1OctetString(derEncoded: &fields).bytes)
      }
      switch type {
      case ObjectIdentifiers.extendedKeyUsage:
        extended = try BoundedASN1.element(value).elements(.sequence).map { try $0.objectIdentifier() }
      case ObjectIdentifiers.basicConstraints:
        let first = try BoundedASN1.element(value).elements(.sequence).first
        isAuthority = try first.map { $0.identifier == .boolean ? try Bool(berEncoded: $0) : false } ?? false
      default: continue
      }
    }
  }
}
