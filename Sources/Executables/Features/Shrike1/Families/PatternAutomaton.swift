/// An automaton that finds all of some patterns in one pass, ASCII letters of either case alike (Aho, Corasick 1975), with every
/// transition in a table.
struct PatternAutomaton: Sendable {
  static let strings = PatternAutomaton(StringFamily.allCases.map(\.patterns))
  /// The length of the shortest of their patterns.
  static let shortestString = 3

  /// The class of each byte: bytes that no pattern has are one class.
  private let classes: [UInt8]
  private let classCount: Int
  /// The next state × the number of classes, for state × number + class.
  private let transitions: [UInt32]
  /// A bit for each group that a state ends a pattern of.
  private let outputs: [UInt64]

  /// - Parameter groups: up to 64 groups of patterns in lower case.
  init(_ groups: [[String]]) {
    var classes = [UInt8](repeating: 0, count: 256)
    var next: UInt8 = 1
    for byte in Set(groups.joined().joined().utf8).sorted() where classes[Int(byte)] == 0 {
      classes[Int(byte)] = next
      next += 1
    }
    for upper in UInt8(ascii: "A")...UInt8(ascii: "Z") { classes[Int(upper)] = classes[Int(upper | 0x20)] }
    let count = Int(next)
    var children: [[Int]] = [[Int](repeating: 0, count: count)]
    var ends: [UInt64] = [0]
    for (group, patterns) in groups.enumerated() {
      for pattern in patterns {
        var state = 0
        for byte in pattern.utf8 {
          let symbol = Int(classes[Int(byte)])
          if children[state][symbol] == 0 {
            children[state][symbol] = children.count
            children.append([Int](repeating: 0, count: count))
            ends.append(0)
          }
          state = children[state][symbol]
        }
        ends[state] |= 1 << UInt64(group)
      }
    }
    // Breadth first: a missing child is that of the longest proper suffix.
    var suffix = [Int](repeating: 0, count: children.count)
    var queue = children[0].filter { $0 != 0 }
    var index = 0
    while index < queue.count {
      let state = queue[index]
      index += 1
      ends[state] |= ends[suffix[state]]
      for symbol in 0..<count {
        let child = children[state][symbol]
        if child != 0 {
          suffix[child] = children[suffix[state]][symbol]
          queue.append(child)
        } else {
          children[state][symbol] = children[suffix[state]][symbol]
        }
      }
    }
    self.classes = classes
    classCount = count
    transitions = children.flatMap { row in row.map { UInt32($0 * count) } }
    outputs = ends
  }

  /// Counts the groups whose patterns end inside a range: one for every end.
  func count(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>, into counts: inout [Int]) {
    let classes = classes.span
    let transitions = transitions.span
    let outputs = outputs.span
    var state: UInt32 = 0
    for index in range.clamped(to: 0..<bytes.count) {
      state = transitions[Int(state) &+ Int(classes[Int(bytes[index])])]
      // States are numbered by use: state 0 is where most bytes lead, and has no output.
      if state != 0 {
        var found = outputs[Int(state) / classCount]
        while found != 0 {
          counts[found.trailingZeroBitCount] &+= 1
          found &= found &- 1
        }
      }
    }
  }
}
