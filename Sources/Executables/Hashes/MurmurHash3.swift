/// MurmurHash3_x86_32 (Austin Appleby, public domain): a fast hash for tables and feature hashing, not for security.
public enum MurmurHash3 {
  /// The 32-bit hash of the bytes of a range.
  public static func hash32(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>, seed: UInt32 = 0) -> UInt32 {
    var state = State(seed: seed)
    var offset = range.lowerBound
    while offset &+ 4 <= range.upperBound {
      state.mix(bytes.u32(at: offset) ?? 0)
      offset &+= 4
    }
    var tail: UInt32 = 0
    var index = range.upperBound
    while index > offset {
      index &-= 1
      tail = tail << 8 | UInt32(bytes[index])
    }
    return state.finish(tail: tail, hasTail: offset < range.upperBound, count: range.count)
  }

  /// The 32-bit hash of all bytes.
  public static func hash32(_ bytes: borrowing Span<UInt8>, seed: UInt32 = 0) -> UInt32 {
    hash32(bytes, 0..<bytes.count, seed: seed)
  }

  private struct State {
    private var hash: UInt32

    init(seed: UInt32) { hash = seed }

    private static func scramble(_ word: UInt32) -> UInt32 {
      let product = word &* 0xcc9e_2d51
      return (product << 15 | product >> 17) &* 0x1b87_3593
    }

    mutating func mix(_ word: UInt32) {
      hash ^= Self.scramble(word)
      hash = (hash << 13 | hash >> 19) &* 5 &+ 0xe654_6b64
    }

    mutating func finish(tail: UInt32, hasTail: Bool, count: Int) -> UInt32 {
      if hasTail { hash ^= Self.scramble(tail) }
      hash ^= UInt32(truncatingIfNeeded: count)
      hash = (hash ^ hash >> 16) &* 0x85eb_ca6b
      hash = (hash ^ hash >> 13) &* 0xc2b2_ae35
      return hash ^ hash >> 16
    }
  }
}
