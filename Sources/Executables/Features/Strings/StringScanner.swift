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
    var scanner = StringScanner()
    scanner.scan(data, into: &self)
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

  /// Scans all bytes: a bit for each says whether it is printable, 64 at a time.
  mutating func scan(_ data: borrowing Span<UInt8>, into statistics: inout StringStatistics) {
    var block = 0
    var open: Int?
    while block < data.count {
      var bits = Self.printable(data, at: block)
      if let start = open {
        let length = (~bits).trailingZeroBitCount
        if length == 64 {
          block &+= 64
          continue
        }
        scan(data, start..<block &+ length, into: &statistics)
        open = nil
        bits &= ~0 << UInt64(length)
      }
      let trailing = (~bits).leadingZeroBitCount
      if trailing > 0 {
        open = block &+ 64 &- trailing
        bits = trailing == 64 ? 0 : bits & ~0 >> UInt64(trailing)
      }
      var starts = bits & bits >> 1 & bits >> 2 & bits >> 3 & bits >> 4
      while starts != 0 {
        let first = starts.trailingZeroBitCount
        let length = (~(bits >> UInt64(first))).trailingZeroBitCount
        scan(data, block &+ first..<block &+ first &+ length, into: &statistics)
        // The run ends inside the block, so that the shift is less than 64.
        starts &= ~0 << UInt64(first &+ length)
      }
      block &+= 64
    }
    if let start = open { scan(data, start..<data.count, into: &statistics) }
  }

  /// Which of 64 bytes are printable; those behind the end are not.
  private static func printable(_ data: borrowing Span<UInt8>, at start: Int) -> UInt64 {
    var result: UInt64 = 0
    if start &+ 64 > data.count {
      for index in start..<data.count where data[index] >= 0x20 && data[index] < 0x80 {
        result |= 1 << UInt64(index &- start)
      }
      return result
    }
    for group in 0..<8 {
      let word = data.u64(at: start &+ 8 &* group) ?? 0
      // The high bit of each byte: set when the low seven bits are 0x20 or more, and it was not set before.
      let high = ((word & 0x7f7f_7f7f_7f7f_7f7f) &+ 0x6060_6060_6060_6060) & ~word & 0x8080_8080_8080_8080
      // Multiplication gathers the eight bits in the highest byte.
      let gathered = (high >> 7 &* 0x0102_0408_1020_4080) >> 56
      result |= gathered << UInt64(8 &* group)
    }
    return result
  }

  /// Counts one string and its patterns.
  private mutating func scan(
    _ data: borrowing Span<UInt8>, _ string: Range<Int>, into statistics: inout StringStatistics
  ) {
    guard string.count >= Self.shortest else { return }
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
