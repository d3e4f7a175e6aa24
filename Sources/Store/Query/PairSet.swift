/// A set of pairs of 32-bit numbers. The pairs stand in the table itself: a probe costs one cache line.
struct PairSet {
  /// The pair plus one, so that 0 is an empty slot. The pair of two largest numbers is never used.
  private var slots: [UInt64] = []
  private(set) var count = 0

  /// A pair as one number.
  @inline(__always)
  static func pair(_ high: UInt32, _ low: UInt32) -> UInt64 { UInt64(high) &<< 32 | UInt64(low) }

  /// Adds pairs, and one to the total of each new pair's high number.
  mutating func insert(_ pairs: [UInt64], totals: inout [Int]) {
    reserve(count + pairs.count)
    let mask = slots.count &- 1
    var added = 0
    var table = slots.mutableSpan
    for pair in pairs {
      let key = pair &+ 1
      var slot = PairTable.hash(key) & mask
      while table[slot] != 0, table[slot] != key { slot = (slot &+ 1) & mask }
      if table[slot] == 0 {
        table[slot] = key
        added &+= 1
        totals[Int(pair &>> 32)] &+= 1
      }
    }
    count += added
  }

  /// Makes room for so many pairs, half of the slots staying empty.
  private mutating func reserve(_ pairs: Int) {
    guard pairs * 2 > slots.count else { return }
    var size = max(slots.count * 2, 64)
    while size < pairs * 2 { size *= 2 }
    let old = slots
    slots = [UInt64](repeating: 0, count: size)
    let mask = size - 1
    for key in old where key != 0 {
      var slot = PairTable.hash(key) & mask
      while slots[slot] != 0 { slot = (slot &+ 1) & mask }
      slots[slot] = key
    }
  }
}
