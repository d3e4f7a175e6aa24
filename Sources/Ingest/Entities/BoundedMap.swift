/// A dictionary that forgets what was not used for longest, approximately, and so never holds more than its capacity.
///
/// Two generations: when the younger one has half the capacity it becomes the older one, and what was in that is gone.
/// Looking a key up in the older generation brings it back into the younger. An entry is therefore forgotten only after
/// at least `capacity / 2` other keys were used since its last use. Every operation costs at most two look-ups.
struct BoundedMap<Key: Hashable & Sendable & Codable, Value: Sendable & Codable>: Sendable, Codable {
  /// How many entries there may be.
  let capacity: Int
  private var younger: [Key: Value] = [:]
  private var older: [Key: Value] = [:]

  /// An empty map.
  init(capacity: Int) {
    self.capacity = max(2, capacity)
  }

  /// The number of entries held; a key in both generations counts twice.
  var count: Int { younger.count + older.count }

  /// Whether nothing is held.
  var isEmpty: Bool { younger.isEmpty && older.isEmpty }

  /// All entries.
  var entries: [Key: Value] { older.merging(younger) { $1 } }

  /// The value of a key, which counts as a use.
  mutating func value(_ key: Key) -> Value? {
    if let value = younger[key] { return value }
    guard let value = older.removeValue(forKey: key) else { return nil }
    set(value, for: key)
    return value
  }

  /// Sets the value of a key.
  mutating func set(_ value: Value, for key: Key) {
    if younger.count >= capacity / 2, younger[key] == nil {
      swap(&younger, &older)
      younger.removeAll(keepingCapacity: true)
    }
    younger[key] = value
  }

  /// Forgets a key.
  mutating func remove(_ key: Key) {
    younger[key] = nil
    older[key] = nil
  }
}
