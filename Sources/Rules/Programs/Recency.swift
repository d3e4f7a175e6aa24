/// Keys in the order in which they were touched last; touching costs amortized constant time.
struct Recency<Key: Hashable & Sendable>: Sendable {
  private var stamps: [Key: UInt64] = [:]
  /// Touches in order; those that are not a key's latest are stale.
  private var touches: [(key: Key, stamp: UInt64)] = []
  private var first = 0
  private var next: UInt64 = 0

  var count: Int { stamps.count }

  mutating func touch(_ key: Key) {
    stamps[key] = next
    touches.append((key, next))
    next += 1
    if touches.count - first > 2 * stamps.count + 64 { compact() }
  }

  mutating func remove(_ key: Key) { stamps[key] = nil }

  /// Takes out the key that was not touched for longest.
  mutating func removeOldest() -> Key? {
    while first < touches.count {
      let touch = touches[first]
      first += 1
      guard stamps[touch.key] == touch.stamp else { continue }
      stamps[touch.key] = nil
      if first > 1_024, first * 2 > touches.count { compact() }
      return touch.key
    }
    return nil
  }

  /// The keys, the one not touched for longest first.
  var oldestFirst: [Key] {
    touches[first...].compactMap { stamps[$0.key] == $0.stamp ? $0.key : nil }
  }

  private mutating func compact() {
    touches = touches[first...].filter { stamps[$0.key] == $0.stamp }
    first = 0
  }
}
