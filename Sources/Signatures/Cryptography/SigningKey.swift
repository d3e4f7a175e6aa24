import Crypto
import CryptoExtras
import Executables
import SwiftASN1

/// A public key out of a certificate.
enum SigningKey: Sendable {
  case rsa(_RSA.Signing.PublicKey)
  case p256(P256.Signing.PublicKey)
  case p384(P384.Signing.PublicKey)
  case p521(P521.Signing.PublicKey)
  case ed25519(Curve25519.Signing.PublicKey)
  /// A key that cannot be used here, and why.
  case unusable(String)

  /// What came of checking a signature.
  enum Outcome: Sendable, Hashable {
    case valid
    case invalid
    /// It cannot be checked, and why.
    case unsupported(String)
  }

  /// The key in a SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7).
  init(_ node: ASN1Node) throws {
    let (algorithm, key) = try BER.sequence(node, identifier: .sequence) { fields in
      (try AlgorithmIdentifier(fields.required()), try ASN1BitString(berEncoded: &fields).bytes)
    }
    switch algorithm.algorithm {
    case ObjectIdentifiers.rsa, ObjectIdentifiers.probabilistic:
      // Keys below 2,048 bits are weak; old signatures have them, and whether to believe one is the reader's decision.
      self =
        (try? _RSA.Signing.PublicKey(unsafeDERRepresentation: key)).map { .rsa($0) }
        ?? .unusable("an RSA key of fewer than 1,024 bits or that is damaged")
    case ObjectIdentifiers.ellipticCurve:
      let curve = algorithm.parameters.flatMap { try? $0.objectIdentifier() }
      self = Self.curveKey(key, curve)
    case ObjectIdentifiers.ed25519:
      self =
        (try? Curve25519.Signing.PublicKey(rawRepresentation: key)).map { .ed25519($0) }
        ?? .unusable("a damaged Ed25519 key")
    default: self = .unusable("a key of algorithm \(algorithm.algorithm)")
    }
  }

  private static func curveKey(_ key: ArraySlice<UInt8>, _ curve: ASN1ObjectIdentifier?) -> SigningKey {
    switch curve {
    case ObjectIdentifiers.p256:
      (try? P256.Signing.PublicKey(x963Representation: key)).map { .p256($0) } ?? .unusable("a damaged P-256 key")
    case ObjectIdentifiers.p384:
      (try? P384.Signing.PublicKey(x963Representation: key)).map { .p384($0) } ?? .unusable("a damaged P-384 key")
    case ObjectIdentifiers.p521:
      (try? P521.Signing.PublicKey(x963Representation: key)).map { .p521($0) } ?? .unusable("a damaged P-521 key")
    default: .unusable("a key on a curve that is none of P-256, P-384 and P-521")
    }
  }

  /// How long the key is, in bits, for those that are known by it.
  var rsaBits: Int? { if case .rsa(let key) = self { key.keySizeInBits } else { nil } }

  /// Checks a signature over a message.
  func check(
    _ signature: ArraySlice<UInt8>, over message: ArraySlice<UInt8>, _ algorithm: SignatureAlgorithm
  ) -> Outcome {
    switch algorithm.digest {
    case .md5: .unsupported("MD5")
    case .sha1: check(signature, Insecure.SHA1.hash(data: message), message, algorithm.scheme)
    case .sha256: check(signature, Crypto.SHA256.hash(data: message), message, algorithm.scheme)
    case .sha384: check(signature, SHA384.hash(data: message), message, algorithm.scheme)
    case .sha512: check(signature, SHA512.hash(data: message), message, algorithm.scheme)
    }
  }

  private func check(
    _ signature: ArraySlice<UInt8>, _ digest: some Digest, _ message: ArraySlice<UInt8>,
    _ scheme: SignatureAlgorithm.Scheme
  ) -> Outcome {
    switch (self, scheme) {
    case (.unusable(let reason), _): return .unsupported(reason)
    case (.rsa(let key), .rsa), (.rsa(let key), .probabilisticRSA):
      let value = _RSA.Signing.RSASignature(rawRepresentation: signature)
      let padding: _RSA.Signing.Padding = scheme == .rsa ? .insecurePKCS1v1_5 : .PSS
      return key.isValidSignature(value, for: digest, padding: padding) ? .valid : .invalid
    case (.p256(let key), .ecdsa):
      guard let value = try? P256.Signing.ECDSASignature(derRepresentation: signature) else { return .invalid }
      return key.isValidSignature(value, for: digest) ? .valid : .invalid
    case (.p384(let key), .ecdsa):
      guard let value = try? P384.Signing.ECDSASignature(derRepresentation: signature) else { return .invalid }
      return key.isValidSignature(value, for: digest) ? .valid : .invalid
    case (.p521(let key), .ecdsa):
      guard let value = try? P521.Signing.ECDSASignature(derRepresentation: signature) else { return .invalid }
      return key.isValidSignature(value, for: digest) ? .valid : .invalid
    case (.ed25519(let key), .ed25519): return key.isValidSignature(signature, for: message) ? .valid : .invalid
    default: return .invalid
    }
  }
}
