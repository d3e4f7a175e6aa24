public import Evidence
import GRDB

/// What was believed of an entity at one time.
public struct RiskPoint: Sendable, Hashable {
  /// Nanoseconds since 1970.
  public var time: Int64
  /// 0 … 100.
  public var score: Double
}

extension EventStore {
  /// Replaces what is believed of hosts and users, and adds to their history where the score is another than before.
  ///
  /// - Parameter time: when this was computed, in nanoseconds since 1970.
  public func save(_ risks: [EntityRisk], at time: Int64) throws(StoreError) {
    try write { database in
      for risk in risks {
        let kind = risk.entity.kind.rawValue
        let previous = try Double.fetchOne(
          database, sql: "SELECT score FROM entity WHERE kind = ? AND id = ?", arguments: [kind, risk.entity.id])
        try database.execute(
          sql: """
            INSERT INTO entity (kind, id, name, score, updated, body) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (kind, id) DO UPDATE SET name = excluded.name, score = excluded.score,
              updated = excluded.updated, body = excluded.body
            """,
          arguments: [kind, risk.entity.id, risk.name, risk.score, time, try JSONRecord.encode(risk)])
        if previous == risk.score { continue }
        try database.execute(
          sql: "INSERT OR REPLACE INTO entity_score (kind, id, time, score) VALUES (?, ?, ?, ?)",
          arguments: [kind, risk.entity.id, time, risk.score])
      }
    }
  }

  /// The entities of a kind, highest risk first.
  public func risks(of kind: EntityKey.Kind, limit: Int = 100) throws(StoreError) -> [EntityRisk] {
    try read { database in
      let rows = try Row.fetchAll(
        database, sql: "SELECT body FROM entity WHERE kind = ? ORDER BY score DESC, id LIMIT ?",
        arguments: [kind.rawValue, max(limit, 0)])
      return try rows.map { try JSONRecord.decode(EntityRisk.self, try $0.text(0)) }
    }
  }

  /// What is believed of an entity now.
  public func risk(of entity: EntityKey) throws(StoreError) -> EntityRisk? {
    try read { database in
      let row = try Row.fetchOne(
        database, sql: "SELECT body FROM entity WHERE kind = ? AND id = ?",
        arguments: [entity.kind.rawValue, entity.id])
      return try row.map { try JSONRecord.decode(EntityRisk.self, try $0.text(0)) }
    }
  }

  /// The scores that an entity has had, first to last; only changes are kept.
  public func riskHistory(of entity: EntityKey) throws(StoreError) -> [RiskPoint] {
    try read { database in
      let rows = try Row.fetchAll(
        database, sql: "SELECT time, score FROM entity_score WHERE kind = ? AND id = ? ORDER BY time",
        arguments: [entity.kind.rawValue, entity.id])
      return try rows.map { RiskPoint(time: try $0.integer(0), score: try $0.real(1)) }
    }
  }
}
