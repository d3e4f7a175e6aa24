/// The encodings in which Sigma's modifiers look for a text.
///
/// Source: Sigma specification 2.1, appendix "Modifiers".
enum SigmaEncoding {
  /// UTF-16, little-endian unless said otherwise.
  static func utf16(_ text: [UInt8], bigEndian: Bool = false, withMark: Bool = false) -> [UInt8] {
    var result: [UInt8] = withMark ? [0xFF, 0xFE] : []
    for unit in String(decoding: text, as: UTF8.self).utf16 {
      let low = UInt8(truncatingIfNeeded: unit)
      let high = UInt8(truncatingIfNeeded: unit >> 8)
      result += bigEndian ? [high, low] : [low, high]
    }
    return result
  }

  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Base64 with padding (RFC 4648).
  static func base64(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let group = bytes[index..<min(index + 3, bytes.count)]
      var word: UInt32 = 0
      for place in 0..<3 { word = word << 8 | UInt32(place < group.count ? group[index + place] : 0) }
      for place in 0..<4 {
        let digit = Int(word >> UInt32(18 - 6 * place)) & 63
        result.append(place <= group.count ? digits[digit] : UInt8(ascii: "="))
      }
      index += 3
    }
    return result
  }

  /// The three forms that a text takes inside Base64, by how many bytes stand before it modulo 3: only the digits that
  /// depend on nothing but the text.
  static func base64Offsets(_ bytes: [UInt8]) -> [[UInt8]] {
    (0..<3).compactMap { offset in
      let encoded = base64([UInt8](repeating: 0x20, count: offset) + bytes)
      let first = [0, 2, 3][offset]
      let last = encoded.count - [0, 3, 2][(bytes.count + offset) % 3]
      return first < last ? Array(encoded[first..<last]) : nil
    }
  }

  /// Dashes that programs on Windows take for the beginning of an option.
  private static let dashes = ["-", "/", "\u{2013}", "\u{2014}", "\u{2015}"].map { Array($0.utf8) }
  /// Forms that one text may be spread into.
  static let maximumForms = 625

  /// Every form of a text in which dashes and slashes that begin a word are any of the dashes; `nil` if there are too many.
  static func dashForms(_ text: [UInt8]) -> [[UInt8]]? {
    var forms: [[UInt8]] = [[]]
    for (index, byte) in text.enumerated() {
      let isDash = byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/")
      let beginsWord =
        isDash && (index == 0 || !isWord(text[index - 1])) && index + 1 < text.count && isWord(text[index + 1])
      if beginsWord {
        guard forms.count * dashes.count <= maximumForms else { return nil }
        forms = forms.flatMap { form in dashes.map { form + $0 } }
      } else {
        for form in forms.indices { forms[form].append(byte) }
      }
    }
    return forms
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte &- 0x30 <= 9 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_") || byte >= 0x80
  }
}
