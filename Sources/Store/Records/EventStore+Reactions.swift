public import Evidence
import GRDB

extension EventStore {
  /// Adds reactions that are not in the store yet.
  ///
  /// Of two by one author on one subject with the same action and time, the one that says more is kept (the longer record, of two
  /// equally long ones the later in the order of text), so that the order in which they come does not matter.
  ///
  /// - Returns: how many are new.
  @discardableResult
  public func save(_ reactions: [FeedbackReaction]) throws(StoreError) -> Int {
    try write { database in
      let before = try Int.fetchOne(database, sql: "SELECT count(*) FROM reaction") ?? 0
      for reaction in reactions {
        try database.execute(
          sql: """
            INSERT INTO reaction (author, subject, subject_id, action, time, body) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET body = excluded.body
            WHERE (length(excluded.body), excluded.body) > (length(body), body)
            """,
          arguments: [
            reaction.author, reaction.subjectKind, reaction.subjectID, reaction.action, reaction.time,
            try JSONRecord.encode(reaction),
          ])
      }
      return try (Int.fetchOne(database, sql: "SELECT count(*) FROM reaction") ?? 0) - before
    }
  }

  /// All reactions, by author, subject, action and time.
  public func reactions() throws(StoreError) -> [FeedbackReaction] {
    try read { database in
      // A file that an older version wrote and nobody has written to since.
      guard try database.tableExists("reaction") else { return [] }
      return try Row.fetchAll(
        database, sql: "SELECT body FROM reaction ORDER BY author, subject, subject_id, action, time"
      ).map { try JSONRecord.decode(FeedbackReaction.self, try $0.text(0)) }
    }
  }

  /// Puts verdicts that were inferred from the reactions in the place of those that were inferred from them before.
  ///
  /// Verdicts that were inferred elsewhere, or by versions that kept no reactions, stay.
  public func replaceInferred(with verdicts: [Verdict]) throws(StoreError) {
    try write { database in
      try database.execute(
        sql: "DELETE FROM verdict WHERE id IN (SELECT id FROM inferred_verdict); DELETE FROM inferred_verdict")
      for verdict in verdicts {
        try Self.insert(verdict, into: database)
        try database.execute(sql: "INSERT OR IGNORE INTO inferred_verdict (id) VALUES (?)", arguments: [verdict.id])
      }
    }
  }
}
