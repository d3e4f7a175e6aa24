/// Reads character classes and the escapes of single characters in Perl's syntax.
struct PerlClassReader {
  private let scalars: [Unicode.Scalar]
  private let ignoresCase: Bool
  private(set) var index: Int

  init(_ scalars: [Unicode.Scalar], _ index: Int, ignoresCase: Bool) {
    self.scalars = scalars
    self.index = index
    self.ignoresCase = ignoresCase
  }

  private var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  private func error(_ message: String) -> RegexError { RegexError(offset: index, message: message) }

  /// The class behind a `[`, with its `]`.
  mutating func read() throws(RegexError) -> ScalarSet {
    let start = index - 1
    var isInverted = false
    if peek == "^" {
      isInverted = true
      index += 1
    }
    var ranges: [ClosedRange<UInt32>] = []
    var isFirst = true
    while let scalar = peek, scalar != "]" || isFirst {
      isFirst = false
      if scalar == "[", let named = try posix() {
        ranges += named.ranges
        continue
      }
      let set = try member()
      guard let low = set.single, peek == "-", index + 1 < scalars.count, scalars[index + 1] != "]" else {
        ranges += set.ranges
        continue
      }
      index += 1
      let upper = try member()
      guard let high = upper.single else {
        ranges += [low...low, 0x2D...0x2D] + upper.ranges
        continue
      }
      guard low <= high else { throw error("the range's ends are exchanged") }
      ranges.append(low...high)
    }
    guard peek == "]" else { throw RegexError(offset: start, message: "'[' is not closed") }
    index += 1
    var set = ScalarSet(ranges)
    if ignoresCase { set = set.withOtherCase }
    return isInverted ? set.inverted : set
  }

  private mutating func member() throws(RegexError) -> ScalarSet {
    guard let scalar = peek else { throw error("'[' is not closed") }
    index += 1
    guard scalar == "\\" else { return ScalarSet([scalar.value...scalar.value]) }
    if peek == "b" {
      index += 1
      return ScalarSet([0x08...0x08])
    }
    return try single()
  }

  /// `[:alpha:]`
  private mutating func posix() throws(RegexError) -> ScalarSet? {
    guard index + 1 < scalars.count, scalars[index + 1] == ":" else { return nil }
    var end = index + 2
    while end < scalars.count, scalars[end].properties.isAlphabetic || scalars[end] == "^" { end += 1 }
    guard end + 1 < scalars.count, scalars[end] == ":", scalars[end + 1] == "]" else { return nil }
    var name = String(String.UnicodeScalarView(scalars[(index + 2)..<end]))
    let isInverted = name.hasPrefix("^")
    if isInverted { name.removeFirst() }
    guard let ranges = Self.posixClasses[name] else { throw error("there is no class '[:\(name):]'") }
    index = end + 2
    let set = ScalarSet(ranges)
    return isInverted ? set.inverted : set
  }

  private static let posixClasses: [String: [ClosedRange<UInt32>]] = [
    "alpha": [0x41...0x5A, 0x61...0x7A], "digit": [0x30...0x39], "alnum": [0x30...0x39, 0x41...0x5A, 0x61...0x7A],
    "upper": [0x41...0x5A], "lower": [0x61...0x7A], "space": [0x09...0x0D, 0x20...0x20],
    "blank": [0x09...0x09, 0x20...0x20],
    "punct": [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E], "print": [0x20...0x7E], "graph": [0x21...0x7E],
    "cntrl": [0x00...0x1F, 0x7F...0x7F], "xdigit": [0x30...0x39, 0x41...0x46, 0x61...0x66],
    "word": [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A],
  ]

  /// What stands behind a backslash, outside a class.
  mutating func escape() throws(RegexError) -> ScalarSet {
    let set = try single()
    return ignoresCase ? set.withOtherCase : set
  }

  private static let spaces = ScalarSet([0x09...0x0D, 0x20...0x20])

  private mutating func single() throws(RegexError) -> ScalarSet {
    guard let scalar = peek else { throw error("the expression ends in a backslash") }
    index += 1
    func one(_ value: UInt32) -> ScalarSet { ScalarSet([value...value]) }
    switch scalar {
    case "d": return .digits
    case "D": return ScalarSet.digits.inverted
    case "s": return Self.spaces
    case "S": return Self.spaces.inverted
    case "w": return .words
    case "W": return ScalarSet.words.inverted
    case "h": return ScalarSet([0x09...0x09, 0x20...0x20])
    case "H": return ScalarSet([0x09...0x09, 0x20...0x20]).inverted
    case "N": return ScalarSet([0x0A...0x0A]).inverted
    case "n": return one(0x0A)
    case "r": return one(0x0D)
    case "t": return one(0x09)
    case "f": return one(0x0C)
    case "v": return one(0x0B)
    case "a": return one(0x07)
    case "e": return one(0x1B)
    case "0": return one(octal())
    case "x": return one(try hexadecimal(2))
    case "u": return one(try hexadecimal(4))
    case "p", "P": throw error("Unicode properties ('\\\(scalar)') are not supported")
    default: return one(scalar.value)
    }
  }

  private mutating func octal() -> UInt32 {
    var value: UInt32 = 0
    var digits = 0
    while digits < 2, let scalar = peek, (0x30...0x37).contains(scalar.value) {
      value = value * 8 + scalar.value - 0x30
      digits += 1
      index += 1
    }
    return value
  }

  /// `41` or `{1F40E}`
  private mutating func hexadecimal(_ length: Int) throws(RegexError) -> UInt32 {
    let isBraced = peek == "{"
    if isBraced { index += 1 }
    var value: UInt32 = 0
    var digits = 0
    while digits < (isBraced ? 6 : length), let scalar = peek, let digit = Character(scalar).hexDigitValue {
      value = value * 16 + UInt32(digit)
      digits += 1
      index += 1
    }
    if isBraced {
      guard peek == "}" else { throw error("expected '}'") }
      index += 1
    }
    guard value <= 0x10FFFF else { throw error("there is no such character") }
    return value
  }
}
