/// Finds all of many ASCII literals in one pass, letters in either case.
///
/// The automaton of Aho and Corasick (*Efficient string matching*, 1975) with every transition filled in, over classes of
/// bytes: bytes that occur in no literal share one.
struct LiteralAutomaton: Sendable {
  /// What a literal's end means: a pattern that is there, or a literal whose surroundings must be looked at.
  struct Output: Sendable {
    /// Patterns that are certain.
    var patterns = PatternSet()
    /// Numbers of literals to check.
    var checks: [Int] = []
  }

  /// A state in which a literal ends has this bit, so that the loop need not look anything up otherwise.
  static let outputFlag: UInt16 = 0x8000
  /// Bits of a class in an index of `transitions`.
  static let classBits = 6

  /// The class of each byte.
  let classes: InlineArray<256, UInt8>
  /// The next state for a state and a class.
  let transitions: [UInt16]
  /// What ends in each state.
  let outputs: [Output]

  /// An automaton for literals of at least one byte, at most 63 different bytes, and fewer than 32,768 bytes in all.
  init(_ literals: [(text: [UInt8], output: Output)]) {
    var classes = InlineArray<256, UInt8>(repeating: 0)
    var next: UInt8 = 1
    for byte in literals.flatMap(\.text).map(Self.fold) where classes[Int(byte)] == 0 {
      classes[Int(byte)] = next
      if byte >= 0x61, byte <= 0x7a { classes[Int(byte) - 0x20] = next }
      next += 1
    }
    var trie = [[Int]](repeating: [Int](repeating: -1, count: 64), count: 1)
    var outputs = [Output()]
    for (text, output) in literals {
      var state = 0
      for byte in text.map(Self.fold) {
        let label = Int(classes[Int(byte)])
        if trie[state][label] < 0 {
          trie[state][label] = trie.count
          trie.append([Int](repeating: -1, count: 64))
          outputs.append(Output())
        }
        state = trie[state][label]
      }
      Self.merge(output, into: &outputs[state])
    }
    Self.complete(&trie, &outputs)
    self.classes = classes
    self.outputs = outputs
    transitions = trie.flatMap { row in
      row.map { state in
        let ends = !outputs[state].patterns.isEmpty || !outputs[state].checks.isEmpty
        return UInt16(state) | (ends ? Self.outputFlag : 0)
      }
    }
  }

  private static func fold(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte }

  private static func merge(_ other: Output, into output: inout Output) {
    output.patterns.formUnion(other.patterns)
    output.checks.append(contentsOf: other.checks)
  }

  /// Fills missing transitions with those of the longest suffix that is a prefix, breadth first.
  private static func complete(_ trie: inout [[Int]], _ outputs: inout [Output]) {
    var fallback = [Int](repeating: 0, count: trie.count)
    var queue: [Int] = []
    for label in 0..<64 {
      if trie[0][label] < 0 { trie[0][label] = 0 } else { queue.append(trie[0][label]) }
    }
    var head = 0
    while head < queue.count {
      let state = queue[head]
      head += 1
      merge(outputs[fallback[state]], into: &outputs[state])
      for label in 0..<64 {
        let target = trie[state][label]
        let other = trie[fallback[state]][label]
        if target < 0 {
          trie[state][label] = other
        } else {
          fallback[target] = other
          queue.append(target)
        }
      }
    }
  }
}
