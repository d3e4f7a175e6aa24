/// A generator of repeatable pseudo-random numbers with a period of 2²⁵⁶ − 1, for simulation and sampling.
///
/// xoshiro256** by D. Blackman and S. Vigna ("Scrambled linear pseudorandom number generators", 2018; public domain),
/// seeded through SplitMix64 as its authors advise. Not for secrets.
public struct Xoshiro256: RandomNumberGenerator, Sendable, Hashable {
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  /// A generator whose sequence depends on the seed alone.
  public init(seed: UInt64) {
    var seeds = SplitMix64(seed: seed)
    self.init(state: (seeds.next(), seeds.next(), seeds.next(), seeds.next()))
  }

  /// A generator in a given state; the state must not be all zero, which is replaced by one.
  public init(state: (UInt64, UInt64, UInt64, UInt64)) {
    (s0, s1, s2, s3) = state
    if s0 | s1 | s2 | s3 == 0 { s0 = 1 }
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    let scrambled = Self.rotate(s1 &* 5, 7) &* 9
    let shifted = s1 &<< 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = Self.rotate(s3, 45)
    return scrambled
  }

  /// The next number in [0, 1), in steps of 2⁻⁵³.
  public mutating func nextUnit() -> Double { Double(next() &>> 11) * 0x1p-53 }

  private static func rotate(_ word: UInt64, _ count: UInt64) -> UInt64 {
    word &<< count | word &>> (64 &- count)
  }
}

extension Xoshiro256 {
  /// Writes the state.
  func write(to writer: inout StateWriter) {
    for word in [s0, s1, s2, s3] { writer.append(word: word) }
  }

  /// Restores a state; all zero is none.
  init(from reader: inout StateReader) throws(StateError) {
    let state = (try reader.word(), try reader.word(), try reader.word(), try reader.word())
    guard state.0 | state.1 | state.2 | state.3 != 0 else { throw StateError("a generator's state is all zero") }
    self.init(state: state)
  }
}
