import Executables

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
  ///   - element: the AlgorithmIdentifier.
  ///   - digest: the digest named beside it, for identifiers that name none.
  init?(_ data: borrowing Span<UInt8>, _ element: DERElement, beside digest: PESignature.Digest?) {
    guard var fields = try? DERSequence(data, element), let type = try? fields.next(DERElement.Tag.identifier) else {
      return nil
    }
    let parameters = try? fields.next()
    self.init(data.copy(type.content), data, parameters, beside: digest)
  }

  private init?(
    _ octets: [UInt8], _ data: borrowing Span<UInt8>, _ parameters: DERElement?, beside digest: PESignature.Digest?
  ) {
    switch octets {
    case ObjectIdentifiers.rsa:
      guard let digest else { return nil }
      (scheme, self.digest) = (.rsa, digest)
    case ObjectIdentifiers.md5WithRSA: (scheme, self.digest) = (.rsa, .md5)
    case ObjectIdentifiers.sha1WithRSA: (scheme, self.digest) = (.rsa, .sha1)
    case ObjectIdentifiers.sha256WithRSA: (scheme, self.digest) = (.rsa, .sha256)
    case ObjectIdentifiers.sha384WithRSA: (scheme, self.digest) = (.rsa, .sha384)
    case ObjectIdentifiers.sha512WithRSA: (scheme, self.digest) = (.rsa, .sha512)
    case ObjectIdentifiers.probabilistic:
      guard let own = Self.probabilisticDigest(data, parameters) else { return nil }
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
  private static func probabilisticDigest(
    _ data: borrowing Span<UInt8>, _ parameters: DERElement?
  ) -> PESignature.Digest? {
    guard let parameters, var fields = try? DERSequence(data, parameters) else { return nil }
    guard let first = fields.optional(DERElement.Tag.context0) else { return .sha1 }
    guard let algorithm = try? first.onlyChild(data), var parts = try? DERSequence(data, algorithm),
      let type = try? parts.next(DERElement.Tag.identifier)
    else { return nil }
    return PESignature.Digest(octets: data.copy(type.content))
  }
}
