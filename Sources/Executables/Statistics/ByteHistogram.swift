/// How often each byte value occurs, and what follows from it.
public struct ByteHistogram: Sendable, Equatable {
  /// The number of occurrences of each of the 256 values.
  public internal(set) var counts: [UInt32]

  /// The histogram of nothing.
  public init() { counts = [UInt32](repeating: 0, count: 256) }

  /// The histogram of a range of bytes, cut to what is inside them.
  public init(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
    self.init()
    add(bytes, range)
  }

  /// Counts the bytes of a range too.
  ///
  /// Two tables are filled in turn: a run of one value would otherwise wait for its own last store.
  mutating func add(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
    let inside = range.clamped(to: 0..<bytes.count)
    guard inside.count >= 1024 else {
      for index in inside { counts[Int(bytes[index])] &+= 1 }
      return
    }
    var other = [UInt32](repeating: 0, count: 256)
    var index = inside.lowerBound
    var first = counts.mutableSpan
    var second = other.mutableSpan
    while index &+ 8 <= inside.upperBound {
      guard var word = bytes.u64(at: index) else { break }
      for _ in 0..<4 {
        first[Int(truncatingIfNeeded: word & 0xFF)] &+= 1
        second[Int(truncatingIfNeeded: (word &>> 8) & 0xFF)] &+= 1
        word = word &>> 16
      }
      index &+= 8
    }
    while index < inside.upperBound {
      first[Int(bytes[index])] &+= 1
      index &+= 1
    }
    for value in 0..<256 { first[value] &+= second[value] }
  }

  /// How many bytes were counted.
  public var total: Int { counts.reduce(0) { $0 &+ Int($1) } }

  /// Shannon's entropy in bits a byte, from 0 to 8; 0 for nothing.
  public var entropy: Double {
    let total = Double(total)
    guard total > 0 else { return 0 }
    // H = log2 n − (Σ c log2 c) / n: one logarithm a value that occurs.
    var sum = 0.0
    for count in counts where count > 1 { sum += Double(count) * Logarithm.base2(Double(count)) }
    return Swift.max(0, Logarithm.base2(total) - sum / total)
  }
}
