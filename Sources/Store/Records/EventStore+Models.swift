import GRDB

/// A model as the store keeps it: its bytes, its card, and whether it is in use.
public struct StoredModel: Sendable, Hashable {
  /// Whether a model's scores count.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// Scored and compared, but not shown.
    case shadow
    case active
    case retired
  }

  /// The model's name.
  public var name: String
  /// Its version; name and version together are unique.
  public var version: String
  /// What sort of model (`trees`, `network`, `anomaly`, `population`).
  public var kind: String
  /// Whether its scores count.
  public var state: State
  /// When it was made, in nanoseconds since 1970.
  public var created: Int64
  /// The model card, as JSON.
  public var card: String
  /// The model itself.
  public var content: [UInt8]

  /// A model from its parts.
  public init(
    name: String, version: String, kind: String, state: State, created: Int64, card: String, content: [UInt8]
  ) {
    self.name = name
    self.version = version
    self.kind = kind
    self.state = state
    self.created = created
    self.card = card
    self.content = content
  }
}

extension EventStore {
  private static var modelColumns: String { "name, version, kind, state, created, card, content" }

  /// Adds a model, or replaces the one with the same name and version.
  public func save(_ model: StoredModel) throws(StoreError) {
    try write { database in
      try database.execute(
        sql: "INSERT OR REPLACE INTO model (\(Self.modelColumns)) VALUES (?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          model.name, model.version, model.kind, model.state.rawValue, model.created, model.card, model.content.data,
        ])
    }
  }

  /// The versions of a model, or all models, latest first. Their content is left empty.
  public func models(name: String? = nil) throws(StoreError) -> [StoredModel] {
    try read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT name, version, kind, state, created, card, NULL FROM model WHERE name = coalesce(?, name)
          ORDER BY created DESC, name, version
          """,
        arguments: [name])
      return try rows.map(Self.model)
    }
  }

  /// A model with its content.
  public func model(name: String, version: String) throws(StoreError) -> StoredModel? {
    try read { database in
      try Row.fetchOne(
        database, sql: "SELECT \(Self.modelColumns) FROM model WHERE name = ? AND version = ?",
        arguments: [name, version]
      ).map(Self.model)
    }
  }

  /// Changes whether a model is in use. Making one active retires the active one of the same name.
  public func setState(_ state: StoredModel.State, ofModel name: String, version: String) throws(StoreError) {
    try write { database in
      if state == .active {
        try database.execute(
          sql: "UPDATE model SET state = 'retired' WHERE name = ? AND state = 'active'", arguments: [name])
      }
      try database.execute(
        sql: "UPDATE model SET state = ? WHERE name = ? AND version = ?",
        arguments: [state.rawValue, name, version])
    }
  }

  private static func model(_ row: Row) throws -> StoredModel {
    StoredModel(
      name: try row.text(0), version: try row.text(1), kind: try row.text(2),
      state: StoredModel.State(rawValue: try row.text(3)) ?? .retired, created: try row.integer(4),
      card: try row.text(5), content: row.bytes(at: 6))
  }
}
