public import ECS
public import Evidence
public import Rules

/// Says what the rules of a rule set match: one signal for each match, with all its events.
public struct RuleDetector: Detector {
  /// `rules`; the version changes when matching does, not when rules do.
  public static let identity = DetectorID(name: "rules", version: "2")

  /// `identity`.
  public var id: DetectorID { Self.identity }
  /// What the rules read, the time and the entities.
  public let fields: [FieldID]
  private var runner: RuleRunner
  private var matches: [RuleMatch] = []

  /// A detector for compiled rules.
  public init(_ rules: RuleSet, limits: RunLimits = RunLimits()) {
    runner = RuleRunner(rules, limits: limits)
    fields = rules.fields + [.timestamp] + EntityFields.all
  }

  /// The rules it runs.
  public var rules: RuleSet { runner.rules }

  /// Emits a signal for every match.
  public mutating func observe(_ batch: ObservedBatch, into signals: inout [Signal]) {
    matches.removeAll(keepingCapacity: true)
    runner.observe(batch.columns, reference: { batch.reference(row: $0) }, into: &matches)
    // A match without events is the answer to a question, no evidence.
    for match in matches where !match.events.isEmpty { signals.append(rules.signal(of: match, in: batch.columns)) }
  }

  /// Emits what rules find at the end.
  public mutating func finish(into signals: inout [Signal]) {
    matches.removeAll(keepingCapacity: true)
    runner.finish(into: &matches)
    for match in matches where !match.events.isEmpty { signals.append(rules.signal(of: match, in: nil)) }
  }

  /// What the rules remember.
  public func snapshot() -> [UInt8] { runner.snapshot() }

  /// Takes on what the same rules remembered.
  public mutating func restore(_ snapshot: [UInt8]) throws(SnapshotError) {
    do throws(RuleStateError) {
      try runner.restore(snapshot)
    } catch {
      throw SnapshotError(error.description)
    }
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

  /// What was computed, what the events have in common, and the conditions that held, those on what the source's own fields
  /// say last.
  static func reasons(_ match: RuleMatch, _ conditions: [MatchedCondition]) -> [Signal.Reason] {
    var result = match.facts.map { Signal.Reason(field: $0.name, value: $0.value, note: "computed") }
    if !match.keys.isEmpty {
      result.append(Signal.Reason(field: "join", value: match.keys.joined(separator: ", "), note: "in common"))
    }
    if match.steps.count > 1 {
      let missing = match.steps.count { $0.event == nil }
      let note = missing == 0 ? "in this order" : "in this order, \(missing) expected and not seen"
      result.append(Signal.Reason(field: "events", value: "\(match.steps.count - missing)", note: note))
    }
    result += reasons(conditions)
    if result.isEmpty {
      // Time decided, or the end of the input.
      result.append(Signal.Reason(field: "events", value: "\(match.events.count)", note: "fulfil the rule"))
    }
    return Array(result.prefix(maximumReasons))
  }

  private static func reasons(_ conditions: [MatchedCondition]) -> [Signal.Reason] {
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
