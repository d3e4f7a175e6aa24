/// Something that evidence is about: a host, a user, a process, a logon session, a file, an address, a service.
public struct EntityKey: Sendable, Hashable, Comparable, Codable {
  /// The sorts of entity.
  public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
    case host
    case user
    case process
    case session
    case file
    case address
    case service
    case domain
  }

  /// What sort of thing.
  public var kind: Kind
  /// Its stable identifier: `host.id` or name, the resolved user key, `process.entity_id`, a SHA-256, …
  public var id: String

  /// Names an entity.
  public init(_ kind: Kind, _ id: String) {
    self.kind = kind
    self.id = id
  }

  /// Orders by value.
  public static func < (lhs: EntityKey, rhs: EntityKey) -> Bool {
    (lhs.kind.rawValue, lhs.id) < (rhs.kind.rawValue, rhs.id)
  }
}
