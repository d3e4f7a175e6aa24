/// Which template definition of the current chunk has which plan, by offset and role.
struct ChunkPlanTable {
  private var keys: [UInt32] = Array(repeating: 0, count: 256)
  private var plans: [Int32] = Array(repeating: 0, count: 256)
  private var count = 0

  /// Forgets everything.
  mutating func removeAll() {
    guard count > 0 else { return }
    for index in keys.indices { keys[index] = 0 }
    count = 0
  }

  /// Offsets in a chunk have 16 bits, and are never 0.
  private static func key(_ offset: Int, _ role: UInt16) -> UInt32 {
    UInt32(truncatingIfNeeded: offset) & 0xFFFF | UInt32(role) &<< 16
  }

  private static func slot(_ key: UInt32) -> Int { Int((key &* 0x9E37_79B1) &>> 24) }

  /// The plan of the definition at an offset in a role, if it is known.
  func plan(at offset: Int, role: UInt16) -> Int? {
    let key = Self.key(offset, role)
    var slot = Self.slot(key)
    while keys[slot] != 0 {
      if keys[slot] == key { return Int(plans[slot]) }
      slot = (slot &+ 1) & 255
    }
    return nil
  }

  /// Remembers a plan. A chunk with more definitions than the table holds makes them be looked up again.
  mutating func insert(_ plan: Int, at offset: Int, role: UInt16) {
    if count >= 192 { removeAll() }
    let key = Self.key(offset, role)
    var slot = Self.slot(key)
    while keys[slot] != 0 { slot = (slot &+ 1) & 255 }
    keys[slot] = key
    plans[slot] = Int32(truncatingIfNeeded: plan)
    count += 1
  }
}
