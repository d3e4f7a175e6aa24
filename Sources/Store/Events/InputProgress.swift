import Foundation
import GRDB

/// How far an input has been read, committed together with its events.
public struct InputProgress: Sendable, Hashable {
  /// The path, as in `EventOrigin.path`.
  public var path: String
  /// The format, as in `EventOrigin.format`.
  public var format: String
  /// Bytes read; where reading goes on after a restart.
  public var bytes: UInt64
  /// Records read.
  public var records: UInt64
  /// Whether the input was read to its end.
  public var isComplete: Bool
  /// Problems by kind, as `ReadReport.counts`.
  public var problems: [String: Int]
  /// When this was noted, in nanoseconds since 1970.
  public var updated: Int64

  /// Progress by its parts.
  public init(
    path: String, format: String, bytes: UInt64, records: UInt64, isComplete: Bool, problems: [String: Int] = [:],
    updated: Int64 = 0
  ) {
    self.path = path
    self.format = format
    self.bytes = bytes
    self.records = records
    self.isComplete = isComplete
    self.problems = problems
    self.updated = updated
  }
}

/// Inputs as rows of the database.
enum InputTable {
  static let columns = "path, format, bytes, records, is_complete, problems, updated"

  static func save(_ input: InputProgress, in database: Database) throws {
    let problems = try JSONRecord.encode(input.problems)
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO input (\(columns))
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        input.path, input.format, Int64(clamping: input.bytes), Int64(clamping: input.records), input.isComplete,
        problems, input.updated,
      ])
  }

  static func decode(_ row: Row) throws -> InputProgress {
    InputProgress(
      path: try row.text(0), format: try row.text(1), bytes: UInt64(clamping: try row.integer(2)),
      records: UInt64(clamping: try row.integer(3)), isComplete: try row.integer(4) != 0,
      problems: try JSONRecord.decode([String: Int].self, try row.text(5)), updated: try row.integer(6))
  }
}

extension EventStore {
  /// The progress of all inputs, by path.
  public func inputs() throws(StoreError) -> [InputProgress] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT \(InputTable.columns) FROM input ORDER BY path").map(InputTable.decode)
    }
  }

  /// The progress of one input, `nil` when nothing of it was stored.
  public func input(path: String) throws(StoreError) -> InputProgress? {
    try read { database in
      try Row.fetchOne(database, sql: "SELECT \(InputTable.columns) FROM input WHERE path = ?", arguments: [path])
        .map(InputTable.decode)
    }
  }
}
