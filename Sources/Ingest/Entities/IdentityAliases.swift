/// Identifiers that were given before it was known what they stand for, and the identifiers that stand for the same now.
///
/// Events that were resolved already keep what they were given; whoever still holds such identifiers translates them.
public struct IdentityAliases: Sendable, Codable {
  private var users: AliasChains
  private var processes: AliasChains

  init(users: Int, processes: Int) {
    self.users = AliasChains(capacity: users)
    self.processes = AliasChains(capacity: processes)
  }

  /// Users by an identifier they had before: their identifier now.
  public var userIDs: [String: String] { users.resolved }

  /// Processes by an identifier they had before: their identifier now.
  public var processIDs: [String: String] { processes.resolved }

  mutating func note(user old: String, is new: String) { users.note(old, is: new) }
  mutating func note(process old: String, is new: String) { processes.note(old, is: new) }
}
