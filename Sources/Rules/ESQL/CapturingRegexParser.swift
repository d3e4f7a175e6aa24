/// Reads the syntax of `CapturingRegex`.
struct CapturingRegexParser {
  indirect enum Node {
    case set(ScalarSet)
    case start
    case end
    case lineStart
    case lineEnd
    case wordBorder(Bool)
    case sequence([Node])
    case choice([Node])
    case group(Node, Int)
    case repeated(Node, least: Int, most: Int?, isLazy: Bool)
  }

  private let scalars: [Unicode.Scalar]
  private var index = 0
  private var depth = 0
  private var ignoresCase = false
  /// Whether `^` and `$` stand at the borders of lines too, and `.` for the end of a line too.
  private var isMultiline: Bool
  private var dotTakesAll = false
  private(set) var groups = 0
  private(set) var names: [Int: String] = [:]

  init(_ pattern: [UInt8], isMultiline: Bool) {
    scalars = Array(String(decoding: pattern, as: UTF8.self).unicodeScalars)
    self.isMultiline = isMultiline
  }

  mutating func parse() throws(RegexError) -> Node {
    let node = try choice()
    guard index == scalars.count else { throw error("unmatched ')'") }
    return node
  }

  private var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }
  private func error(_ message: String) -> RegexError { RegexError(offset: index, message: message) }

  private mutating func take(_ text: String) -> Bool {
    let wanted = Array(text.unicodeScalars)
    guard index + wanted.count <= scalars.count, scalars[index..<(index + wanted.count)].elementsEqual(wanted) else {
      return false
    }
    index += wanted.count
    return true
  }

  private mutating func choice() throws(RegexError) -> Node {
    depth += 1
    defer { depth -= 1 }
    guard depth <= RegexParser.maximumDepth else { throw error("groups are nested too deep") }
    let outer = (ignoresCase, isMultiline, dotTakesAll)
    defer { (ignoresCase, isMultiline, dotTakesAll) = outer }
    var parts = [try sequence()]
    while take("|") { parts.append(try sequence()) }
    return parts.count == 1 ? parts[0] : .choice(parts)
  }

  private mutating func sequence() throws(RegexError) -> Node {
    var parts: [Node] = []
    while let scalar = peek, scalar != "|", scalar != ")" {
      if takeFlags() { continue }
      if take("(?!") {
        parts.append(try except())
        continue
      }
      parts.append(try repetition())
      if take("+") { try possessive(parts.last) }
    }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  /// `(?i)`, `(?im)` and the like.
  private mutating func takeFlags() -> Bool {
    guard scalars[index...].starts(with: "(?".unicodeScalars) else { return false }
    var end = index + 2
    while end < scalars.count, "ims".unicodeScalars.contains(scalars[end]) { end += 1 }
    guard end > index + 2, end < scalars.count, scalars[end] == ")" else { return false }
    for flag in scalars[(index + 2)..<end] {
      switch flag {
      case "i": ignoresCase = true
      case "m": isMultiline = true
      default: dotTakesAll = true
      }
    }
    index = end + 1
    return true
  }

  /// `(?!set)` before a set: what is in the second and not in the first.
  private mutating func except() throws(RegexError) -> Node {
    let inner = try choice()
    guard take(")") else { throw error("'(' is not closed") }
    guard let excluded = Self.single(inner), case .set(let set) = try atom() else {
      throw error("looking around is not supported, but for one character before a class")
    }
    return .set(ScalarSet(excluded.inverted.ranges.flatMap { range in set.ranges.compactMap { range.common($0) } }))
  }

  /// The set that a choice of single characters is.
  private static func single(_ node: Node) -> ScalarSet? {
    switch node {
    case .set(let set): return set
    case .choice(let parts):
      var ranges: [ClosedRange<UInt32>] = []
      for part in parts {
        guard let set = single(part) else { return nil }
        ranges += set.ranges
      }
      return ScalarSet(ranges)
    default: return nil
    }
  }

  /// `x++` gives nothing back; that makes no difference where what follows cannot be an `x`.
  private mutating func possessive(_ node: Node?) throws(RegexError) {
    let place = index
    guard case .repeated(.set(let set), _, _, false) = node, case .set(let next) = try atom(),
      !set.ranges.contains(where: { range in next.ranges.contains { range.overlaps($0) } })
    else { throw error("possessive repetition is supported only before what it cannot match itself") }
    index = place
  }

  private mutating func repetition() throws(RegexError) -> Node {
    var node = try atom()
    while let scalar = peek {
      let least: Int
      let most: Int?
      switch scalar {
      case "*": (least, most) = (0, nil)
      case "+": (least, most) = (1, nil)
      case "?": (least, most) = (0, 1)
      case "{":
        guard let bounds = bounds() else { return node }
        (least, most) = bounds
        guard max(least, most ?? 0) <= RegexParser.maximumRepeat, most.map({ $0 >= least }) ?? true else {
          throw error("bad bounds of a repetition")
        }
        index -= 1
      default: return node
      }
      index += 1
      let isLazy = take("?")
      node = .repeated(node, least: least, most: most, isLazy: isLazy)
      if peek == "+" { return node }
    }
    return node
  }

  /// `{n}`, `{n,}` or `{n,m}`; anything else is text.
  private mutating func bounds() -> (Int, Int?)? {
    let start = index
    index += 1
    func fail() -> (Int, Int?)? { nil }
    guard let least = number() else {
      index = start
      return fail()
    }
    var most: Int? = least
    if take(",") { most = number() }
    guard take("}") else {
      index = start
      return fail()
    }
    return (least, most)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let scalar = peek, scalar.value &- 0x30 <= 9, value ?? 0 < 100_000 {
      value = (value ?? 0) * 10 + Int(scalar.value - 0x30)
      index += 1
    }
    return value
  }

  private mutating func atom() throws(RegexError) -> Node {
    guard let scalar = peek else { return .sequence([]) }
    index += 1
    switch scalar {
    case "(": return try group()
    case "[": return .set(try characterClass())
    case ".": return .set(dotTakesAll ? .everything : ScalarSet([0x0A...0x0A]).inverted)
    case "^": return isMultiline ? .lineStart : .start
    case "$": return isMultiline ? .lineEnd : .end
    case "\\": return try escaped()
    case "*", "+", "?": throw error("nothing to repeat before '\(scalar)'")
    default: return .set(set(scalar))
    }
  }

  private mutating func group() throws(RegexError) -> Node {
    var number: Int?
    let outer = ignoresCase
    defer { ignoresCase = outer }
    if take("?:") {
    } else if take("?i:") {
      ignoresCase = true
    } else if take("?<"), peek != "=", peek != "!" {
      var name = ""
      while let scalar = peek, scalar != ">" {
        name.unicodeScalars.append(scalar)
        index += 1
      }
      guard take(">"), !name.isEmpty else { throw error("the group's name is not closed") }
      groups += 1
      number = groups
      names[groups] = name
    } else if peek == "?" || (index > 0 && scalars[index - 1] == "<") {
      throw error("looking around is not supported")
    } else {
      groups += 1
      number = groups
    }
    let inner = try choice()
    guard take(")") else { throw error("'(' is not closed") }
    return number.map { .group(inner, $0) } ?? inner
  }

  private func set(_ scalar: Unicode.Scalar) -> ScalarSet { cased([scalar.value...scalar.value]) }

  private func cased(_ ranges: [ClosedRange<UInt32>]) -> ScalarSet {
    guard ignoresCase else { return ScalarSet(ranges) }
    var all = ranges
    for range in ranges {
      for (letters, shift) in [(UInt32(0x41)...0x5A, Int32(32)), (0x61...0x7A, -32)] {
        let low = max(range.lowerBound, letters.lowerBound)
        let high = min(range.upperBound, letters.upperBound)
        if low <= high { all.append(UInt32(Int32(low) + shift)...UInt32(Int32(high) + shift)) }
      }
    }
    return ScalarSet(all)
  }

  private mutating func escaped() throws(RegexError) -> Node {
    guard let scalar = peek else { throw error("the expression ends in a backslash") }
    if let known = Self.shorthand(scalar) {
      index += 1
      return .set(known)
    }
    index += 1
    switch scalar {
    case "b": return .wordBorder(true)
    case "B": return .wordBorder(false)
    case "A": return .start
    case "z", "Z": return .end
    case "n": return .set(ScalarSet([0x0A...0x0A]))
    case "r": return .set(ScalarSet([0x0D...0x0D]))
    case "t": return .set(ScalarSet([0x09...0x09]))
    case "1"..."9": throw error("references to groups are not supported")
    default: return .set(set(scalar))
    }
  }

  private static func shorthand(_ scalar: Unicode.Scalar) -> ScalarSet? {
    switch scalar {
    case "d": .digits
    case "D": ScalarSet.digits.inverted
    case "s": ScalarSet([0x09...0x0D, 0x20...0x20])
    case "S": ScalarSet([0x09...0x0D, 0x20...0x20]).inverted
    case "w": .words
    case "W": ScalarSet.words.inverted
    default: nil
    }
  }

  private mutating func characterClass() throws(RegexError) -> ScalarSet {
    let isInverted = take("^")
    var ranges: [ClosedRange<UInt32>] = []
    var isFirst = true
    while let scalar = peek, scalar != "]" || isFirst {
      isFirst = false
      if take("\\") {
        guard let next = peek else { break }
        if let known = Self.shorthand(next) {
          index += 1
          ranges += known.ranges
          continue
        }
      }
      guard let low = member() else { break }
      if peek == "-", index + 1 < scalars.count, scalars[index + 1] != "]" {
        index += 1
        _ = take("\\")
        guard let high = member(), high >= low else { throw error("the range's bounds are exchanged") }
        ranges.append(low...high)
      } else {
        ranges.append(low...low)
      }
      _ = scalar
    }
    guard take("]") else { throw error("'[' is not closed") }
    let set = cased(ranges)
    return isInverted ? set.inverted : set
  }

  private mutating func member() -> UInt32? {
    guard let scalar = peek else { return nil }
    index += 1
    let wasEscaped = index >= 2 && scalars[index - 2] == "\\"
    if wasEscaped {
      switch scalar {
      case "n": return 0x0A
      case "r": return 0x0D
      case "t": return 0x09
      default: break
      }
    }
    return scalar.value
  }
}

extension ClosedRange<UInt32> {
  /// What both have.
  fileprivate func common(_ other: ClosedRange<UInt32>) -> ClosedRange<UInt32>? {
    overlaps(other) ? clamped(to: other) : nil
  }
}

extension ScalarSet {
  /// Whether a scalar is in the set.
  func contains(_ scalar: Unicode.Scalar) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < scalar.value { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound <= scalar.value
  }
}
