/// A regular expression as a tree.
indirect enum RegexSyntax: Sendable, Hashable {
  case empty
  /// Matches no text at all (`#`).
  case nothing
  case set(ScalarSet)
  case sequence([RegexSyntax])
  case choice([RegexSyntax])
  /// Repeated at least `least` times and, if there is a bound, at most `most` times.
  case repeated(RegexSyntax, least: Int, most: Int?)
  /// No text, at a place that fulfils a condition.
  case assertion(RegexAssertion)
}

/// A condition on a place in a text: on the byte before it and the one behind it.
enum RegexAssertion: Sendable, Hashable {
  case textBegins
  case textEnds
  case lineBegins
  case lineEnds
  /// One side is a word's character (ASCII letters, digits, `_`), the other is not.
  case wordBorder
  case noWordBorder

  /// What stands beside a place.
  enum Neighbour: UInt32, Sendable {
    case nothing, newline, word, other

    init(_ byte: UInt8) {
      switch byte {
      case 0x0A: self = .newline
      case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: self = .word
      default: self = .other
      }
    }
  }

  func holds(before: Neighbour, behind: Neighbour) -> Bool {
    switch self {
    case .textBegins: before == .nothing
    case .textEnds: behind == .nothing
    case .lineBegins: before == .nothing || before == .newline
    case .lineEnds: behind == .nothing || behind == .newline
    case .wordBorder: (before == .word) != (behind == .word)
    case .noWordBorder: (before == .word) == (behind == .word)
    }
  }
}

/// Why an expression is not accepted, and at which byte of it.
struct RegexError: Error, Hashable {
  var offset: Int
  var message: String
}

/// Reads the syntax of Lucene's regular expressions, which always match the whole text: there are no anchors, `^` and
/// `$` are ordinary characters.
///
/// Supported: `. ? + * {n} {n,} {n,m} | ( ) [ ] [^ ]`, `\d \D \s \S \w \W`, `"literal"`, `@` (any text), `#` (nothing), and `\`
/// before any other character. Complement `~`, intersection `&` and numeric ranges `<1-9>` are refused by name.
/// Source: "Regular expression syntax", Elasticsearch reference.
struct RegexParser {
  static let maximumDepth = 100
  static let maximumRepeat = 1_000

  private let scalars: [Unicode.Scalar]
  private let insensitive: Bool
  private var index = 0
  private var depth = 0

  static func parse(_ pattern: [UInt8], insensitive: Bool) throws(RegexError) -> RegexSyntax {
    let text = String(decoding: pattern, as: UTF8.self)
    var parser = RegexParser(scalars: Array(text.unicodeScalars), insensitive: insensitive)
    let result = try parser.choice()
    guard parser.peek == nil else { throw parser.error("unmatched ')'") }
    return result
  }

  private init(scalars: [Unicode.Scalar], insensitive: Bool) {
    self.scalars = scalars
    self.insensitive = insensitive
  }

