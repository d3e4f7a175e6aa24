/// Cuts a line of a mapping table into words, quotes respected. Tables are read whenever a program starts, so lines are
/// bytes here: going through characters costs thirty times as much.
enum MappingWords {
  /// A word and whether quotes stood around it.
  struct Word: Hashable {
    enum Quote: Hashable {
      case none
      case double
      case single
    }
    var text: String
    var quote: Quote

    func isPlain(_ text: String) -> Bool { quote == .none && self.text == text }
  }

  /// A line, or a part of one.
  typealias Line = ArraySlice<UInt8>

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  static func text(_ line: Line) -> String { String(decoding: line, as: UTF8.self) }

  /// Words separated by blanks; a quote opens only at the beginning of a word. `nil` for a quote that is not closed.
  static func split(_ line: Line) -> [Word]? {
    var words: [Word] = []
    var index = line.startIndex
    while true {
      while index < line.endIndex, isBlank(line[index]) { index += 1 }
      guard index < line.endIndex else { return words }
      let first = line[index]
      if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
        let rest = line[(index + 1)...]
        guard let end = rest.firstIndex(of: first) else { return nil }
        words.append(Word(text: text(rest[..<end]), quote: first == UInt8(ascii: "'") ? .single : .double))
        index = end + 1
      } else {
        let start = index
        while index < line.endIndex, !isBlank(line[index]) { index += 1 }
        words.append(Word(text: text(line[start..<index]), quote: .none))
      }
    }
  }

  /// Values separated by commas outside double quotes, trimmed; quotes keep commas and blanks. `nil` for an open quote.
  static func list(_ line: Line) -> [String]? {
    var values: [String] = []
    var rest = trim(line)
    while let first = rest.first {
      if first == UInt8(ascii: "\"") {
        rest = rest.dropFirst()
        guard let end = rest.firstIndex(of: UInt8(ascii: "\"")) else { return nil }
        values.append(text(rest[..<end]))
        rest = trim(rest[(end + 1)...])
        if rest.isEmpty { break }
        guard rest.first == UInt8(ascii: ",") else { return nil }
        rest = trim(rest.dropFirst())
      } else {
        let value = rest.prefix { $0 != UInt8(ascii: ",") }
        values.append(text(trim(value)))
        rest = trim(rest[value.endIndex...].dropFirst())
      }
    }
    return values
  }

  static func trim(_ line: Line) -> Line {
    var line = line.drop { isBlank($0) }
    while let last = line.last, isBlank(last) || last == 0x0D { line = line.dropLast() }
    return line
  }
}
