import ECS
import Evidence
import Ingest
public import Rules
import Store

/// A query over telemetry: files, or a store.
public struct EventQuery: Sendable {
  /// What queries are written in.
  public enum Language: String, Sendable, CaseIterable {
    case eql
    case kql
    case lucene
  }

  /// What a query is told.
  public struct Options: Sendable {
    /// How telemetry is read.
    public var reader = TelemetryReader()
    /// How the query is understood.
    public var query = QueryOptions()
    /// Events that come this much late are still put in order; only for what does not fit into memory at once.
    public var lateness: Int64 = 0
    /// Bytes of events that are held to bring them into order of time, and again to show them.
    public var memoryLimit = 1 << 30
    /// Whether the input is all there is, so that what is missing at its end is missing.
    public var isComplete = false

    /// The defaults.
    public init() {}
  }

  /// Doubts about the query, each with line and column.
  public let warnings: [String]
  private let rules: RuleSet
  private let options: Options

  /// Compiles a query.
  public init(_ text: String, language: Language, options: Options = Options()) throws(QueryError) {
    let definition: any RuleDefinition =
      switch language {
      case .eql: EQLDefinition(text)
      case .kql: KQLDefinition(text)
      case .lucene: KQLDefinition(text, language: .lucene)
      }
    var rule = Rule(id: "query", name: "query", severity: .low, query: "any where true")
    rule.definition = definition
    rules = RuleSet([rule], options: options.query)
    if let problem = rules.problems.first(where: \.isFatal) { throw QueryError("\(problem.diagnostic)") }
    warnings = rules.problems.map { "\($0.diagnostic)" }
    self.options = options
  }

  /// Asks everything below `paths`; `body` gets each match when it is found.
  public func run(
    _ paths: [String], progress: @escaping (ReadingProgress) -> Void = { _ in },
    _ body: @escaping (QueryMatch) throws -> Void
  ) throws -> QueryOutcome {
    let session = QuerySession(rules, options)
    var orderer = TimeOrderer(memoryLimit: options.memoryLimit)
    let inputs = try options.reader.read(paths) {
      progress($0)
    } into: { batch in
      let nothing = [EventFingerprint](repeating: EventFingerprint(low: 0, high: 0), count: batch.count)
      orderer.add(batch, rows: Array(0..<batch.count), fingerprints: nothing)
      while let ordered = orderer.next() {
        try session.observe(ordered.batch, body)
      }
    }
    orderer.finish()
    while let ordered = orderer.next() { try session.observe(ordered.batch, body) }
    try session.finish(body)
    return QueryOutcome(inputs: inputs, events: session.events, matches: session.matches)
  }

  /// Asks the events of a store.
  public func run(store path: String, _ body: @escaping (QueryMatch) throws -> Void) throws -> QueryOutcome {
    let store: EventStore
    do throws(StoreError) {
      store = try EventStore(existing: path)
    } catch {
      throw QueryError("\(error)")
    }
    let session = QuerySession(rules, options)
    try store.forEachBatchInTimeOrder { stored in
      try session.observe(stored.batch, origin: { stored.origin(ofRow: $0).path }, body)
    }
    try session.finish(body)
    return QueryOutcome(inputs: [], events: session.events, matches: session.matches)
  }
}

/// Why a query could not run.
public struct QueryError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, with its place in the query.
  public var description: String

  init(_ description: String) { self.description = description }
}
