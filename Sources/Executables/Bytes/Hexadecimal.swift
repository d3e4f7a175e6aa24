/// Bytes as hexadecimal digits.
public enum Hexadecimal {
  private static let digits = Array("0123456789abcdef".utf8)

  /// The lower-case digits of a range of bytes.
  static func text(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> String {
    var result: [UInt8] = []
    for index in range.clamped(to: 0..<bytes.count) {
      result.append(digits[Int(bytes[index] >> 4)])
      result.append(digits[Int(bytes[index] & 15)])
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The lower-case digits of some bytes.
  public static func text(_ bytes: [UInt8]) -> String { text(bytes.span, 0..<bytes.count) }
}
