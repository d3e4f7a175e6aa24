import ECS

/// A query in ES|QL over the events of a look-back window.
public struct ESQLDefinition: RuleDefinition {
  /// The text.
  public var query: String
  /// How far a run looks back, in seconds.
  public var window: Int64
  /// How often it runs, in seconds.
  public var interval: Int64

  /// `esql`.
  public var kind: String { "esql" }

  /// A query by its text and schedule.
  public init(query: String, window: Int64, interval: Int64 = 300) {
    self.query = query
    self.window = window
    self.interval = interval
  }

  /// Compiles the query.
  public func program(in context: RuleContext) throws(Diagnostic) -> RuleProgram {
    let query = try ESQLQuery.parse(query)
    var warnings: [Diagnostic] = []
    var kql: [Term] = []
    for (text, position) in query.kql {
      do throws(Diagnostic) {
        let compiled = try KQLDefinition(text).compile(now: context.library.now)
        kql.append(compiled.condition)
        warnings += compiled.warnings.map { Diagnostic(position, "in KQL: \($0.message)") }
      } catch {
        throw Diagnostic(position, "in KQL, \(error.position): \(error.message)")
      }
    }
    var prefilter = ESQLPrefilter(query, kql: kql)
    let condition = Folding.and([prefilter.condition(), DataStreams(query.sources).condition])
    // Each condition in KQL is one of its own, so that a hit says which of them its event fulfils.
    let conditions = [condition] + kql.map { Folding.and([condition, $0]) }
    let second: Int64 = 1_000_000_000
    let form = ESQLForm(
      query: query, window: window.multipliedReportingOverflow(by: second).partialValue,
      interval: max(1, interval).multipliedReportingOverflow(by: second).partialValue)
    return RuleProgram(
      conditions: conditions.map { EventCondition(category: nil, condition: $0) }, form: form, warnings: warnings)
  }
}

extension ESQLQuery {
  /// Reads a query.
  static func parse(_ text: String) throws(Diagnostic) -> ESQLQuery { try ESQLParser.parse(text) }
}
