/// Identifiers that were given before it was known what they stand for, and the identifiers that stand for the same now.
///
/// Events that were resolved already keep what they were given; whoever still holds such identifiers translates them.
public struct IdentityAliases: Sendable, Codable {
  private var users: BoundedMap<String, String>
  private var processes: BoundedMap<String, String>
  /// No chain is followed further.
  private static let longestChain = 64

  init(users: Int, processes: Int) {
    self.users = BoundedMap(capacity: users)
    self.processes = BoundedMap(capacity: processes)
  }

  /// Users by an identifier they had before: their identifier now.
  public var userIDs: [String: String] { Self.resolved(users) }

  /// Processes by an identifier they had before: their identifier now.
  public var processIDs: [String: String] { Self.resolved(processes) }

  mutating func note(user old: String, is new: String) { Self.note(old, new, in: &users) }
  mutating func note(process old: String, is new: String) { Self.note(old, new, in: &processes) }

  private static func note(_ old: String, _ new: String, in map: inout BoundedMap<String, String>) {
    let (from, to) = (end(of: old, in: &map), end(of: new, in: &map))
    if from != to { map.set(to, for: from) }
  }

  private static func end(of id: String, in map: inout BoundedMap<String, String>) -> String {
    var id = id
    for _ in 0..<longestChain {
      guard let next = map.value(id) else { return id }
      id = next
    }
    return id
  }

  private static func resolved(_ map: BoundedMap<String, String>) -> [String: String] {
    var map = map
    return map.entries.mapValues { end(of: $0, in: &map) }
  }
}
