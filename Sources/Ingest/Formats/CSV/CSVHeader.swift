import ECS

/// The first record of a table: which separator, which columns.
struct CSVHeader: Sendable {
  /// A header has at most so many columns.
  static let maximumColumns = 4_096
  private static let separators: [UInt8] = [0x2C, 0x09, 0x3B, 0x7C]

  /// The byte between fields.
  let separator: UInt8
  /// The field of each column; `FieldRenamer.unnamed` for those that cannot be numbered any more.
  let columns: [FieldID]
  /// The bytes of the header, its line break included.
  let length: Int

  /// Reads the header at the beginning of a text; `nil` when there is none. `isLast` says that the text is whole.
  init?(_ text: borrowing Span<UInt8>, isLast: Bool) {
    guard let separator = Self.separator(text) else { return nil }
    var scanner = CSVScanner(separator: separator)
    guard case .record(let end) = scanner.record(text, at: 0, isLast: isLast) else { return nil }
    guard scanner.fields.count >= 2, scanner.fields.count <= Self.maximumColumns else { return nil }
    var names: [String] = []
    for (index, field) in scanner.fields.enumerated() {
      var bytes: [UInt8] = []
      CSVScanner.appendValue(field, text, to: &bytes)
      var name: [UInt8] = []
      UTF8Text.appendRepaired(bytes.span, to: &name)
      names.append(name.isEmpty ? "column\(index + 1)" : String(decoding: name, as: UTF8.self))
    }
    guard Self.looksLikeNames(names) else { return nil }
    self.separator = separator
    length = end
    columns = names.map { FieldTable.shared.intern($0) ?? FieldRenamer.unnamed }
  }

  /// The separator that stands most often in the first line, quotes left out.
  private static func separator(_ text: borrowing Span<UInt8>) -> UInt8? {
    var counts = [Int](repeating: 0, count: 256)
    var inQuotes = false
    for index in 0..<min(text.count, 64 << 10) {
      let byte = text[index]
      if byte == 0x22 { inQuotes.toggle() }
      if inQuotes { continue }
      if byte == 0x0A || byte == 0x0D { break }
      counts[Int(byte)] += 1
    }
    let best = separators.max { counts[Int($0)] < counts[Int($1)] }
    return best.flatMap { counts[Int($0)] > 0 ? $0 : nil }
  }

  /// Column names are short, different, begin like a name, and hold no punctuation that prose and logs have.
  private static func looksLikeNames(_ names: [String]) -> Bool {
    guard Set(names).count == names.count else { return false }
    for name in names {
      guard name.utf8.count <= 128, let first = name.utf8.first else { return false }
      let isWord = first | 0x20 >= 0x61 && first | 0x20 <= 0x7A
      guard isWord || first == 0x5F || first == 0x40 || first >= 0x80 || name == "?" else { return false }
      for byte in name.utf8 where byte < 0x20 || "=[]{}\\\"'`<>|;".utf8.contains(byte) { return false }
    }
    return true
  }
}