  private var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  private func error(_ message: String) -> RegexError { RegexError(offset: index, message: message) }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek == scalar else { return false }
    index += 1
    return true
  }

  private mutating func choice() throws(RegexError) -> RegexSyntax {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { throw error("groups are nested more than \(Self.maximumDepth) deep") }
    var branches = [try sequence()]
    while take("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(RegexError) -> RegexSyntax {
    var parts: [RegexSyntax] = []
    while let scalar = peek, scalar != "|", scalar != ")" { parts.append(try repetition()) }
    if parts.isEmpty { return .empty }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func repetition() throws(RegexError) -> RegexSyntax {
    var operand = try atom()
    var repeats = 0
    while let scalar = peek {
      switch scalar {
      case "*": operand = .repeated(operand, least: 0, most: nil)
      case "+": operand = .repeated(operand, least: 1, most: nil)
      case "?": operand = .repeated(operand, least: 0, most: 1)
      case "{":
        operand = try counted(operand)
        index -= 1
      default: return operand
      }
      index += 1
      repeats += 1
      guard repeats <= 8 else { throw error("more than 8 repetition marks in a row") }
    }
    return operand
  }

  private mutating func counted(_ operand: RegexSyntax) throws(RegexError) -> RegexSyntax {
    index += 1
    guard let least = try number() else { throw error("expected a number after '{'") }
    var most: Int? = least
    if take(",") { most = try number() }
    guard take("}") else { throw error("expected '}'") }
    if let most, most < least { throw error("the repetition's bounds are exchanged") }
    return .repeated(operand, least: least, most: most)
  }

  private mutating func number() throws(RegexError) -> Int? {
    var value: Int?
    while let scalar = peek, scalar.value &- 0x30 <= 9 {
      value = (value ?? 0) * 10 + Int(scalar.value - 0x30)
      guard let value, value <= Self.maximumRepeat else { throw error("more than \(Self.maximumRepeat) repetitions") }
      index += 1
    }
    return value
  }

  private mutating func atom() throws(RegexError) -> RegexSyntax {
    guard let scalar = peek else { return .empty }
    switch scalar {
    case "(":
      index += 1
      let inner = try choice()
      guard take(")") else { throw error("'(' is not closed") }
      return inner
    case "[":
      index += 1
      return .set(try characterClass())
    case ".":
      index += 1
      return .set(.everything)
    case "@":
      index += 1
      return .repeated(.set(.everything), least: 0, most: nil)
    case "#":
      index += 1
      return .nothing
    case "\"": return try quoted()
    case "\\":
      index += 1
      return .set(try escaped())
    // With nothing before them, Lucene takes these for themselves.
    case "*", "+", "?", "{":
      index += 1
      return .set(literal(scalar))
    case "~", "&", "<":
      throw error("operator '\(scalar)' is not supported; write '\\\(scalar)' for the character")
    default:
      index += 1
      return .set(literal(scalar))
    }
  }

  private func literal(_ scalar: Unicode.Scalar) -> ScalarSet {
    let value = insensitive ? CaseFolding.fold(scalar).value : scalar.value
    return ScalarSet([value...value])
  }

  private mutating func quoted() throws(RegexError) -> RegexSyntax {
    let start = index
    index += 1
    var parts: [RegexSyntax] = []
    while let scalar = peek, scalar != "\"" {
      parts.append(.set(literal(scalar)))
      index += 1
    }
    guard take("\"") else { throw RegexError(offset: start, message: "the quoted text is not closed") }
    return parts.isEmpty ? .empty : .sequence(parts)
  }

  private mutating func escaped() throws(RegexError) -> ScalarSet {
    guard let scalar = peek else { throw error("the expression ends in a backslash") }
    index += 1
    switch scalar {
    case "d": return .digits
    case "D": return ScalarSet.digits.inverted
    case "s": return .blanks
    case "S": return ScalarSet.blanks.inverted
    case "w": return insensitive ? ScalarSet.words.folded : .words
    case "W": return ScalarSet.words.inverted
    default: return literal(scalar)
    }
  }

  private mutating func characterClass() throws(RegexError) -> ScalarSet {
    let start = index - 1
    let isInverted = take("^")
    var ranges: [ClosedRange<UInt32>] = []
    var isFirst = true
    while let scalar = peek, scalar != "]" || isFirst {
      isFirst = false
      index += 1
      if scalar == "\\" {
        let next = peek
        let set = try escaped()
        guard let next, !"dDsSwW".unicodeScalars.contains(next) else {
          ranges += set.ranges
          continue
        }
        ranges.append(try range(from: next))
      } else {
        ranges.append(try range(from: scalar))
      }
    }
    guard take("]") else { throw RegexError(offset: start, message: "'[' is not closed") }
    var set = ScalarSet(ranges)
    if insensitive { set = set.folded }
    return isInverted ? set.inverted : set
  }

  private mutating func range(from low: Unicode.Scalar) throws(RegexError) -> ClosedRange<UInt32> {
    guard peek == "-", index + 1 < scalars.count, scalars[index + 1] != "]" else { return low.value...low.value }
    index += 1
    if take("\\"), peek == nil { throw error("the expression ends in a backslash") }
    guard let high = peek else { throw error("the range has no end") }
    index += 1
    guard low <= high else { throw error("the range's ends are exchanged") }
    return low.value...high.value
  }
}

extension RegexSyntax {
  /// Literals of which every matching text contains at least one, in folded ASCII; `nil` if none are known.
  var requiredLiterals: [[UInt8]]? {
    switch self {
    case .empty, .nothing, .set: return single.map { [[$0]] }
    case .sequence(let parts):
      var best: [[UInt8]]?
      var run: [UInt8] = []
      let offer = { (candidate: [[UInt8]]) in
        let shortest = candidate.lazy.map(\.count).min() ?? 0
        if shortest > (best?.lazy.map(\.count).min() ?? 0) { best = candidate }
      }
      for part in parts {
        if let byte = part.single {
          run.append(byte)
          offer([run])
        } else if case .assertion = part {
          continue
        } else {
          run = []
          if let inner = part.requiredLiterals { offer(inner) }
        }
      }
      return best
    case .choice(let branches):
      var all: [[UInt8]] = []
      for branch in branches {
        guard let literals = branch.requiredLiterals else { return nil }
        all += literals
      }
      return all.count <= 64 ? all : nil
    case .repeated(let inner, let least, _):
      return least > 0 ? inner.requiredLiterals : nil
    case .assertion: return nil
    }
  }

  private var single: UInt8? {
    guard case .set(let set) = self else { return nil }
    let folded = set.folded
    guard let value = folded.single, value < 0x80 else { return nil }
    return UInt8(value)
  }
}
