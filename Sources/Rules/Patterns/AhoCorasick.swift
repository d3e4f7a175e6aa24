/// Finds which of many literals a text contains, in one pass (A. Aho and M. Corasick, 1975).
///
/// Literals and texts are folded UTF-8. The automaton is fully built out: one table look-up a byte.
struct AhoCorasick: Sendable {
  /// The class of each byte; 0 for bytes that no literal has.
  private var classes = [UInt8](repeating: 0, count: 256)
  private var classCount = 1
  /// The next state by state and class; once built, twice its number, plus one if a literal ends in it.
  private var transitions: [UInt32] = []
  /// The literal that ends in a state, or -1.
  private var outputs: [Int32] = []
  /// The next shorter state that ends a literal, or 0.
  private var outputLinks: [UInt32] = []
  /// Whether a literal ends in the state or in a shorter one.
  private var isFinal: [Bool] = []

  init(_ literals: [[UInt8]]) {
    for literal in literals {
      for byte in literal where classes[Int(byte)] == 0 && classCount < 255 {
        classes[Int(byte)] = UInt8(classCount)
        classCount += 1
      }
    }
    // One state a byte at most.
    let bound = literals.reduce(1) { $0 + $1.count }
    transitions.reserveCapacity(bound * classCount)
    outputs.reserveCapacity(bound)
    outputLinks.reserveCapacity(bound)
    isFinal.reserveCapacity(bound)
    addState()
    for (number, literal) in literals.enumerated() { insert(literal, number: Int32(number)) }
    link()
  }

  private mutating func addState() {
    transitions.append(contentsOf: repeatElement(0, count: classCount))
    outputs.append(-1)
    outputLinks.append(0)
    isFinal.append(false)
  }

  private mutating func insert(_ literal: [UInt8], number: Int32) {
    var state = 0
    for byte in literal {
      let slot = state * classCount + Int(classes[Int(byte)])
      if transitions[slot] == 0 {
        transitions[slot] = UInt32(outputs.count)
        addState()
      }
      state = Int(transitions[slot])
    }
    outputs[state] = number
    isFinal[state] = true
  }

  /// Fills in the transitions that fall back, breadth first.
  private mutating func link() {
    var failures = [UInt32](repeating: 0, count: outputs.count)
    var queue: [UInt32] = []
    for slot in 0..<classCount where transitions[slot] != 0 { queue.append(transitions[slot]) }
    var head = 0
    while head < queue.count {
      let state = Int(queue[head])
      head += 1
      let failure = Int(failures[state])
      outputLinks[state] = outputs[failure] >= 0 ? UInt32(failure) : outputLinks[failure]
      if outputLinks[state] != 0 { isFinal[state] = true }
      for slot in 0..<classCount {
        let next = transitions[state * classCount + slot]
        let fallback = transitions[failure * classCount + slot]
        if next == 0 {
          transitions[state * classCount + slot] = fallback
        } else {
          failures[Int(next)] = fallback
          queue.append(next)
        }
      }
    }
    for slot in transitions.indices {
      transitions[slot] = transitions[slot] << 1 | (isFinal[Int(transitions[slot])] ? 1 : 0)
    }
  }

  /// Calls with the number of each literal found and the offset where it ends, as often as it stands in the text.
  @inline(__always)
  func scan(_ text: borrowing Span<UInt8>, _ found: (Int32, Int) -> Void) {
    let classes = classes.span
    let transitions = transitions.span
    var state = 0
    for index in text.indices {
      let next = transitions[state &* classCount &+ Int(classes[Int(text[index])])]
      state = Int(next &>> 1)
      guard next & 1 != 0 else { continue }
      var end = state
      while end != 0 {
        if outputs[end] >= 0 { found(outputs[end], index &+ 1) }
        end = Int(outputLinks[end])
      }
    }
  }
}
