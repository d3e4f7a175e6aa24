import ECS

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

  /// A text from telemetry as an identifier: itself, or when it is longer than 512 bytes its beginning and a hash, so that
  /// hostile texts do not fill memory.
  public static func identifier(_ text: String) -> String {
    guard text.utf8.count > 512 else { return text }
    let bytes = Array(text.utf8)
    var hash = SipHash128(key: (0x656E_7469_7479_2E6B, 0x6579_2E6C_6F6E_672E))
    hash.combine(bytes.span)
    let value = hash.finalize()
    return String(decoding: bytes.prefix(100), as: UTF8.self) + "…"
      + EventFingerprint(low: value.low, high: value.high).hex
  }

  /// Orders by sort, then by identifier.
  public static func < (lhs: EntityKey, rhs: EntityKey) -> Bool {
    (lhs.kind.rawValue, lhs.id) < (rhs.kind.rawValue, rhs.id)
  }
}
