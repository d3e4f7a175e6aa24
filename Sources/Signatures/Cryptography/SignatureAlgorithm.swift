import Executables
import SwiftASN1

/// How a signature was made.
struct SignatureAlgorithm: Sendable, Hashable {
  enum Scheme: Sendable, Hashable {
    /// RSASSA-PKCS1-v1_5.
    case rsa
    /// RSASSA-PSS with a salt as long as the digest.
    case probabilisticRSA
    /// ECDSA on the curve of the key.
    case ecdsa
    /// EdDSA on Curve25519, which hashes by itself.
    case ed25519
  }

  var scheme: Scheme
  var digest: PESignature.Digest

  /// An algorithm, or nil when this module knows no such one.
  ///
  /// - Parameters:
  ///   - digest: the digest named beside it, for identifiers that name none.
  init?(_ identifier: AlgorithmIdentifier, beside digest: PESignature.Digest?) {
    switch identifier.algorithm {
    case ObjectIdentifiers.rsa:
      guard let digest else { return nil }
      (scheme, self.digest) = (.rsa, digest)
    case ObjectIdentifiers.md5WithRSA: (scheme, self.digest) = (.rsa, .md5)
    case ObjectIdentifiers.sha1WithRSA: (scheme, self.digest) = (.rsa, .sha1)
    case ObjectIdentifiers.sha256WithRSA: (scheme, self.digest) = (.rsa, .sha256)
    case ObjectIdentifiers.sha384WithRSA: (scheme, self.digest) = (.rsa, .sha384)
    case ObjectIdentifiers.sha512WithRSA: (scheme, self.digest) = (.rsa, .sha512)
    case ObjectIdentifiers.probabilistic:
      guard let own = Self.probabilisticDigest(identifier.parameters) else { return nil }
      (scheme, self.digest) = (.probabilisticRSA, own)
    case ObjectIdentifiers.ellipticCurve:
      guard let digest else { return nil }
      (scheme, self.digest) = (.ecdsa, digest)
    case ObjectIdentifiers.ecdsaWithSHA1: (scheme, self.digest) = (.ecdsa, .sha1)
    case ObjectIdentifiers.ecdsaWithSHA256: (scheme, self.digest) = (.ecdsa, .sha256)
    case ObjectIdentifiers.ecdsaWithSHA384: (scheme, self.digest) = (.ecdsa, .sha384)
    case ObjectIdentifiers.ecdsaWithSHA512: (scheme, self.digest) = (.ecdsa, .sha512)
    case ObjectIdentifiers.ed25519: (scheme, self.digest) = (.ed25519, .sha512)
    default: return nil
    }
  }

  /// The digest in the parameters of RSASSA-PSS (RFC 8017, A.2.3); SHA-1 where none is named.
  private static func probabilisticDigest(_ parameters: ASN1Node?) -> PESignature.Digest? {
    guard let parameters, case .constructed(let nodes) = parameters.content, parameters.identifier == .sequence else {
      return nil
    }
    var fields = nodes.makeIterator()
    do {
      let named = try BER.optionalExplicitlyTagged(&fields, tagNumber: 0, tagClass: .contextSpecific) {
        try AlgorithmIdentifier($0)
      }
      guard let named else { return .sha1 }
      return PESignature.Digest(named.algorithm)
    } catch {
      return nil
    }
  }
}
