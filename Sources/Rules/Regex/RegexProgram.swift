import ECS

/// A regular expression compiled to a nondeterministic automaton over bytes (K. Thompson, 1968).
///
/// The automaton is bounded in size, and `RegexMatcher` runs it without backtracking, so that time grows with the length
/// of the text times, at worst, the size of the automaton.
struct RegexProgram: Sendable {
  /// Larger automata are refused, as Lucene refuses them (`max_determinized_states`).
  static let maximumStates = 10_000

  enum State: Sendable, Hashable {
    case match
    case split(UInt32, UInt32)
    case bytes(ClosedRange<UInt8>, next: UInt32)
    case assertion(RegexAssertion, next: UInt32)
  }

  let pattern: [UInt8]
  /// Whether the program wants folded text.
  let insensitive: Bool
  /// Whether a match anywhere in the text will do; else the whole text must match.
  let findsAnywhere: Bool
  /// Whether some state is an assertion.
  let hasAssertions: Bool
  let states: [State]
  let start: UInt32
  /// The class of each byte; bytes of one class are never told apart.
  let classes: [UInt8]
  let classCount: Int
  /// Literals of which every matching text contains at least one, in folded ASCII.
  let requiredLiterals: [[UInt8]]?

  /// Compiles an expression in Lucene's syntax.
  init(_ pattern: [UInt8], insensitive: Bool) throws(RegexError) {
    let syntax = try RegexParser.parse(pattern, insensitive: insensitive)
    try self.init(syntax, pattern, insensitive: insensitive, findsAnywhere: false)
  }

  /// Compiles an expression in Perl's syntax, which finds its text anywhere.
  init(perl pattern: [UInt8], _ flags: PerlRegexFlags) throws(RegexError) {
    let syntax = try PerlRegexParser.parse(pattern, flags)
    let marks = [flags.ignoresCase, flags.anchorsMatchLines, flags.dotMatchesNewlines].map { $0 ? "1" : "0" }
    // The pattern is what tells programs apart.
    let key = pattern + [0] + Array(marks.joined().utf8)
    try self.init(syntax, key, insensitive: false, findsAnywhere: true)
  }

  private init(
    _ syntax: RegexSyntax, _ pattern: [UInt8], insensitive: Bool, findsAnywhere: Bool
  ) throws(RegexError) {
    var compiler = RegexCompiler()
    var start = try compiler.compile(syntax, next: compiler.match)
    if findsAnywhere { start = try compiler.prefixed(start) }
    self.pattern = pattern
    self.insensitive = insensitive
    self.findsAnywhere = findsAnywhere
    self.states = compiler.states
    self.start = start
    hasAssertions = states.contains { if case .assertion = $0 { true } else { false } }
    (classes, classCount) = Self.byteClasses(compiler.states)
    requiredLiterals = syntax.requiredLiterals
  }

  /// The expression as it was written.
  var source: String {
    let end = findsAnywhere ? (pattern.lastIndex(of: 0) ?? pattern.count) : pattern.count
    return String(decoding: pattern[..<end], as: UTF8.self)
  }

  private static func byteClasses(_ states: [State]) -> ([UInt8], Int) {
    var borders = [Bool](repeating: false, count: 257)
    borders[0] = true
    for state in states {
      switch state {
      case .bytes(let range, _):
        borders[Int(range.lowerBound)] = true
        borders[Int(range.upperBound) + 1] = true
      case .assertion:
        // What is beside a place: newlines and the characters of words are told apart from others.
        for border in [0x0A, 0x0B, 0x30, 0x3A, 0x41, 0x5B, 0x5F, 0x60, 0x61, 0x7B] { borders[border] = true }
      case .match, .split: break
      }
    }
    var classes: [UInt8] = []
    var current = -1
    for byte in 0..<256 {
      if borders[byte] { current += 1 }
      classes.append(UInt8(current))
    }
    return (classes, current + 1)
  }
}

