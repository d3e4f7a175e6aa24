import GRDB

/// A finding below the threshold, and with which probability it was drawn for an audit.
public struct StoredAudit: Sendable, Hashable, Identifiable {
  /// The alert.
  public var id: String
  /// When the draw was made, in nanoseconds since 1970.
  public var drawn: Int64
  /// The probability, fixed before anybody looked.
  public var propensity: Double
  /// Its stratum.
  public var stratum: Int
  /// Whether it was drawn.
  public var isChosen: Bool
  /// The seed of the draw.
  public var seed: UInt64

  /// A record by its parts.
  public init(id: String, drawn: Int64, propensity: Double, stratum: Int, isChosen: Bool, seed: UInt64) {
    self.id = id
    self.drawn = drawn
    self.propensity = propensity
    self.stratum = stratum
    self.isChosen = isChosen
    self.seed = seed
  }
}

extension EventStore {
  /// Logs a draw. What was logged before stays as it was: a probability is never changed after the fact.
  ///
  /// - Parameter looks: how many alerts were shown that this draw is a share of.
  public func save(_ audits: [StoredAudit], looks: Int) throws(StoreError) {
    try write { database in
      let before = try Self.looks(database)
      try database.execute(
        sql: "INSERT OR REPLACE INTO meta (key, value) VALUES ('audited looks', ?)",
        arguments: [String(before + looks)])
      for audit in audits {
        try database.execute(
          sql: """
            INSERT OR IGNORE INTO audit (id, drawn, propensity, stratum, is_chosen, seed) VALUES (?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            audit.id, audit.drawn, audit.propensity, audit.stratum, audit.isChosen, Int64(bitPattern: audit.seed),
          ])
      }
    }
  }

  /// How many shown alerts all draws together were a share of.
  public func auditedLooks() throws(StoreError) -> Int { try read { try Self.looks($0) } }

  private static func looks(_ database: Database) throws -> Int {
    try String.fetchOne(database, sql: "SELECT value FROM meta WHERE key = 'audited looks'").flatMap { Int($0) } ?? 0
  }

  /// All draws, first to last.
  public func audits() throws(StoreError) -> [StoredAudit] {
    try read { database in
      // A file that an older version wrote and nobody has written to since.
      guard try database.tableExists("audit") else { return [] }
      let rows = try Row.fetchAll(
        database, sql: "SELECT id, drawn, propensity, stratum, is_chosen, seed FROM audit ORDER BY drawn, id")
      return try rows.map { row in
        let propensity = try row.real(2)
        guard propensity > 0, propensity <= 1 else {
          throw DatabaseError(message: "an audit's propensity is no probability")
        }
        return StoredAudit(
          id: try row.text(0), drawn: try row.integer(1), propensity: propensity, stratum: Int(try row.integer(3)),
          isChosen: try row.integer(4) != 0, seed: UInt64(bitPattern: try row.integer(5)))
      }
    }
  }
}
