import Crypto

/// SHA-256 (FIPS 180-4) as lower-case hexadecimal digits.
public enum ContentDigest {
  /// The digest of some bytes.
  public static func sha256(_ bytes: [UInt8]) -> String { Hexadecimal.text([UInt8](SHA256.hash(data: bytes))) }
}

/// SHA-256 of bytes that come in parts.
public struct ContentHasher: Sendable {
  private var state = SHA256()

  /// A hasher that has seen nothing.
  public init() {}

  /// Takes the next bytes.
  public mutating func update(_ bytes: [UInt8]) { state.update(data: bytes) }

  /// The digest of all bytes so far, in hexadecimal.
  public func digest() -> String { Hexadecimal.text([UInt8](state.finalize())) }
}

/// Bytes as pairs of hexadecimal digits.
public enum Hexadecimal {
  /// The digits, lower case.
  public static func text(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The bytes; nil when the text is not pairs of hexadecimal digits.
  public static func bytes(_ text: String) -> [UInt8]? {
    let digits = text.utf8.map { digit -> UInt8? in
      switch digit {
      case 0x30...0x39: digit - 0x30
      case 0x41...0x46: digit - 0x37
      case 0x61...0x66: digit - 0x57
      default: nil
      }
    }
    guard digits.count % 2 == 0 else { return nil }
    var result: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digits[index], let low = digits[index + 1] else { return nil }
      result.append(high << 4 | low)
    }
    return result
  }
}
