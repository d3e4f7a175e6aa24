import ECS

/// Reads the header lines (`#separator`, `#fields`, …) of a Zeek log.
///
/// Source: Zeek manual, "Zeek Log Formats and Inspection".
struct ZeekHeaderParser {
  /// A log has at most this many columns; the widest standard log has fewer than a hundred.
  static let maximumColumns = 1_024

  /// What was read so far.
  private(set) var header = ZeekHeader()
  /// Whether records can be read with it.
  private(set) var isComplete = false

  /// Takes one line that begins with `#`. Returns what is wrong with it, if anything.
  mutating func take(_ line: borrowing Span<UInt8>) -> String? {
    let text = Self.repaired(line)
    if text.hasPrefix("#separator") {
      // A new header begins: rotated logs put several into one file.
      header = ZeekHeader()
      isComplete = false
      let value = Self.unescaped(text.dropFirst("#separator".count).drop { $0 == " " || $0 == "\t" })
      guard value.count == 1, let byte = value.first else { return "the separator is not one byte" }
      header.separator = byte
      return nil
    }
    let parts = text.dropFirst().split(
      separator: Character(Unicode.Scalar(header.separator)), omittingEmptySubsequences: false)
    guard let name = parts.first else { return nil }
    let values = parts.dropFirst()
    switch name {
    case "set_separator":
      let value = Self.unescaped(values.first ?? "")
      guard value.count == 1, let byte = value.first else { return "the set separator is not one byte" }
      header.setSeparator = byte
    case "empty_field": header.empty = Self.unescaped(values.first ?? "")
    case "unset_field": header.unset = Self.unescaped(values.first ?? "")
    case "path":
      header.path = String(values.first ?? "")
      isComplete = false
      header.types = []
    case "fields":
      header.names = values.map(String.init)
      return columnFault("fields", values.count)
    case "types":
      header.types = values.map(String.init)
      if let fault = columnFault("types", values.count) { return fault }
      isComplete = header.resolve()
      return isComplete ? nil : "\(header.names.count) fields but \(header.types.count) types"
    default: break
    }
    return nil
  }

  private mutating func columnFault(_ what: String, _ count: Int) -> String? {
    isComplete = false
    guard count <= Self.maximumColumns else {
      header.names = []
      return "\(count) \(what), more than \(Self.maximumColumns)"
    }
    return nil
  }

  private static func repaired(_ line: borrowing Span<UInt8>) -> String {
    var bytes: [UInt8] = []
    UTF8Text.appendRepaired(line, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `\x09` and its like as bytes.
  private static func unescaped(_ text: some StringProtocol) -> [UInt8] {
    let bytes = Array(text.utf8)
    var output: [UInt8] = []
    ZeekText.appendUnescaped(bytes.span, to: &output)
    return output
  }
}
