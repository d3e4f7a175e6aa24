public import ECS
public import Evidence
public import Rules

/// Says what the rules of a rule set match: one signal for each rule and event.
///
/// Event rules look at one event at a time, so the detector has no state to keep between batches.
public struct RuleDetector: Detector {
  /// `rules`; the version changes when matching does, not when rules do.
  public let id = DetectorID(name: "rules", version: "1")
  /// What the rules read, the time and the entities.
  public let fields: [FieldID]
  private var matcher: RuleMatcher

  /// A detector for compiled rules.
  public init(_ rules: RuleSet) {
    matcher = RuleMatcher(rules)
    fields = rules.fields + [.timestamp] + EntityFields.all
  }

  /// The rules it runs.
  public var rules: RuleSet { matcher.rules }

  /// Emits a signal for every rule and event that match.
  public mutating func observe(_ batch: ObservedBatch, into signals: inout [Signal]) {
    let entities = EntityColumns(batch.columns)
    var found: [(row: Int, rule: Int)] = []
    for match in matcher.matches(batch.columns) {
      match.rows.forEach { row in found.append((row, match.rule)) }
    }
    // In the order of events, whatever the size of the batches.
    found.sort { ($0.row, $0.rule) < ($1.row, $1.rule) }
    for match in found {
      signals.append(signal(rule: match.rule, row: match.row, batch, entities))
    }
  }

  /// Nothing is left to say.
  public mutating func finish(into signals: inout [Signal]) {}

  /// There is no state.
  public func snapshot() -> [UInt8] { [] }

  /// Accepts the empty state only.
  public mutating func restore(_ snapshot: [UInt8]) throws(SnapshotError) {
    guard snapshot.isEmpty else { throw SnapshotError("the rule detector keeps no state") }
  }

  private func signal(rule number: Int, row: Int, _ batch: ObservedBatch, _ entities: EntityColumns) -> Signal {
    let rule = matcher.rules.rules[number]
    let event = batch.reference(row: row)
    return Signal(
      detector: id, ruleID: rule.id, title: rule.name, time: event.time, severity: rule.severity,
      score: Double(rule.risk), logLikelihoodRatio: RuleEvidence.logLikelihoodRatio(rule.severity),
      techniques: rule.techniques, tactics: rule.tactics, entities: entities.all(row: row), events: [event],
      reasons: RuleEvidence.reasons(matcher.rules.conditions(ofRule: number, row: row, in: batch.columns)))
  }
}

/// What a rule's match is worth as evidence, and how it is explained.
enum RuleEvidence {
  /// Values that are quoted in reasons are cut after this many characters.
  static let maximumValue = 400
  /// Reasons that are kept of a match.
  static let maximumReasons = 8

  /// The natural logarithm of how much more often a rule of a severity is expected to match on an attack than on benign
  /// activity: 3, 20, 150 and 1,000 times. These are the author's prior, not measurements; verdicts replace them.
  static func logLikelihoodRatio(_ severity: Severity) -> Double {
    switch severity {
    case .low: 1.1
    case .medium: 3.0
    case .high: 5.0
    case .critical: 6.9
    }
  }

  /// The conditions that held, those on what the source's own fields say last.
  static func reasons(_ conditions: [MatchedCondition]) -> [Signal.Reason] {
    let telling = conditions.filter { !framing.contains($0.field) }
    let ordered = telling + conditions.filter { framing.contains($0.field) }
    return ordered.prefix(maximumReasons).map { condition in
      let value = condition.value
      let shown = value.count > maximumValue ? value.prefix(maximumValue) + "…" : value[...]
      return Signal.Reason(field: condition.field.path, value: String(shown), note: condition.condition)
    }
  }

  /// Fields that only say what sort of event it is.
  private static let framing: Set<FieldID> = [
    .eventCategory, .eventType, .eventCode, .eventProvider, .eventKind, .eventDataset, .eventModule,
    .named("winlog.channel"), .named("winlog.provider_name"), .hostOsType,
  ]
}
