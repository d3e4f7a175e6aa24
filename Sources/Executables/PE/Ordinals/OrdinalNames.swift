/// Names of functions that are usually imported by ordinal.
enum OrdinalNames {
  /// The table of a library, by its name in lower case; nil where none is known.
  static func table(of library: borrowing Span<UInt8>) -> [UInt16: [UInt8]]? {
    if isEqual(library, "oleaut32.dll") { return oleaut32Table }
    if isEqual(library, "ws2_32.dll") { return ws2Table }
    if isEqual(library, "wsock32.dll") { return wsock32Table }
    return nil
  }

  private static func isEqual(_ bytes: borrowing Span<UInt8>, _ literal: StaticString) -> Bool {
    bytes.count == literal.utf8CodeUnitCount && bytes.matches(literal, at: 0)
  }

  private static let oleaut32Table = parse(oleaut32)
  private static let ws2Table = parse(ws2)
  private static let wsock32Table = parse(wsock32)

  private static func parse(_ text: String) -> [UInt16: [UInt8]] {
    var table: [UInt16: [UInt8]] = [:]
    var ordinal: UInt16?
    for word in text.split(separator: " ") {
      if let number = ordinal {
        table[number] = Array(word.utf8)
        ordinal = nil
      } else {
        ordinal = UInt16(word)
      }
    }
    return table
  }
}
