/// Counts of many keys in fixed memory: never too low, rarely too high.
///
/// Count-min sketch (G. Cormode, S. Muthukrishnan, 2005) of four rows with conservative update (C. Estan, G. Varghese,
/// 2002): an estimate is at least the true count and exceeds it by more than 2·N / width with probability at most 2⁻⁴,
/// N being the number of additions. Keys are hashes; who could choose them on purpose must not know the hash's key.
public struct CountMinSketch: StatefulEstimator, Hashable {
  /// What its snapshots begin with.
  public static let stateTag = "count-min-sketch"
  /// The version of what is written.
  public static let stateVersion: UInt64 = 1

  private static let depth = 4
  private let width: Int
  private var counts: [UInt32]

  /// A sketch of four rows of `width` counters, rounded up to a power of two between 16 and 2²⁴.
  public init(width: Int) {
    var power = 16
    while power < min(width, 1 << 24) { power *= 2 }
    self.width = power
    counts = [UInt32](repeating: 0, count: power * Self.depth)
  }

  /// The upper bound of a key's count.
  public func count(of key: UInt64) -> UInt32 {
    var least = UInt32.max
    for row in 0..<Self.depth { least = min(least, counts[slot(key, row)]) }
    return least
  }

  /// Counts a key once and returns its count before.
  @discardableResult
  public mutating func add(_ key: UInt64) -> UInt32 {
    let before = count(of: key)
    guard before < .max else { return before }
    for row in 0..<Self.depth {
      let index = slot(key, row)
      counts[index] = max(counts[index], before + 1)
    }
    return before
  }

  private func slot(_ key: UInt64, _ row: Int) -> Int {
    let mixed = SplitMix64.mix(key &+ UInt64(row &+ 1) &* 0x9E37_79B9_7F4A_7C15)
    return row * width + Int(truncatingIfNeeded: mixed) & (width - 1)
  }

  /// Writes the state; runs of zeros are stored as their length.
  public func write(to writer: inout StateWriter) {
    writer.append(count: width)
    var index = 0
    while index < counts.count {
      let start = index
      while index < counts.count, counts[index] == 0 { index += 1 }
      writer.append(count: index - start)
      guard index < counts.count else { break }
      writer.append(UInt64(counts[index]))
      index += 1
    }
  }

  /// Restores a state.
  public init(from reader: inout StateReader) throws(StateError) {
    let width = try reader.integer(in: 16...(1 << 24))
    try reader.claim(width, ofSize: Self.depth * MemoryLayout<UInt32>.size)
    self.init(width: width)
    guard self.width == width else { throw StateError("a sketch's width is not a power of two") }
    var index = 0
    while index < counts.count {
      index += try reader.integer(in: 0...(counts.count - index))
      guard index < counts.count else { break }
      counts[index] = UInt32(try reader.integer(in: 1...Int(UInt32.max)))
      index += 1
    }
  }
}
