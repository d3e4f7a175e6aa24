import ECS

/// Records of anomaly jobs whose score reaches a threshold. The rule runs when one of its jobs does: its events are the
/// job's results (`result_type: record`, `job_id`, `record_score`), those of buckets that are complete.
///
/// Source: "Get records API", Elasticsearch reference, for the names.
struct AnomalyDefinition: RuleDefinition {
  /// Identifiers of jobs, any of which will do.
  var jobs: [String]
  /// The least score, 0 … 100.
  var threshold: Int

  var kind: String { "machine_learning" }

  func program(in context: RuleContext) throws(Diagnostic) -> RuleProgram {
    guard !jobs.isEmpty else { throw Diagnostic(SourcePosition(line: 1, column: 1), "the rule names no anomaly job") }
    let score = Term.call(.number, insensitive: false, [.field(.named("record_score"))])
    let interim = Term.test(.field(.named("is_interim")), .oneOf([Array("true".utf8)], insensitive: false))
    let condition = Folding.and([
      .test(.field(.named("result_type")), .oneOf([Array("record".utf8)], insensitive: false)),
      .test(.field(.named("job_id")), .oneOf(jobs.map { Array($0.utf8) }, insensitive: false)),
      .compare(.greaterOrEqual, score, .constant(.integer(Int64(threshold)))),
      Folding.negate(.isTrue(interim)),
    ])
    return RuleProgram(conditions: [EventCondition(category: nil, condition: condition)], form: EventForm())
  }
}

/// The anomaly jobs that a rule listens to.
public struct AnomalyBinding: Sendable, Hashable {
  /// Identifiers of jobs, any of which will do.
  public var jobs: [String]
  /// The least `record_score` of a record that the rule is about, 0 … 100.
  public var threshold: Int
}

extension Rule {
  /// The jobs whose records the rule is about; `nil` for rules about events.
  public var anomalyBinding: AnomalyBinding? {
    let base = (definition as? ElasticDefinition)?.base ?? definition
    return (base as? AnomalyDefinition).map { AnomalyBinding(jobs: $0.jobs, threshold: $0.threshold) }
  }
}
