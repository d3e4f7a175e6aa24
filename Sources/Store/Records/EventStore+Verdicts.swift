public import Evidence
import GRDB

extension EventStore {
  /// Adds verdicts, or replaces those with the same identifier.
  public func save(_ verdicts: [Verdict]) throws(StoreError) {
    try write { database in
      for verdict in verdicts { try Self.insert(verdict, into: database) }
    }
  }

  static func insert(_ verdict: Verdict, into database: Database) throws {
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO verdict (id, subject, subject_id, disposition, author, time, body)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        verdict.id, verdict.subjectKind, verdict.subjectID, verdict.disposition.rawValue, verdict.author,
        verdict.time, try JSONRecord.encode(verdict),
      ])
  }

  /// The verdicts on a subject (`alert`, `incident`, `file`, `user`, `signal`), first to last.
  public func verdicts(onSubject kind: String, id: String) throws(StoreError) -> [Verdict] {
    try verdicts("WHERE subject = ? AND subject_id = ? ORDER BY time, id", [kind, id])
  }

  /// All verdicts given in a range of time (nanoseconds since 1970), first to last.
  public func verdicts(in times: Range<Int64>? = nil) throws(StoreError) -> [Verdict] {
    guard let times else { return try verdicts("ORDER BY time, id", []) }
    return try verdicts("WHERE time >= ? AND time < ? ORDER BY time, id", [times.lowerBound, times.upperBound])
  }

  private func verdicts(_ clauses: String, _ arguments: StatementArguments) throws(StoreError) -> [Verdict] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT body FROM verdict \(clauses)", arguments: arguments)
        .map { try JSONRecord.decode(Verdict.self, try $0.text(0)) }
    }
  }
}
