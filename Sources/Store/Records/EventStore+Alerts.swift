public import Evidence
import GRDB

/// An alert and where it stands.
public struct StoredAlert: Sendable, Hashable, Identifiable {
  /// What triage made of it last.
  public var alert: Alert
  /// Where it stands.
  public var status: SubjectStatus
  /// The alert's identifier.
  public var id: String { alert.id }
}

extension EventStore {
  /// Adds alerts, or replaces those with the same identifier. The status of a known alert stays as it is.
  public func save(_ alerts: [Alert]) throws(StoreError) {
    try write { database in
      for alert in alerts {
        try database.execute(
          sql: """
            INSERT INTO alert (id, rule, severity, risk, first_seen, last_seen, status, body)
            VALUES (?, ?, ?, ?, ?, ?, 'open', ?)
            ON CONFLICT (id) DO UPDATE SET rule = excluded.rule, severity = excluded.severity, risk = excluded.risk,
              first_seen = excluded.first_seen, last_seen = excluded.last_seen, body = excluded.body
            """,
          arguments: [
            alert.id, alert.ruleID, alert.severity.rawValue, alert.risk, alert.firstSeen, alert.lastSeen,
            try JSONRecord.encode(alert),
          ])
        try Self.replaceEntities(alert.entities, of: .alert, id: alert.id, in: database)
      }
    }
  }

  /// The alert with an identifier.
  public func alert(id: String) throws(StoreError) -> StoredAlert? {
    try read { database in
      try Row.fetchOne(database, sql: "SELECT status, body FROM alert WHERE id = ?", arguments: [id])
        .map(Self.alert)
    }
  }

  /// The alerts that a query asks for.
  public func alerts(_ query: FindingQuery = FindingQuery()) throws(StoreError) -> [StoredAlert] {
    let (sql, arguments) = query.clauses(for: .alert)
    return try read { database in
      try Row.fetchAll(database, sql: "SELECT status, body FROM alert \(sql)", arguments: arguments).map(Self.alert)
    }
  }

  /// Changes the status of an alert and notes it in its history; false when there is no such alert.
  @discardableResult
  public func setStatus(_ change: StatusChange, ofAlert id: String) throws(StoreError) -> Bool {
    try setStatus(change, of: .alert, id: id)
  }

  /// The steps of an alert's status, first step first.
  public func history(ofAlert id: String) throws(StoreError) -> [StatusChange] {
    try history(of: .alert, id: id)
  }

  private static func alert(_ row: Row) throws -> StoredAlert {
    StoredAlert(
      alert: try JSONRecord.decode(Alert.self, try row.text(1)),
      status: SubjectStatus(rawValue: try row.text(0)) ?? .open)
  }

  static func replaceEntities(
    _ entities: [EntityKey], of subject: Subject, id: String, in database: Database
  ) throws {
    try database.execute(
      sql: "DELETE FROM subject_entity WHERE subject = ? AND subject_id = ?", arguments: [subject.rawValue, id])
    for entity in Set(entities) {
      try database.execute(
        sql: "INSERT INTO subject_entity (subject, subject_id, kind, entity) VALUES (?, ?, ?, ?)",
        arguments: [subject.rawValue, id, entity.kind.rawValue, entity.id])
    }
  }
}
