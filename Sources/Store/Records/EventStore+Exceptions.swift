public import Evidence
import GRDB

extension EventStore {
  /// Adds a step to an exception, and the exception if it is new. Steps are never changed or taken away; each keeps the grounds
  /// on which it was taken.
  ///
  /// - Parameter exception: with what is known now as its grounds; its steps are not looked at.
  public func add(_ step: AlertException.Step, to exception: AlertException) throws(StoreError) {
    try write { database in
      let grounds = try JSONRecord.encode(exception.grounds)
      try database.execute(
        sql: """
          INSERT INTO exception (id, traits, grounds) VALUES (?, ?, ?)
          ON CONFLICT (id) DO UPDATE SET grounds = excluded.grounds
          """,
        arguments: [exception.id, try JSONRecord.encode(exception.traits), grounds])
      try database.execute(
        sql: """
          INSERT INTO exception_step (exception, action, author, time, reason, expires, covers_high, grounds)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          exception.id, step.action.rawValue, step.author, step.time, step.reason, step.expires, step.coversHigh,
          grounds,
        ])
    }
  }

  /// All exceptions, removed ones included, by identifier.
  public func exceptions() throws(StoreError) -> [AlertException] {
    try read { database in
      // A file that an older version wrote and nobody has written to since.
      guard try database.tableExists("exception") else { return [] }
      var steps: [String: [AlertException.Step]] = [:]
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT exception, action, author, time, reason, expires, covers_high FROM exception_step ORDER BY number
          """)
      for row in rows {
        let name = try row.text(1)
        guard let action = AlertException.Step.Action(rawValue: name) else {
          throw DatabaseError(message: "a step of an exception is neither accept nor remove")
        }
        let expires: Int64? = row[5] == nil ? nil : try row.integer(5)
        steps[try row.text(0), default: []].append(
          AlertException.Step(
            action, by: try row.text(2), at: try row.integer(3), reason: try row.text(4), expires: expires,
            coversHigh: try row.integer(6) != 0))
      }
      return try Row.fetchAll(database, sql: "SELECT id, traits, grounds FROM exception ORDER BY id").map { row in
        let id = try row.text(0)
        return AlertException(
          id: id, traits: try JSONRecord.decode([String: [String]].self, try row.text(1)),
          grounds: try JSONRecord.decode(AlertException.Grounds.self, try row.text(2)), steps: steps[id] ?? [])
      }
    }
  }
}
