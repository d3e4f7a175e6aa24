/// Cuts out of texts what an expression in Perl's syntax matches: from the left, each time as much as can be.
///
/// It runs the expression's automaton from each place until nothing can follow, so that time grows at worst with the square of `reach` and
/// the size of the automaton, whatever the expression and the text.
public struct TextCutter: Sendable {
  /// Why an expression is not accepted.
  public struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
    /// The expression, where in it (in characters, from 0), and what is wrong.
    public var description: String
  }

  /// Bytes of a text that are looked at; what follows stays.
  static let reach = 2_048

  private let states: [RegexProgram.State]
  private let start: UInt32
  /// Says first whether there is anything to cut.
  private var matcher: RegexMatcher

  /// Compiles an expression. Refused are what takes more than linear time (lookaround, backreferences) and mistakes.
  public init(_ pattern: String) throws(Problem) {
    let program: RegexProgram
    do throws(RegexError) {
      program = try RegexProgram(perl: Array(pattern.utf8), PerlRegexFlags())
    } catch {
      throw Problem(description: "'\(pattern)', at \(error.offset): \(error.message)")
    }
    matcher = RegexMatcher(program)
    states = program.states
    // The automaton begins with a loop over what stands before a match.
    if case .split(let first, _) = program.states[Int(program.start)] { start = first } else { start = program.start }
  }

  /// The text without what the expression matches.
  public mutating func cut(_ text: String) -> String {
    let whole = Array(text.utf8)
    let bytes = whole.prefix(Self.reach)
    guard matcher.matches(Array(bytes).span) else { return text }
    var kept: [UInt8] = []
    var place = 0
    while place < bytes.count {
      if let end = longestMatch(bytes, from: place) {
        place = end
      } else {
        kept.append(bytes[place])
        place += 1
      }
    }
    return String(decoding: kept + whole.dropFirst(Self.reach), as: UTF8.self)
  }

  /// Where the longest match that begins at a place ends; nil for none, and for one of nothing.
  private func longestMatch(_ bytes: ArraySlice<UInt8>, from place: Int) -> Int? {
    func neighbour(_ index: Int) -> RegexAssertion.Neighbour {
      bytes.indices.contains(index) ? RegexAssertion.Neighbour(bytes[index]) : .nothing
    }
    var end: Int?
    var current = reached(from: [start], before: neighbour(place - 1), behind: neighbour(place))
    var index = place
    while index < bytes.count, !current.isEmpty {
      var next: [UInt32] = []
      for state in current {
        if case .bytes(let range, let target) = states[Int(state)], range.contains(bytes[index]) { next.append(target) }
      }
      index += 1
      current = reached(from: next, before: neighbour(index - 1), behind: neighbour(index))
      if current.contains(where: { states[Int($0)] == .match }) { end = index }
    }
    return end
  }

  /// Some states, and all that are reached from them without reading.
  private func reached(
    from some: [UInt32], before: RegexAssertion.Neighbour, behind: RegexAssertion.Neighbour
  ) -> Set<UInt32> {
    var result: Set<UInt32> = []
    var pending = some
    while let state = pending.popLast() {
      guard result.insert(state).inserted else { continue }
      switch states[Int(state)] {
      case .split(let first, let second): pending += [first, second]
      case .assertion(let assertion, let next):
        if assertion.holds(before: before, behind: behind) { pending.append(next) }
      case .match, .bytes: break
      }
    }
    return result
  }
}
