/// The patterns of strings compiled: an automaton for all literals, and what to check where one ends.
struct StringProgram: Sendable {
  /// A literal whose surroundings or case decide.
  private struct Check: Sendable {
    var text: [UInt8]
    var column: Int
    var kind: Kind

    enum Kind {
      case exact, exactAtWord, foldedBehindAny, address, alphabet
    }
  }

  /// Finds all literals.
  let automaton: LiteralAutomaton
  /// The columns of the matchers that are no literals.
  let ipv4: PatternSet
  /// Columns of IPv6 addresses.
  let ipv6: PatternSet
  /// Columns of hardware addresses.
  let hardwareAddress: PatternSet
  /// Columns of wallets.
  let wallet: PatternSet
  private let checks: [Check]

  init() {
    var literals: [(text: [UInt8], output: LiteralAutomaton.Output)] = []
    var checks: [Check] = []
    var sets = [PatternSet](repeating: PatternSet(), count: 4)
    func bytes(_ text: StaticString) -> [UInt8] { Array("\(text)".utf8) }
    func add(_ text: StaticString, _ column: Int, _ kind: Check.Kind) {
      literals.append((bytes(text), .init(patterns: PatternSet(), checks: [checks.count])))
      checks.append(Check(text: bytes(text), column: column, kind: kind))
    }
    for (column, pattern) in StringPattern.all.enumerated() {
      switch pattern.matcher {
      case .folded(let text):
        var patterns = PatternSet()
        patterns.insert(column)
        literals.append((bytes(text), .init(patterns: patterns, checks: [])))
      case .exact(let text): add(text, column, .exact)
      case .exactAtWord(let texts): for text in texts { add(text, column, .exactAtWord) }
      case .foldedBehindAny(let text): add(text, column, .foldedBehindAny)
      case .address(let texts): for text in texts { add(text, column, .address) }
      case .alphabet(let text): add(text, column, .alphabet)
      case .ipv4: sets[0].insert(column)
      case .ipv6: sets[1].insert(column)
      case .hardwareAddress: sets[2].insert(column)
      case .wallet: sets[3].insert(column)
      }
    }
    automaton = LiteralAutomaton(literals)
    self.checks = checks
    (ipv4, ipv6, hardwareAddress, wallet) = (sets[0], sets[1], sets[2], sets[3])
  }

  /// Adds the patterns whose literals end at `end`.
  func finish(
    _ data: borrowing Span<UInt8>, in string: Range<Int>, end: Int, state: UInt16, _ found: inout PatternSet
  ) {
    let index = Int(state & ~LiteralAutomaton.outputFlag)
    found.formUnion(automaton.outputs[index].patterns)
    for number in automaton.outputs[index].checks {
      let column = checks[number].column
      if !found.contains(column), holds(number, data, in: string, end: end) { found.insert(column) }
    }
  }

  private func holds(_ number: Int, _ data: borrowing Span<UInt8>, in string: Range<Int>, end: Int) -> Bool {
    let check = checks[number]
    let start = end &- check.text.count
    if check.kind == .foldedBehindAny { return start > string.lowerBound }
    for index in check.text.indices where data[start &+ index] != check.text[index] { return false }
    switch check.kind {
    case .exact, .foldedBehindAny: return true
    case .exactAtWord: return !AddressMatchers.isWord(data, start &- 1, in: string)
    case .address:
      return !AddressMatchers.isWord(data, start &- 1, in: string) && end < string.upperBound
        && AddressMatchers.url.contains(data[end])
    case .alphabet:
      var slash = end
      while slash < string.upperBound, data[slash] == 0x39 { slash &+= 1 }
      return slash < string.upperBound && data[slash] == 0x2f
    }
  }
}
