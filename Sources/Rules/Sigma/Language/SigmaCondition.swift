/// A condition over the named searches of a rule.
indirect enum SigmaCondition: Sendable, Hashable {
  case search(String)
  /// One or all of the searches whose names fit a pattern; `them` is `*`.
  case some(of: String)
  case all(of: String)
  case not(SigmaCondition)
  case and([SigmaCondition])
  case or([SigmaCondition])

  /// The names, of some, that fit the pattern of `1 of` or `all of`: `*` stands for any text. Names that begin with an
  /// underscore belong to no pattern that does not begin so too.
  static func fitting(_ names: [String], _ pattern: String) -> [Int] {
    let glob = GlobPattern(Array(pattern.utf8), insensitive: false)
    let takesHidden = pattern.utf8.first == UInt8(ascii: "_")
    return names.indices.filter { index in
      let name = names[index].utf8
      return (takesHidden || name.first != UInt8(ascii: "_")) && glob.matches(name.span)
    }
  }
}

/// Reads conditions: `selection and not 1 of filter_*`.
///
/// Source: Sigma specification 2.1, "Condition". `or` binds weakest, `not` strongest. The aggregations behind a bar that
/// version 1 had are refused by name: correlation rules have taken their place.
struct SigmaConditionParser {
  /// Parentheses and negations may be nested this deep.
  static let maximumDepth = 64

  private struct Word {
    let text: String
    let position: SourcePosition
    /// The text in lower case if it is short enough to be a word of the language, else nothing.
    let keyword: String

    init(_ bytes: ArraySlice<UInt8>, _ position: SourcePosition) {
      text = String(decoding: bytes, as: UTF8.self)
      self.position = position
      keyword = bytes.count > 4 ? "" : text.lowercased()
    }
  }

  private let words: [Word]
  private let end: SourcePosition
  private var index = 0
  private var depth = 0

  static func parse(_ text: String, at position: SourcePosition) throws(Diagnostic) -> SigmaCondition {
    var parser = SigmaConditionParser(text, position)
    let condition = try parser.disjunction()
    guard let word = parser.peek else { return condition }
    if word.text == "|" {
      let name = parser.index + 1 < parser.words.count ? parser.words[parser.index + 1].text : ""
      throw Diagnostic(
        word.position, "the aggregation '| \(name)' is no longer part of Sigma; write a correlation rule")
    }
    throw Diagnostic(word.position, "'\(word.text)' is not expected here")
  }

  private init(_ text: String, _ start: SourcePosition) {
    let bytes = Array(text.utf8)
    var words: [Word] = []
    words.reserveCapacity(8)
    var position = start
    var first = start
    /// Where the current word begins.
    var begin: Int?
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "|"):
        if let start = begin { words.append(Word(bytes[start..<index], first)) }
        begin = nil
        if byte > 0x20 { words.append(Word(bytes[index...index], position)) }
      default:
        if begin == nil { (begin, first) = (index, position) }
      }
      if byte == 0x0A {
        position = SourcePosition(line: position.line + 1, column: 1)
      } else if byte & 0xC0 != 0x80 {
        position.column += 1
      }
    }
    if let start = begin { words.append(Word(bytes[start...], first)) }
    self.words = words
    end = position
  }

  private var peek: Word? { index < words.count ? words[index] : nil }

  private mutating func take(_ keyword: String) -> Bool {
    guard peek?.keyword == keyword else { return false }
    index += 1
    return true
  }

  private mutating func disjunction() throws(Diagnostic) -> SigmaCondition {
    var parts = [try conjunction()]
    while take("or") { parts.append(try conjunction()) }
    return parts.count == 1 ? parts[0] : .or(parts)
  }

  private mutating func conjunction() throws(Diagnostic) -> SigmaCondition {
    var parts = [try operand()]
    while take("and") { parts.append(try operand()) }
    return parts.count == 1 ? parts[0] : .and(parts)
  }

  private mutating func operand() throws(Diagnostic) -> SigmaCondition {
    guard let word = peek else { throw Diagnostic(end, "the condition ends too early") }
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { throw Diagnostic(word.position, "the condition is nested too deep") }
    index += 1
    switch word.keyword {
    case "not": return .not(try operand())
    case "(":
      let inner = try disjunction()
      guard take(")") else { throw Diagnostic(peek?.position ?? end, "expected ')'") }
      return inner
    case ")", "|", "and", "or", "of", "them": throw Diagnostic(word.position, "'\(word.text)' is not expected here")
    case "1", "any", "all":
      guard take("of") else {
        if word.keyword == "1" { throw Diagnostic(word.position, "expected 'of' after '1'") }
        return .search(word.text)
      }
      guard let pattern = peek, pattern.text != "(", pattern.text != ")", pattern.text != "|" else {
        throw Diagnostic(peek?.position ?? end, "expected 'them' or a pattern of names after 'of'")
      }
      index += 1
      let glob = pattern.keyword == "them" ? "*" : pattern.text
      return word.keyword == "all" ? .all(of: glob) : .some(of: glob)
    default:
      if peek?.keyword == "of", Int(word.text) != nil {
        throw Diagnostic(word.position, "'\(word.text) of' is not part of Sigma; only '1 of' and 'all of' are")
      }
      return .search(word.text)
    }
  }
}