extension RegexProgram: Hashable {
  static func == (left: RegexProgram, right: RegexProgram) -> Bool {
    left.insensitive == right.insensitive && left.findsAnywhere == right.findsAnywhere && left.pattern == right.pattern
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(ByteHash.hash(pattern.span))
    hasher.combine(insensitive)
  }
}

/// Builds the automaton from its end to its start.
struct RegexCompiler {
  private(set) var states: [RegexProgram.State] = [.match]
  let match: UInt32 = 0

  mutating func compile(_ syntax: RegexSyntax, next: UInt32) throws(RegexError) -> UInt32 {
    switch syntax {
    case .empty: return next
    case .assertion(let assertion): return try add(.assertion(assertion, next: next))
    case .nothing: return try choice([], next: next)
    case .set(let set): return try bytes(set, next: next)
    case .sequence(let parts):
      var target = next
      for part in parts.reversed() { target = try compile(part, next: target) }
      return target
    case .choice(let branches):
      var starts: [UInt32] = []
      for branch in branches { starts.append(try compile(branch, next: next)) }
      return try choice(starts, next: next)
    case .repeated(let inner, let least, let most):
      return try repeated(inner, least: least, most: most, next: next)
    }
  }

  /// A start that skips any bytes before another.
  mutating func prefixed(_ start: UInt32) throws(RegexError) -> UInt32 {
    let loop = try add(.match)
    let body = try add(.bytes(0...255, next: loop))
    states[Int(loop)] = .split(start, body)
    return loop
  }

  private mutating func add(_ state: RegexProgram.State) throws(RegexError) -> UInt32 {
    guard states.count < RegexProgram.maximumStates else {
      throw RegexError(offset: 0, message: "the expression needs more than \(RegexProgram.maximumStates) states")
    }
    states.append(state)
    return UInt32(states.count - 1)
  }

  private mutating func choice(_ starts: [UInt32], next: UInt32) throws(RegexError) -> UInt32 {
    guard var result = starts.last else {
      // A byte that UTF-8 never has: nothing gets through.
      return try add(.bytes(0xFF...0xFF, next: next))
    }
    for start in starts.dropLast().reversed() { result = try add(.split(start, result)) }
    return result
  }

  private mutating func bytes(_ set: ScalarSet, next: UInt32) throws(RegexError) -> UInt32 {
    // Most sets are one ASCII character.
    if set.ranges.count == 1, let range = Self.ascii(set.ranges[0]) { return try add(.bytes(range, next: next)) }
    var starts: [UInt32] = []
    for range in set.ranges {
      if let range = Self.ascii(range) {
        starts.append(try add(.bytes(range, next: next)))
        continue
      }
      for sequence in UTF8Sequences.sequences(range) {
        var target = next
        for bytes in sequence.reversed() { target = try add(.bytes(bytes, next: target)) }
        starts.append(target)
      }
    }
    return try choice(starts, next: next)
  }

  private static func ascii(_ range: ClosedRange<UInt32>) -> ClosedRange<UInt8>? {
    range.upperBound < 0x80 ? UInt8(range.lowerBound)...UInt8(range.upperBound) : nil
  }

  private mutating func repeated(
    _ inner: RegexSyntax, least: Int, most: Int?, next: UInt32
  ) throws(RegexError) -> UInt32 {
    var target = next
    if let most {
      for _ in least..<max(most, least) {
        let body = try compile(inner, next: target)
        target = try add(.split(body, next))
      }
    } else {
      let loop = try add(.match)
      let body = try compile(inner, next: loop)
      states[Int(loop)] = .split(body, next)
      target = loop
    }
    for _ in 0..<least {
      let before = target
      target = try compile(inner, next: before)
      // Nothing repeated is nothing: repetitions of repetitions of it would be gone through without end.
      if target == before { break }
    }
    return target
  }
}
