import GRDB

/// What the budgets of a queue remember from one hunt to the next.
public struct StoredBudget: Sendable, Hashable {
  /// The queue.
  public var name: String
  /// The version of the state.
  public var version: Int
  /// What is promised, for people: false alerts a day by scope.
  public var promise: [String: Double]
  /// Hunts that took part.
  public var hunts: Int
  /// When it was written, in nanoseconds since 1970.
  public var updated: Int64
  /// The state itself, as who wrote it reads it.
  public var state: [UInt8]

  /// A record by its parts.
  public init(
    name: String, version: Int, promise: [String: Double], hunts: Int, updated: Int64, state: [UInt8]
  ) {
    self.name = name
    self.version = version
    self.promise = promise
    self.hunts = hunts
    self.updated = updated
    self.state = state
  }
}

extension EventStore {
  /// Keeps what the budgets of a queue remember, in place of what they did before.
  public func save(_ budget: StoredBudget) throws(StoreError) {
    try write { database in
      try database.execute(
        sql: """
          INSERT OR REPLACE INTO budget (name, version, promise, hunts, updated, state) VALUES (?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          budget.name, budget.version, try JSONRecord.encode(budget.promise), budget.hunts, budget.updated,
          budget.state.data,
        ])
    }
  }

  /// What the budgets of a queue remember; nil when no hunt had any.
  public func budget(name: String) throws(StoreError) -> StoredBudget? {
    try read { database in
      // A file that an older version wrote and nobody has written to since.
      guard try database.tableExists("budget") else { return nil }
      let row = try Row.fetchOne(
        database, sql: "SELECT name, version, promise, hunts, updated, state FROM budget WHERE name = ?",
        arguments: [name])
      return try row.map { row in
        StoredBudget(
          name: try row.text(0), version: Int(try row.integer(1)),
          promise: try JSONRecord.decode([String: Double].self, try row.text(2)), hunts: Int(try row.integer(3)),
          updated: try row.integer(4), state: row.bytes(at: 5))
      }
    }
  }
}
