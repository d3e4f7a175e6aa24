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
  }

  let pattern: [UInt8]
  /// Whether the program wants folded text.
  let insensitive: Bool
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
    var compiler = RegexCompiler()
    let start = try compiler.compile(syntax, next: compiler.match)
    self.pattern = pattern
    self.insensitive = insensitive
    self.states = compiler.states
    self.start = start
    (classes, classCount) = Self.byteClasses(compiler.states)
    requiredLiterals = syntax.requiredLiterals
  }

  private static func byteClasses(_ states: [State]) -> ([UInt8], Int) {
    var borders = [Bool](repeating: false, count: 257)
    borders[0] = true
    for case .bytes(let range, _) in states {
      borders[Int(range.lowerBound)] = true
      borders[Int(range.upperBound) + 1] = true
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
    left.insensitive == right.insensitive && left.pattern == right.pattern
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(pattern)
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
    var starts: [UInt32] = []
    for range in set.ranges {
      for sequence in UTF8Sequences.sequences(range) {
        var target = next
        for bytes in sequence.reversed() { target = try add(.bytes(bytes, next: target)) }
        starts.append(target)
      }
    }
    return try choice(starts, next: next)
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
    for _ in 0..<least { target = try compile(inner, next: target) }
    return target
  }
}
