/// Pairs of 32-bit numbers, each numbered in the order of its first occurrence.
struct PairTable {
  private var keys: [UInt64] = []
  private var slots = [Int32](repeating: -1, count: 256)

  var count: Int { keys.count }

  /// The pair with a number.
  subscript(number: Int) -> (high: UInt32, low: UInt32) {
    (UInt32(truncatingIfNeeded: keys[number] &>> 32), UInt32(truncatingIfNeeded: keys[number]))
  }

  /// The number of a pair, and whether it was not there before.
  mutating func insert(_ high: UInt32, _ low: UInt32) -> (number: Int, isNew: Bool) {
    let key = UInt64(high) &<< 32 | UInt64(low)
    let mask = slots.count &- 1
    var slot = Self.hash(key) & mask
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if keys[number] == key { return (number, false) }
      slot = (slot &+ 1) & mask
    }
    slots[slot] = Int32(truncatingIfNeeded: keys.count)
    keys.append(key)
    if keys.count * 2 > slots.count { grow() }
    return (keys.count - 1, true)
  }

  static func hash(_ key: UInt64) -> Int {
    let mixed = (key ^ (key &>> 29)) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed &>> 20)
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 4)
    let mask = slots.count - 1
    for (number, key) in keys.enumerated() {
      var slot = Self.hash(key) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(truncatingIfNeeded: number)
    }
  }
}
