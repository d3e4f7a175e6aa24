/// How an expression in Perl's syntax is meant.
struct PerlRegexFlags: Sendable, Hashable {
  /// `i`
  var ignoresCase = false
  /// `m`: `^` and `$` also match at the borders of lines.
  var anchorsMatchLines = false
  /// `s`: `.` also matches newlines.
  var dotMatchesNewlines = false
  /// `x`: blanks and comments in the expression say nothing.
  var ignoresBlanks = false
}

/// Reads Perl's syntax of regular expressions (PCRE, Python, Go) as far as linear time allows: what is refused by name is
/// lookaround, backreferences, atomic groups and possessive repetition. Lazy repetition finds the same texts as greedy.
///
/// Classes are those of ASCII (`\w`, `\d`, `\s`, `[[:alpha:]]`); case is ignored by Unicode's simple folding.
struct PerlRegexParser {
  private let scalars: [Unicode.Scalar]
  private var flags: PerlRegexFlags
  private var index = 0
  private var depth = 0

  static func parse(_ pattern: [UInt8], _ flags: PerlRegexFlags) throws(RegexError) -> RegexSyntax {
    let text = String(decoding: pattern, as: UTF8.self)
    var parser = PerlRegexParser(scalars: Array(text.unicodeScalars), flags: flags)
    let result = try parser.choice()
    guard parser.peek == nil else { throw parser.error("unmatched ')'") }
    return result
  }

  private init(scalars: [Unicode.Scalar], flags: PerlRegexFlags) {
    self.scalars = scalars
    self.flags = flags
  }

  private var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  private func peek(_ offset: Int) -> Unicode.Scalar? {
    index + offset < scalars.count ? scalars[index + offset] : nil
  }

  private func error(_ message: String) -> RegexError { RegexError(offset: index, message: message) }

  private mutating func take(_ text: String) -> Bool {
    let wanted = Array(text.unicodeScalars)
    guard index + wanted.count <= scalars.count, scalars[index..<(index + wanted.count)].elementsEqual(wanted) else {
      return false
    }
    index += wanted.count
    return true
  }

  // MARK: Structure

