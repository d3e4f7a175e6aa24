/// What identifiers stand for now, each step noted as it became known, in bounded memory.
struct AliasChains: Sendable, Codable {
  private var map: BoundedMap<String, String>
  /// No chain is followed further.
  private static let longest = 64

  init(capacity: Int) { map = BoundedMap(capacity: capacity) }

  /// Notes that two identifiers stand for the same; the new one, or what that stands for, is what is left.
  mutating func note(_ old: String, is new: String) {
    let (from, to) = (end(of: old), end(of: new))
    if from != to { map.set(to, for: from) }
  }

  /// What an identifier stands for: itself when nothing was noted of it.
  mutating func end(of id: String) -> String {
    var id = id
    for _ in 0..<Self.longest {
      guard let next = map.value(id) else { return id }
      id = next
    }
    return id
  }

  /// Whether an identifier stands for another.
  mutating func contains(_ id: String) -> Bool { map.value(id) != nil }

  /// Every identifier that stands for another, and that one.
  var resolved: [String: String] {
    var copy = self
    return map.entries.mapValues { copy.end(of: $0) }
  }
}
