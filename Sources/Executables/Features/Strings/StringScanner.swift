/// What the printable strings of a file are like: runs of at least five bytes from space to delete.
public struct StringStatistics: Sendable {
  /// How many strings there are.
  public internal(set) var count = 0
  /// How many bytes they have together.
  public internal(set) var printableBytes = 0
  /// How often each of the 96 values from space on occurs in them.
  public internal(set) var characters = [UInt32](repeating: 0, count: 96)
  /// How many strings have each pattern, in the order of the feature set's columns.
  public internal(set) var patterns = [UInt32](repeating: 0, count: StringPattern.all.count)

  /// Finds the strings of a file.
  public init(_ data: borrowing Span<UInt8>) {
    StringScanner().scan(data, into: &self)
  }
}

/// Finds strings, and their patterns in one pass over each string.
struct StringScanner {
  private static let shortest = 5
  private static let program = StringProgram()
  /// Kinds of bytes that a matcher needs, so that it runs only where they are.
  private enum Kind {
    static let dot: UInt8 = 1
    static let digit: UInt8 = 2
    static let colon: UInt8 = 4
    static let hyphen: UInt8 = 8
    static let walletStart: UInt8 = 16
  }
  private static let kinds: InlineArray<256, UInt8> = {
    var kinds = InlineArray<256, UInt8>(repeating: 0)
    kinds[0x2e] = Kind.dot
    kinds[0x3a] = Kind.colon
    kinds[0x2d] = Kind.hyphen
    for digit in 0x30...0x39 { kinds[digit] = Kind.digit }
    kinds[0x31] = Kind.digit | Kind.walletStart
    kinds[0x33] = Kind.digit | Kind.walletStart
    return kinds
  }()

  /// Scans all bytes.
  func scan(_ data: borrowing Span<UInt8>, into statistics: inout StringStatistics) {
    PrintableRuns.forEach(data, in: 0..<data.count, shortest: Self.shortest, includesDelete: true) { string in
      scan(data, string, into: &statistics)
    }
  }

  /// Counts one string and its patterns.
  private func scan(
    _ data: borrowing Span<UInt8>, _ string: Range<Int>, into statistics: inout StringStatistics
  ) {
    statistics.count &+= 1
    statistics.printableBytes &+= string.count
    var found = PatternSet()
    let kinds = walk(data, string, &statistics.characters, &found)
    if kinds & (Kind.dot | Kind.digit) == Kind.dot | Kind.digit, AddressMatchers.hasIPv4(data, in: string) {
      found.formUnion(Self.program.ipv4)
    }
    if kinds & Kind.colon != 0, AddressMatchers.hasIPv6(data, in: string) { found.formUnion(Self.program.ipv6) }
    if kinds & (Kind.colon | Kind.hyphen) != 0, string.count >= 17,
      AddressMatchers.hasHardwareAddress(data, in: string)
    {
      found.formUnion(Self.program.hardwareAddress)
    }
    if kinds & Kind.walletStart != 0, string.count >= 26, AddressMatchers.hasWallet(data, in: string) {
      found.formUnion(Self.program.wallet)
    }
    if !found.isEmpty { found.count(into: &statistics.patterns) }
  }

  /// Walks the automaton over a string, counts its bytes, and returns which kinds of bytes there are.
  private func walk(
    _ data: borrowing Span<UInt8>, _ string: Range<Int>, _ characters: inout [UInt32], _ found: inout PatternSet
  ) -> UInt8 {
    let automaton = Self.program.automaton
    let transitions = automaton.transitions.span
    let table = Self.kinds
    var counts = characters.mutableSpan
    var kinds: UInt8 = 0
    var state: UInt16 = 0
    for index in string {
      let byte = data[index]
      counts[Int(byte) &- 0x20] &+= 1
      kinds |= table[Int(byte)]
      let place = Int(state & ~LiteralAutomaton.outputFlag) << LiteralAutomaton.classBits
      state = transitions[place | Int(automaton.classes[Int(byte)])]
      if state & LiteralAutomaton.outputFlag != 0 {
        Self.program.finish(data, in: string, end: index &+ 1, state: state, &found)
      }
    }
    return kinds
  }
}
