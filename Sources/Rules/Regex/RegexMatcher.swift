/// Runs a `RegexProgram` by determinizing it as far as texts need (a lazy subset construction).
///
/// A step that has been taken before is one table look-up; a new one visits each state of the automaton at most once.
/// The table is bounded: when it is full it is emptied. Time is therefore at most
/// (length of the text) × (states of the automaton), whatever the expression.
///
/// Assertions look at the byte behind a place too, so they stay in a set until the next byte, or the end, is known; what
/// stood before the place is part of the set's identity.
struct RegexMatcher: Sendable {
  /// Determinized states that are kept.
  static let maximumCached = 512

  private let program: RegexProgram
  private var sets: [[UInt32]] = []
  private var ends: [Ending] = []
  /// What stands before the place, by set; always `.nothing` in a program without assertions.
  private var before: [RegexAssertion.Neighbour] = []
  private var numbers: [[UInt32]: Int32] = [:]
  private var transitions: [Int32] = []
  private var marks: [UInt64]
  private var mark: UInt64 = 0
  /// Look-ups and visited states so far: the cost in a unit that does not depend on the machine.
  private(set) var steps = 0

  /// What a determinized state says of the text.
  private struct Ending: Sendable {
    /// The answer whatever follows, where it is known.
    var decided: Bool?
    /// The answer if the text ends here.
    var isMatch: Bool
  }

  init(_ program: RegexProgram) {
    self.program = program
    marks = [UInt64](repeating: 0, count: program.states.count)
  }

  /// Whether the text matches, whole or somewhere as the program says; folded text for an insensitive program.
  mutating func matches(_ text: borrowing Span<UInt8>) -> Bool {
    if sets.isEmpty { begin() }
    var state: Int32 = 0
    if let decided = ends[0].decided { return decided }
    for index in text.indices {
      steps &+= 1
      let slot = Int(state) &* program.classCount &+ Int(program.classes[Int(text[index])])
      var next = transitions[slot]
      if next < 0 { next = step(from: state, text[index], slot) }
      state = next
      if let decided = ends[Int(state)].decided { return decided }
    }
    return ends[Int(state)].isMatch
  }

  private mutating func begin() {
    mark &+= 1
    var set: [UInt32] = []
    close(program.start, into: &set)
    _ = number(of: set, before: .nothing)
  }

  private mutating func step(from state: Int32, _ byte: UInt8, _ slot: Int) -> Int32 {
    let behind = RegexAssertion.Neighbour(byte)
    let members = settled(Int(state), behind: behind)
    var set: [UInt32] = []
    if program.findsAnywhere, members.contains(where: { program.states[Int($0)] == .match }) {
      // Found before this byte: the set of the match alone stands for that.
      set = [0]
    } else {
      mark &+= 1
      for member in members {
        steps &+= 1
        if case .bytes(let range, let next) = program.states[Int(member)], range.contains(byte) {
          close(next, into: &set)
        }
      }
    }
    let isFull = sets.count >= Self.maximumCached
    if isFull {
      let first = sets[0]
      sets = []
      ends = []
      before = []
      numbers = [:]
      transitions = []
      _ = number(of: first, before: .nothing)
    }
    let result = number(of: set, before: program.hasAssertions ? behind : .nothing)
    if !isFull { transitions[slot] = result }
    return result
  }

  /// The states of a set, and those that its assertions lead to before what follows.
  private mutating func settled(_ number: Int, behind: RegexAssertion.Neighbour) -> [UInt32] {
    guard program.hasAssertions else { return sets[number] }
    mark &+= 1
    var result: [UInt32] = []
    for member in sets[number] {
      marks[Int(member)] = mark
      result.append(member)
    }
    var index = 0
    while index < result.count {
      if case .assertion(let assertion, let next) = program.states[Int(result[index])],
        assertion.holds(before: before[number], behind: behind)
      {
        close(next, into: &result)
      }
      index += 1
    }
    return result
  }

  /// Adds a state and everything reached from it without reading; each state once a step.
  private mutating func close(_ start: UInt32, into set: inout [UInt32]) {
    var pending = [start]
    while let state = pending.popLast() {
      guard marks[Int(state)] != mark else { continue }
      marks[Int(state)] = mark
      steps &+= 1
      if case .split(let first, let second) = program.states[Int(state)] {
        pending.append(second)
        pending.append(first)
      } else {
        set.append(state)
      }
    }
  }

  private mutating func number(of unsorted: [UInt32], before neighbour: RegexAssertion.Neighbour) -> Int32 {
    let set = unsorted.sorted()
    let key = program.hasAssertions ? set + [.max - neighbour.rawValue] : set
    if let known = numbers[key] { return known }
    let number = Int32(sets.count)
    numbers[key] = number
    sets.append(set)
    before.append(neighbour)
    let isMatch = set.contains { program.states[Int($0)] == .match }
    let decided: Bool? = set.isEmpty ? false : isMatch && program.findsAnywhere ? true : nil
    ends.append(Ending(decided: decided, isMatch: isMatch))
    if program.hasAssertions, decided == nil, !isMatch {
      let atEnd = settled(Int(number), behind: .nothing)
      ends[Int(number)].isMatch = atEnd.contains { program.states[Int($0)] == .match }
    }
    transitions.append(contentsOf: repeatElement(-1, count: program.classCount))
    return number
  }
}
