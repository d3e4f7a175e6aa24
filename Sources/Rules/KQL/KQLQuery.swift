import ECS

/// A KQL or Lucene query, parsed, checked and typed.
struct KQLQuery: Sendable {
  enum Language: String, Sendable {
    case kuery
    case lucene
  }

  /// True for the events that the query matches.
  let condition: Term
  let warnings: [Diagnostic]

  /// Compiles a query; `now` is what dates in it are relative to.
  init(_ text: String, language: Language = .kuery, now: Timestamp) throws(Diagnostic) {
    let syntax = language == .kuery ? try KQLParser.parse(text) : try LuceneParser.parse(text)
    var lowering = KQLLowering(now: now)
    condition = try lowering.clause(syntax).term()
    warnings = lowering.warnings
  }
}
