/// What sort of word an argument is, when its exact value says nothing about its kind.
enum TokenClass {
  /// The class of a lower-case argument (`<guid>`, `<n>`, `<url>`, …), or `nil` for a word that stands for itself.
  /// `original` is the same argument before folding: base64 needs the case.
  static func name(of token: String, original: String) -> String? {
    let bytes = Array(token.utf8)
    if token.contains("://") { return "<url>" }
    if isGUID(bytes) { return "<guid>" }
    if token.hasPrefix("s-1-"), bytes.dropFirst(4).allSatisfy({ isDigit($0) || $0 == 0x2D }) { return "<sid>" }
    if bytes.allSatisfy(isDigit) { return "<n>" }
    if isAddress(bytes) { return "<ip>" }
    if token.hasPrefix("0x"), bytes.dropFirst(2).allSatisfy(isHex) { return "<hex>" }
    if bytes.count >= 8, bytes.allSatisfy(isHex), bytes.contains(where: isDigit) { return "<hex>" }
    if isBase64(Array(original.utf8)) { return "<base64>" }
    return bytes.count > 48 ? "<long>" : nil
  }

  private static func isGUID(_ bytes: [UInt8]) -> Bool {
    let inner =
      bytes.first == UInt8(ascii: "{") && bytes.last == UInt8(ascii: "}") ? bytes.dropFirst().dropLast() : bytes[...]
    guard inner.count == 36 else { return false }
    return inner.enumerated().allSatisfy { index, byte in
      [8, 13, 18, 23].contains(index) ? byte == 0x2D : isHex(byte)
    }
  }

  /// Four numbers with dots, with or without a port or a prefix length.
  private static func isAddress(_ bytes: [UInt8]) -> Bool {
    guard (7...21).contains(bytes.count), bytes.count(where: { $0 == 0x2E }) == 3 else { return false }
    return bytes.allSatisfy { isDigit($0) || $0 == 0x2E || $0 == 0x3A || $0 == 0x2F }
  }

  /// At least 24 characters of the alphabet with both cases or a digit among them; no path has no separator so long.
  private static func isBase64(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 24 else { return false }
    var upper = false
    var lower = false
    for byte in bytes {
      switch byte {
      case 0x41...0x5A: upper = true
      case 0x61...0x7A: lower = true
      case 0x30...0x39, 0x2B, 0x2F, 0x3D, 0x2D, 0x5F: break
      default: return false
      }
    }
    return upper && lower
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 <= 9 }
  static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 <= 5 }
}
