/// A query in ES|QL over the events of a span of time.
struct ESQLDefinition: RuleDefinition {
  var query: String
  /// The span in seconds.
  var window: Int64

  var kind: String { "esql" }

  init(_ query: String, window: Int64) {
    self.query = query
    self.window = window
  }

  func program(in context: RuleContext) throws(Diagnostic) -> RuleProgram {
    throw Diagnostic(SourcePosition(line: 1, column: 1), "ES|QL does not run yet")
  }
}
