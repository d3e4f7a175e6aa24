/// Logon sessions: who logged on, from where, how.
///
/// A session is a logon id on a host. The ids of the system's own sessions (0x3e4, 0x3e5, 0x3e7) never end and say
/// nothing, so they are not sessions here. When an id is used again, after a restart, the later logon counts.
struct SessionRegistry: Sendable, Codable {
  /// What is known of a session.
  struct Session: Sendable, Codable {
    var userID: String?
    var userName: String?
    var userDomain: String?
    /// The identifier that the user was resolved to.
    var user: String?
    var sourceIP: String?
    var logonType: String?
  }

  private var sessions: BoundedMap<String, Session>

  /// A registry of at most so many sessions.
  init(capacity: Int) {
    sessions = BoundedMap(capacity: capacity)
  }

  /// The key of a session, `host/0x3e8a1`; `nil` for sessions of the system.
  static func key(host: String, logon: String) -> String? {
    let id = logon.lowercased()
    return systemSessions.contains(id) ? nil : host + "/" + id
  }

  /// The session with a key.
  mutating func session(_ key: String) -> Session? { sessions.value(key) }

  /// Remembers a session.
  mutating func set(_ session: Session, for key: String) { sessions.set(session, for: key) }

  private static let systemSessions: Set<String> = [
    "0x0", "0x3e4", "0x3e5", "0x3e7", "0", "996", "997", "999", "-", "",
  ]
}
