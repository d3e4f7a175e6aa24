public import Evidence
import GRDB

/// An incident and where it stands.
public struct StoredIncident: Sendable, Hashable, Identifiable {
  /// What triage made of it last.
  public var incident: Incident
  /// Where it stands.
  public var status: SubjectStatus
  /// The incident's identifier.
  public var id: String { incident.id }
}

extension EventStore {
  /// Adds incidents, or replaces those with the same identifier. The status of a known incident stays as it is.
  public func save(_ incidents: [Incident]) throws(StoreError) {
    try write { database in
      for incident in incidents {
        try database.execute(
          sql: """
            INSERT INTO incident (id, severity, risk, first_seen, last_seen, status, body)
            VALUES (?, ?, ?, ?, ?, 'open', ?)
            ON CONFLICT (id) DO UPDATE SET severity = excluded.severity, risk = excluded.risk,
              first_seen = excluded.first_seen, last_seen = excluded.last_seen, body = excluded.body
            """,
          arguments: [
            incident.id, incident.severity.rawValue, incident.risk, incident.firstSeen, incident.lastSeen,
            try JSONRecord.encode(incident),
          ])
        try Self.replaceEntities(incident.entities, of: .incident, id: incident.id, in: database)
      }
    }
  }

  /// The incident with an identifier.
  public func incident(id: String) throws(StoreError) -> StoredIncident? {
    try read { database in
      try Row.fetchOne(database, sql: "SELECT status, body FROM incident WHERE id = ?", arguments: [id])
        .map(Self.incident)
    }
  }

  /// The incidents that a query asks for.
  public func incidents(_ query: FindingQuery = FindingQuery()) throws(StoreError) -> [StoredIncident] {
    let (sql, arguments) = query.clauses(for: .incident)
    return try read { database in
      try Row.fetchAll(database, sql: "SELECT status, body FROM incident \(sql)", arguments: arguments)
        .map(Self.incident)
    }
  }

  /// Changes the status of an incident and notes it in its history; false when there is no such incident.
  @discardableResult
  public func setStatus(_ change: StatusChange, ofIncident id: String) throws(StoreError) -> Bool {
    try setStatus(change, of: .incident, id: id)
  }

  /// The steps of an incident's status, first step first.
  public func history(ofIncident id: String) throws(StoreError) -> [StatusChange] {
    try history(of: .incident, id: id)
  }

  private static func incident(_ row: Row) throws -> StoredIncident {
    StoredIncident(
      incident: try JSONRecord.decode(Incident.self, try row.text(1)),
      status: SubjectStatus(rawValue: try row.text(0)) ?? .open)
  }
}
