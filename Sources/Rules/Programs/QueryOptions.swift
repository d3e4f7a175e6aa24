public import ECS

/// How queries are understood where a choice exists.
public struct QueryOptions: Sendable, Hashable {
  /// Whose meaning a construct has where implementations of EQL differ; `docs/Rules.md` lists where they do.
  public enum Dialect: String, Sendable, Hashable {
    /// Elasticsearch's. The default: published rules are written for it.
    case elasticsearch
    /// That of the reference implementation (PyPI `eql`).
    case reference
  }

  /// Whose meaning is taken.
  public var dialect: Dialect
  /// Whether `==`, `!=`, `in`, `like`, `regex` and functions tell case apart where the query does not say.
  public var isCaseSensitive: Bool
  /// Where events keep what queries need without naming it.
  public var schema: EventSchema
  /// Samples that `sample by` gives for each value of its keys, each of other events; Elasticsearch's
  /// `max_samples_per_key`, and 1.
  public var samplesPerKey = 1
  /// Constants and macros that queries may use.
  public var definitions = Definitions()

  /// The defaults: Elasticsearch's meaning, its default for case, ECS.
  public init(dialect: Dialect = .elasticsearch, isCaseSensitive: Bool = true, schema: EventSchema = .ecs) {
    self.dialect = dialect
    self.isCaseSensitive = isCaseSensitive
    self.schema = schema
  }
}

/// The fields that queries read without naming them.
public struct EventSchema: Sendable, Hashable {
  /// What stands before `where`.
  public var category: FieldID
  /// Which process acts, unique on its host or in the world; for `child of`, `descendant of` and `event of`.
  public var process: FieldID
  /// The process that started the acting one.
  public var parentProcess: FieldID
  /// Keeps processes of different hosts apart; `nil` where `process` is unique in the world.
  public var host: FieldID?
  /// What happens to a process, and the values that say that it begins or ends.
  public var processChange: FieldID
  /// Values of `processChange` for a process that begins, or was there already.
  public var beginnings: Set<String>
  /// Values of `processChange` for a process that ends.
  public var endings: Set<String>

  /// A schema by its fields.
  public init(
    category: FieldID, process: FieldID, parentProcess: FieldID, host: FieldID?, processChange: FieldID,
    beginnings: Set<String>, endings: Set<String>
  ) {
    self.category = category
    self.process = process
    self.parentProcess = parentProcess
    self.host = host
    self.processChange = processChange
    self.beginnings = beginnings
    self.endings = endings
  }

  /// What relations between processes are read from.
  var lineageFields: [FieldID] {
    [category, process, parentProcess, processChange] + (host.map { [$0] } ?? [])
  }

  /// The Elastic Common Schema.
  public static let ecs = EventSchema(
    category: .eventCategory, process: .processEntityId, parentProcess: .processParentEntityId, host: nil,
    processChange: .eventType, beginnings: ["start", "info"], endings: ["end"])
}
