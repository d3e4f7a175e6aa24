import Crypto
public import Foundation

/// A list in its envelope: the list's JSON as text, and an Ed25519 signature (RFC 8032) over exactly that text. Signing text
/// rather than values needs no canonical form of JSON.
public struct SignedList: Sendable, Hashable, Codable {
  /// What every envelope says it is.
  public static let format = "shrike-list-1"
  /// Larger files are refused.
  public static let largest = 256 << 20

  /// `shrike-list-1`.
  public var format: String
  /// The list's JSON.
  public var payload: String
  /// The signature, in base64.
  public var signature: String

  /// What is signed: the format, a line feed and the payload, so that a signature is good for nothing else.
  private static func message(_ payload: String) -> Data { Data((format + "\n" + payload).utf8) }

  /// Signs a list's JSON.
  ///
  /// - Parameters:
  ///   - payload: the JSON; it is read before it is signed.
  ///   - key: the private key's 32 bytes.
  public init(signing payload: String, key: Data) throws(KnownListError) {
    _ = try Self.list(payload)
    guard let privateKey = try? Curve25519.Signing.PrivateKey(rawRepresentation: key) else {
      throw KnownListError("the key is no Ed25519 private key of 32 bytes")
    }
    guard let signature = try? privateKey.signature(for: Self.message(payload)) else {
      throw KnownListError("the list cannot be signed")
    }
    format = Self.format
    self.payload = payload
    self.signature = signature.base64EncodedString()
  }

  /// The list in a file, when one of the keys signed it and it has not ended.
  ///
  /// - Parameters:
  ///   - keys: public keys of 32 bytes each.
  ///   - now: seconds since 1970.
  public static func open(_ file: Data, keys: [Data], now: Int64) throws(KnownListError) -> KnownList {
    guard file.count <= largest else { throw KnownListError("the list is larger than \(largest) bytes") }
    guard let envelope = try? JSONDecoder().decode(SignedList.self, from: file), envelope.format == format else {
      throw KnownListError("this is no signed list: it needs the members format (\(format)), payload and signature")
    }
    guard let signature = Data(base64Encoded: envelope.signature) else {
      throw KnownListError("the signature is not base64")
    }
    let message = message(envelope.payload)
    let isSigned = keys.contains { key in
      (try? Curve25519.Signing.PublicKey(rawRepresentation: key))?.isValidSignature(signature, for: message) ?? false
    }
    guard isSigned else {
      throw KnownListError(
        "the list's signature is not by any of the \(keys.count) keys given: the list was changed, or somebody else signed it"
      )
    }
    let list = try list(envelope.payload)
    guard let end = seconds(list.expires) else {
      throw KnownListError("expires is '\(list.expires)'; a time like 2027-01-31T00:00:00Z is needed")
    }
    guard now < end else { throw KnownListError("the list '\(list.name)' ended at \(list.expires); get a new one") }
    return list
  }

  private static func list(_ payload: String) throws(KnownListError) -> KnownList {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      let list = try decoder.decode(KnownList.self, from: Data(payload.utf8))
      guard seconds(list.expires) != nil else {
        throw KnownListError("expires is '\(list.expires)'; a time like 2027-01-31T00:00:00Z is needed")
      }
      let hashes =
        ((list.knownGood ?? []) + (list.knownBad ?? [])).map(\.sha256)
        + (list.trustedSigners ?? []).map(\.certificateSha256)
      if let wrong = hashes.first(where: { $0.count != 64 || !$0.allSatisfy(\.isHexDigit) }) {
        throw KnownListError("'\(wrong.prefix(80))' is no SHA-256 of 64 hexadecimal digits")
      }
      return list
    } catch let error as KnownListError {
      throw error
    } catch {
      throw KnownListError("the list's JSON cannot be read: \(error)")
    }
  }

  private static func seconds(_ text: String) -> Int64? {
    guard let date = try? Date(text, strategy: .iso8601) else { return nil }
    return Int64(date.timeIntervalSince1970)
  }

  /// A new private key and its public one, 32 bytes each.
  public static func makeKey() -> (privateKey: Data, publicKey: Data) {
    let key = Curve25519.Signing.PrivateKey()
    return (key.rawRepresentation, key.publicKey.rawRepresentation)
  }
}
