public import ECS

/// Names the entities of events: one way for everyone who writes an `EntityKey`, so that keys of different detectors meet.
///
/// The identifier is the resolved one where there is one, else what the event itself says; names are folded to lower case,
/// because neither Windows nor DNS tells case apart.
public struct EntityColumns: Sendable {
  private let columns: ColumnSet

  /// Reads from columns that include `EntityFields.all`; fields that were not selected count as missing.
  public init(_ columns: ColumnSet) { self.columns = columns }

  /// The host on which the event happened.
  public func host(row: Int) -> EntityKey? {
    guard let id = text(EntityFields.hostEntityID, row) ?? lowered(.hostName, row) ?? text(.hostId, row) else {
      return nil
    }
    return EntityKey(.host, id)
  }

  /// The acting user.
  public func user(row: Int) -> EntityKey? {
    if let id = text(EntityFields.userEntityID, row) { return EntityKey(.user, id) }
    guard let name = lowered(.userName, row) else { return text(.userId, row).map { EntityKey(.user, $0) } }
    guard let domain = lowered(.userDomain, row) else { return EntityKey(.user, name) }
    return EntityKey(.user, domain + "\\" + name)
  }

  /// The acting process.
  public func process(row: Int) -> EntityKey? { text(.processEntityId, row).map { EntityKey(.process, $0) } }

  /// The logon session, `host/0x3e8a1`. Those of the system itself (0x3e4, 0x3e5, 0x3e7) never end and join everything
  /// with everything, so they are not entities.
  public func session(row: Int) -> EntityKey? {
    let fields = [
      EntityFields.logonID, EntityFields.targetLogonID, EntityFields.sysmonLogonID, EntityFields.subjectLogonID,
    ]
    for field in fields {
      guard let id = lowered(field, row), !Self.systemSessions.contains(id) else { continue }
      return EntityKey(.session, (host(row: row)?.id ?? "") + "/" + id)
    }
    return nil
  }

  /// Remote addresses: those that are neither loopback nor unspecified.
  public func addresses(row: Int) -> [EntityKey] {
    [FieldID.sourceIp, .destinationIp].compactMap { field in
      guard let address = columns.addresses(field)?[row], !Self.isLocal(address) else { return nil }
      return EntityKey(.address, address.description)
    }
  }

  /// The file the event is about: by its SHA-256, else by its path. The process's own image counts by its hash.
  public func files(row: Int) -> [EntityKey] {
    var result = [lowered(.fileHashSha256, row) ?? text(.filePath, row), lowered(.processHashSha256, row)]
    if result[0] == result[1] { result[1] = nil }
    return result.compactMap { $0.map { EntityKey(.file, $0) } }
  }

  /// Everything the event is about: host and user first, each entity once.
  public func all(row: Int) -> [EntityKey] {
    var result = [host(row: row), user(row: row), process(row: row), session(row: row)].compactMap { $0 }
    result += files(row: row) + addresses(row: row)
    if let service = text(.serviceName, row) { result.append(EntityKey(.service, service)) }
    if let domain = lowered(.dnsQuestionName, row) { result.append(EntityKey(.domain, domain)) }
    var seen: Set<EntityKey> = []
    return result.filter { seen.insert($0).inserted }
  }

  /// The host's name as people write it.
  public func hostName(row: Int) -> String? { text(.hostName, row) ?? host(row: row)?.id }

  /// The user's name as people write it, `CORP\alice`.
  public func userName(row: Int) -> String? {
    guard let name = text(.userName, row) else { return user(row: row)?.id }
    return text(.userDomain, row).map { $0 + "\\" + name } ?? name
  }

  private static let systemSessions: Set<String> = ["0x0", "0x3e4", "0x3e5", "0x3e7", "0", "996", "997", "999", "-"]

  private static func isLocal(_ address: IPAddress) -> Bool {
    if address.isV4 { return UInt32(truncatingIfNeeded: address.bits) >> 24 == 127 || address == IPAddress(v4: 0) }
    return address.bits <= 1
  }

  private func text(_ field: FieldID, _ row: Int) -> String? {
    guard let value = columns.keywords(field)?.string(ofRow: row), !value.isEmpty else { return nil }
    return EntityKey.identifier(value)
  }

  private func lowered(_ field: FieldID, _ row: Int) -> String? { text(field, row)?.lowercased() }
}
