import ECS

/// A query in KQL or Lucene's query-string language: every event that fulfils it is a match.
public struct KQLDefinition: RuleDefinition {
  /// The languages of Elastic's query rules.
  public enum Language: String, Sendable, Hashable {
    /// Kibana Query Language.
    case kuery
    /// Lucene's query-string language, as far as `LuceneParser` reads it.
    case lucene
  }

  /// The text.
  public var query: String
  /// What it is written in.
  public var language: Language

  /// The language's name.
  public var kind: String { language.rawValue }

  /// A query by its text.
  public init(_ query: String, language: Language = .kuery) {
    self.query = query
    self.language = language
  }

  /// Compiles the query.
  public func program(in context: RuleContext) throws(Diagnostic) -> RuleProgram {
    let compiled = try compile(now: context.library.now)
    let condition = EventCondition(category: nil, condition: compiled.condition)
    return RuleProgram(conditions: [condition], form: EventForm(), warnings: compiled.warnings)
  }

  /// The term that is true for the events that the query matches; `now` is what dates in it are relative to.
  func compile(now: Timestamp) throws(Diagnostic) -> (condition: Term, warnings: [Diagnostic]) {
    let syntax = language == .kuery ? try KQLParser.parse(query) : try LuceneParser.parse(query)
    var lowering = KQLLowering(now: now)
    let condition = try lowering.clause(syntax)
    return (condition, lowering.warnings)
  }
}
