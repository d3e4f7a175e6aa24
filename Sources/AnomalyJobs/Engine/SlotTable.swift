/// Numbers keys by their hash, in the order of their first use. Open addressing; the hashes are already spread.
struct SlotTable {
  private(set) var hashes: [UInt64] = []
  private var table: [Int32] = []

  var count: Int { hashes.count }

  /// The number of a key, and whether it is new.
  mutating func slot(_ hash: UInt64) -> (slot: Int, isNew: Bool) {
    if (hashes.count + 1) * 2 > table.count { grow() }
    var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
    while table[place] >= 0 {
      let slot = Int(table[place])
      if hashes[slot] == hash { return (slot, false) }
      place = (place + 1) & (table.count - 1)
    }
    table[place] = Int32(hashes.count)
    hashes.append(hash)
    return (hashes.count - 1, true)
  }

  /// The number of a key that is known.
  func find(_ hash: UInt64) -> Int? {
    guard !table.isEmpty else { return nil }
    var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
    while table[place] >= 0 {
      let slot = Int(table[place])
      if hashes[slot] == hash { return slot }
      place = (place + 1) & (table.count - 1)
    }
    return nil
  }

  private mutating func grow() {
    table = [Int32](repeating: -1, count: max(64, table.count * 2))
    for (slot, hash) in hashes.enumerated() {
      var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
      while table[place] >= 0 { place = (place + 1) & (table.count - 1) }
      table[place] = Int32(slot)
    }
  }

  /// Bytes of memory.
  var size: Int { 8 * hashes.count + 4 * table.count }
}
