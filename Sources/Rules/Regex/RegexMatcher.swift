/// Runs a `RegexProgram` by determinizing it as far as texts need (a lazy subset construction).
///
/// A step that has been taken before is one table look-up; a new one visits each state of the automaton at most once.
/// The table is bounded: when it is full it is emptied. Time is therefore at most
/// (length of the text) × (states of the automaton), whatever the expression.
struct RegexMatcher: Sendable {
  /// Determinized states that are kept.
  static let maximumCached = 512

  private let program: RegexProgram
  private var sets: [[UInt32]] = []
  private var accepts: [Bool] = []
  private var numbers: [[UInt32]: Int32] = [:]
  private var transitions: [Int32] = []
  private var marks: [UInt64]
  private var mark: UInt64 = 0
  /// Look-ups and visited states so far: the cost in a unit that does not depend on the machine.
  private(set) var steps = 0

  init(_ program: RegexProgram) {
    self.program = program
    marks = [UInt64](repeating: 0, count: program.states.count)
  }

  /// Whether the whole text matches; folded text for an insensitive program.
  mutating func matches(_ text: borrowing Span<UInt8>) -> Bool {
    if sets.isEmpty { begin() }
    var state: Int32 = 0
    for index in text.indices {
      steps &+= 1
      let slot = Int(state) &* program.classCount &+ Int(program.classes[Int(text[index])])
      var next = transitions[slot]
      if next < 0 { next = step(from: state, text[index], slot) }
      state = next
      // The empty set is final: nothing leads out of it.
      if sets[Int(state)].isEmpty { return false }
    }
    return accepts[Int(state)]
  }

  private mutating func begin() {
    mark &+= 1
    var set: [UInt32] = []
    close(program.start, into: &set)
    _ = number(of: set)
  }

  private mutating func step(from state: Int32, _ byte: UInt8, _ slot: Int) -> Int32 {
    mark &+= 1
    var set: [UInt32] = []
    for member in sets[Int(state)] {
      steps &+= 1
      if case .bytes(let range, let next) = program.states[Int(member)], range.contains(byte) {
        close(next, into: &set)
      }
    }
    let isFull = sets.count >= Self.maximumCached
    if isFull {
      let first = sets[0]
      sets = []
      accepts = []
      numbers = [:]
      transitions = []
      _ = number(of: first)
    }
    let result = number(of: set)
    if !isFull { transitions[slot] = result }
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

  private mutating func number(of unsorted: [UInt32]) -> Int32 {
    let set = unsorted.sorted()
    if let known = numbers[set] { return known }
    let number = Int32(sets.count)
    numbers[set] = number
    sets.append(set)
    accepts.append(set.contains { program.states[Int($0)] == .match })
    transitions.append(contentsOf: repeatElement(-1, count: program.classCount))
    return number
  }
}