  private mutating func choice() throws(RegexError) -> RegexSyntax {
    depth += 1
    let outer = flags
    defer {
      depth -= 1
      flags = outer
    }
    guard depth <= RegexParser.maximumDepth else {
      throw error("groups are nested more than \(RegexParser.maximumDepth) deep")
    }
    var branches = [try sequence()]
    while take("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(RegexError) -> RegexSyntax {
    var parts: [RegexSyntax] = []
    while let scalar = peek, scalar != "|", scalar != ")" {
      if flags.ignoresBlanks, skipBlank(scalar) { continue }
      let part = try repetition()
      if case .empty = part { continue }
      parts.append(part)
    }
    if parts.isEmpty { return .empty }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func skipBlank(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "#" {
      while let next = peek, next != "\n" {
        _ = next
        index += 1
      }
      return true
    }
    guard scalar.properties.isWhitespace else { return false }
    index += 1
    return true
  }

  private mutating func repetition() throws(RegexError) -> RegexSyntax {
    var operand = try atom()
    var repeats = 0
    while let scalar = peek {
      switch scalar {
      case "*":
        index += 1
        operand = .repeated(operand, least: 0, most: nil)
      case "+":
        index += 1
        operand = .repeated(operand, least: 1, most: nil)
      case "?":
        index += 1
        operand = .repeated(operand, least: 0, most: 1)
      case "{":
        guard let bounds = try self.bounds() else { return operand }
        operand = .repeated(operand, least: bounds.least, most: bounds.most)
      default: return operand
      }
      // Lazy repetition finds a match exactly where greedy repetition does.
      if peek == "?" {
        index += 1
      } else if peek == "+" {
        throw error("possessive repetition is not supported")
      }
      repeats += 1
      guard repeats <= 8 else { throw error("more than 8 repetition marks in a row") }
    }
    return operand
  }

  /// `{n}`, `{n,}`, `{,m}` or `{n,m}`; anything else is an ordinary brace.
  private mutating func bounds() throws(RegexError) -> (least: Int, most: Int?)? {
    var end = index + 1
    while end < scalars.count, scalars[end] != "}", end - index <= 12 { end += 1 }
    guard end < scalars.count, scalars[end] == "}" else { return nil }
    let parts = scalars[(index + 1)..<end].split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
    let numbers = parts.map { part in
      part.allSatisfy { $0.value &- 0x30 <= 9 } ? Int(String(String.UnicodeScalarView(part))) : -1
    }
    guard !numbers.contains(-1), numbers.contains(where: { $0 != nil }) else { return nil }
    let least = numbers[0] ?? 0
    let most = numbers.count == 1 ? numbers[0] : numbers[1]
    guard max(least, most ?? 0) <= RegexParser.maximumRepeat else {
      throw error("more than \(RegexParser.maximumRepeat) repetitions")
    }
    if let most, most < least { throw error("the repetition's bounds are exchanged") }
    index = end + 1
    return (least, most)
  }

  // MARK: Atoms

  private mutating func atom() throws(RegexError) -> RegexSyntax {
    guard let scalar = peek else { return .empty }
    switch scalar {
    case "(":
      index += 1
      return try group()
    case "[":
      index += 1
      var reader = PerlClassReader(scalars, index, ignoresCase: flags.ignoresCase)
      let set = try reader.read()
      index = reader.index
      return .set(set)
    case ".":
      index += 1
      return .set(flags.dotMatchesNewlines ? .everything : ScalarSet([0x0A...0x0A]).inverted)
    case "^":
      index += 1
      return .assertion(flags.anchorsMatchLines ? .lineBegins : .textBegins)
    case "$":
      index += 1
      return flags.anchorsMatchLines ? .assertion(.lineEnds) : Self.endOrLastNewline
    case "\\":
      index += 1
      return try escaped()
    case "*", "+", "?": throw error("nothing to repeat before '\(scalar)'")
    default:
      index += 1
      return literal(scalar)
    }
  }

  /// The end, or the newline that ends the text.
  private static let endOrLastNewline = RegexSyntax.choice([
    .assertion(.textEnds), .sequence([.set(ScalarSet([0x0A...0x0A])), .assertion(.textEnds)]),
  ])

  private func literal(_ scalar: Unicode.Scalar) -> RegexSyntax {
    let set = ScalarSet([scalar.value...scalar.value])
    return .set(flags.ignoresCase ? set.withOtherCase : set)
  }

  private mutating func group() throws(RegexError) -> RegexSyntax {
    let start = index - 1
    var inner = flags
    if take("?") {
      if take("#") {
        while let scalar = peek, scalar != ")" {
          _ = scalar
          index += 1
        }
        guard take(")") else { throw RegexError(offset: start, message: "'(' is not closed") }
        return .empty
      }
      for (mark, name) in [("=", "lookahead"), ("!", "lookahead"), ("<=", "lookbehind"), ("<!", "lookbehind")]
      where take(mark) {
        throw RegexError(offset: start, message: "\(name) is not supported")
      }
      if take(">") { throw RegexError(offset: start, message: "an atomic group is not supported") }
      if take("P=") { throw RegexError(offset: start, message: "a backreference is not supported") }
      if take("P<") || take("<") || take("'") {
        while let scalar = peek, scalar != ">", scalar != "'", scalar != ")" {
          _ = scalar
          index += 1
        }
        guard take(">") || take("'") else { throw RegexError(offset: start, message: "the group's name has no end") }
      } else if try options(&inner) {
        // `(?i)`: for the rest of the group around it.
        flags = inner
        return .empty
      }
    }
    let outer = flags
    flags = inner
    let syntax = try choice()
    flags = outer
    guard take(")") else { throw RegexError(offset: start, message: "'(' is not closed") }
    return syntax
  }

  /// Reads `:`, `i:`, `i)` and the like; whether a parenthesis closed it at once.
  private mutating func options(_ flags: inout PerlRegexFlags) throws(RegexError) -> Bool {
    var isOn = true
    while let scalar = peek {
      index += 1
      switch scalar {
      case ":": return false
      case ")": return true
      case "-": isOn = false
      case "i": flags.ignoresCase = isOn
      case "m": flags.anchorsMatchLines = isOn
      case "s": flags.dotMatchesNewlines = isOn
      case "x": flags.ignoresBlanks = isOn
      default: throw RegexError(offset: index - 1, message: "'(?\(scalar)' is not supported")
      }
    }
    throw error("'(' is not closed")
  }

  private mutating func escaped() throws(RegexError) -> RegexSyntax {
    guard let scalar = peek else { throw error("the expression ends in a backslash") }
    switch scalar {
    case "b", "B":
      index += 1
      return .assertion(scalar == "b" ? .wordBorder : .noWordBorder)
    case "A":
      index += 1
      return .assertion(.textBegins)
    case "z":
      index += 1
      return .assertion(.textEnds)
    case "Z":
      index += 1
      return Self.endOrLastNewline
    case "Q": return try quoted()
    case "1"..."9", "k", "g":
      throw error("a backreference is not supported")
    case "K", "R", "X", "G", "C": throw error("'\\\(scalar)' is not supported")
    default:
      var reader = PerlClassReader(scalars, index, ignoresCase: flags.ignoresCase)
      let set = try reader.escape()
      index = reader.index
      return .set(set)
    }
  }

  /// `\Q…\E`
  private mutating func quoted() throws(RegexError) -> RegexSyntax {
    index += 1
    var parts: [RegexSyntax] = []
    while let scalar = peek {
      if take("\\E") { break }
      parts.append(literal(scalar))
      index += 1
    }
    return parts.isEmpty ? .empty : .sequence(parts)
  }
}
