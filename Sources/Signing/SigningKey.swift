import Crypto

/// A private Ed25519 key (RFC 8032). The one module that signs model bundles; nothing else imports the library for it.
public struct SigningKey: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  /// A new key from the system's generator.
  public init() { key = Curve25519.Signing.PrivateKey() }

  /// The key of a 32-byte seed; nil for another length.
  public init?(seed: [UInt8]) {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else { return nil }
    self.key = key
  }

  /// The seed: who has it can sign.
  public var seed: [UInt8] { [UInt8](key.rawRepresentation) }

  /// The key that verifies.
  public var publicKey: VerifyingKey { VerifyingKey(key: key.publicKey) }

  /// The signature of some bytes, 64 bytes; nil when the library refuses.
  public func signature(of bytes: [UInt8]) -> [UInt8]? { (try? key.signature(for: bytes)).map { [UInt8]($0) } }
}

/// A public Ed25519 key.
public struct VerifyingKey: Sendable, Hashable {
  /// Its 32 bytes.
  public let bytes: [UInt8]
  private let key: Curve25519.Signing.PublicKey

  fileprivate init(key: Curve25519.Signing.PublicKey) {
    self.key = key
    bytes = [UInt8](key.rawRepresentation)
  }

  /// A key of 32 bytes; nil for another length.
  public init?(bytes: [UInt8]) {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { return nil }
    self.init(key: key)
  }

  /// Whether a signature is this key's for some bytes.
  public func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    signature.count == 64 && key.isValidSignature(signature, for: message)
  }

  /// Equal bytes, equal keys.
  public static func == (lhs: VerifyingKey, rhs: VerifyingKey) -> Bool { lhs.bytes == rhs.bytes }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}
