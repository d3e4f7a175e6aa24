import Executables
import SwiftASN1

/// A SignerInfo (RFC 5652, section 5.3): whose key signed, what was signed beside the content, and what was added later.
struct MessageSigner: Sendable {
  /// The DER of the name of the issuer of the signer's certificate.
  let issuer: ArraySlice<UInt8>
  /// The octets of the certificate's serial number.
  let serialNumber: ArraySlice<UInt8>
  /// The digest of the content; nil for one that is not known here.
  let digest: PESignature.Digest?
  /// What the key signed, if not the content itself.
  private let signedAttributes: ASN1Node?
  private let signed: [MessageAttribute]
  private let unsigned: [MessageAttribute]
  private let algorithmIdentifier: AlgorithmIdentifier
  private let algorithm: SignatureAlgorithm?
  /// The signature.
  let signature: ArraySlice<UInt8>

  init(_ node: ASN1Node) throws {
    self = try BER.sequence(node, identifier: .sequence) { try MessageSigner(fields: &$0) }
  }

  private init(fields: inout ASN1NodeCollection.Iterator) throws {
    _ = try fields.required().octets(.integer)
    (issuer, serialNumber) = try BER.sequence(fields.required(), identifier: .sequence) { identity in
      (try identity.required().encodedBytes, try identity.required().octets(.integer))
    }
    digest = PESignature.Digest(try AlgorithmIdentifier(fields.required()).algorithm)
    signedAttributes = BER.optionalImplicitlyTagged(&fields, tagNumber: 0, tagClass: .contextSpecific) { $0 }
    signed = try signedAttributes?.elements().map { try MessageAttribute($0) } ?? []
    algorithmIdentifier = try AlgorithmIdentifier(fields.required())
    algorithm = SignatureAlgorithm(algorithmIdentifier, beside: digest)
    signature = try ASN1OctetString(derEncoded: &fields).bytes
    let added = try BER.optionalImplicitlyTagged(&fields, tagNumber: 1, tagClass: .contextSpecific) {
      try $0.elements()
    }
    unsigned = try added?.map { try MessageAttribute($0) } ?? []
  }

  /// The only value of a signed attribute.
  func signedValue(_ type: ASN1ObjectIdentifier) -> ASN1Node? {
    let found = signed.filter { $0.type == type }
    return found.count == 1 && found[0].values.count == 1 ? found[0].values[0] : nil
  }

  /// The values of signed attributes of a type.
  func signedValues(_ type: ASN1ObjectIdentifier) -> [ASN1Node] { signed.filter { $0.type == type }.flatMap(\.values) }

  /// The values of attributes that were added after signing.
  func unsignedValues(_ type: ASN1ObjectIdentifier) -> [ASN1Node] {
    unsigned.filter { $0.type == type }.flatMap(\.values)
  }

  /// When it was signed, as the signer says: seconds since 1970.
  var claimedTime: Double? { signedValue(ObjectIdentifiers.signingTime).flatMap { try? ASN1Time.seconds($0) } }

  /// The certificate whose key signed, by its place in a list.
  func certificate(in certificates: [SigningCertificate]) -> Int? {
    certificates.firstIndex { $0.issuer == issuer && $0.serialNumber == serialNumber }
  }

  /// Checks that the content is what was signed, and that the key of a certificate signed it.
  func check(content: ArraySlice<UInt8>, by certificate: SigningCertificate) -> SigningKey.Outcome {
    guard let digest else { return .unsupported("the digest algorithm") }
    guard let algorithm else { return .unsupported("signature algorithm \(algorithmIdentifier.algorithm)") }
    guard let signedAttributes else { return certificate.key.check(signature, over: content, algorithm) }
    guard let stated = signedValue(ObjectIdentifiers.messageDigest),
      let octets = try? ASN1OctetString(derEncoded: stated).bytes, octets.elementsEqual(digest.hash(content))
    else { return .invalid }
    // The signature covers the attributes as a SET OF, whatever tag they have in the message (RFC 5652, section 5.4).
    return certificate.key.check(signature, over: [0x31] + signedAttributes.encodedBytes.dropFirst(), algorithm)
  }
}
