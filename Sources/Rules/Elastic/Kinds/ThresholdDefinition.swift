/// Events that fulfil a query, counted by the values of some fields: a match where a count and numbers of distinct values
/// are reached within a span of time.
///
/// Elasticsearch counts at every run what its look-back window holds; here the window slides with the events, so that a
/// burst is not cut in two by the border of a run. What a match has counted is not counted again.
struct ThresholdDefinition: RuleDefinition {
  /// Different values of a field that must be seen.
  struct Cardinality: Sendable, Hashable {
    var field: String
    var value: Int
  }

  var query: KQLDefinition
  /// The fields by whose values events are counted; none counts all together.
  var fields: [String]
  /// How many events are needed.
  var value: Int
  var cardinality: [Cardinality]
  /// The window in seconds.
  var window: Int64
  /// For how many seconds a group that matched says nothing: the engine's interval between runs.
  var interval: Int64 = 300

  var kind: String { "threshold" }

  func program(in context: RuleContext) throws(Diagnostic) -> RuleProgram {
    let compiled = try query.compile(now: context.library.now)
    let condition = EventCondition(category: nil, condition: compiled.condition)
    return RuleProgram(conditions: [condition], form: ThresholdForm(self), warnings: compiled.warnings)
  }
}
