/// Cuts a line of a mapping table into words, quotes respected.
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

  /// Words separated by blanks; a quote opens only at the beginning of a word. `nil` for a quote that is not closed.
  static func split(_ line: Substring) -> [Word]? {
    var words: [Word] = []
    var rest = line
    while true {
      rest = rest.drop { $0 == " " || $0 == "\t" }
      guard let first = rest.first else { return words }
      if first == "\"" || first == "'" {
        rest = rest.dropFirst()
        guard let end = rest.firstIndex(of: first) else { return nil }
        words.append(Word(text: String(rest[..<end]), quote: first == "'" ? .single : .double))
        rest = rest[rest.index(after: end)...]
      } else {
        let word = rest.prefix { $0 != " " && $0 != "\t" }
        words.append(Word(text: String(word), quote: .none))
        rest = rest[word.endIndex...]
      }
    }
  }

  /// Values separated by commas outside double quotes, trimmed; quotes keep commas and blanks. `nil` for an open quote.
  static func list(_ text: Substring) -> [String]? {
    var values: [String] = []
    var rest = trim(text)
    while !rest.isEmpty {
      if rest.first == "\"" {
        rest = rest.dropFirst()
        guard let end = rest.firstIndex(of: "\"") else { return nil }
        values.append(String(rest[..<end]))
        rest = trim(rest[rest.index(after: end)...])
        if rest.isEmpty { break }
        guard rest.first == "," else { return nil }
        rest = trim(rest.dropFirst())
      } else {
        let value = rest.prefix { $0 != "," }
        values.append(String(trim(value)))
        rest = trim(rest[value.endIndex...].dropFirst())
      }
    }
    return values
  }

  static func trim(_ text: Substring) -> Substring {
    var text = text.drop { $0 == " " || $0 == "\t" }
    while let last = text.last, last == " " || last == "\t" || last == "\r" { text = text.dropLast() }
    return text
  }
}
