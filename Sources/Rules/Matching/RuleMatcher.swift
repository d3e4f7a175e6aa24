public import ECS

/// Finds the events that fulfil the conditions of rules, batch after batch. Each thread needs one of its own.
public struct RuleMatcher: Sendable {
  /// The rules it matches.
  public let rules: RuleSet
  private var evaluator: PlanEvaluator
  private let gates: [RuleGate]

  /// The rows of a batch that fulfil one condition of one rule.
  public struct Match: Sendable {
    /// The rule, as an index into `RuleSet.rules`.
    public var rule: Int
    /// The condition, as an index into those of the rule's program; 0 for event rules.
    public var condition: Int
    /// The rows; at least one.
    public var rows: RowSet
  }

  /// A matcher for compiled rules.
  public init(_ rules: RuleSet) {
    self.rules = rules
    gates = RuleGate.gates(rules)
    let nothing = EventBatch(
      bytes: [], cells: [], rowStarts: [0], positions: [], sources: [], origin: EventOrigin(path: "", format: ""))
    evaluator = PlanEvaluator(rules.plan, empty: ColumnSet(nothing, FieldSelection([])), rules.options.schema)
  }

  /// What is remembered of processes for `child of`, `descendant of` and `event of`.
  var lineages: LineageTracker { evaluator.lineages }

  /// Takes on what a matcher of the same rules remembers.
  mutating func restore(_ lineages: LineageTracker) { evaluator.restore(lineages) }

  /// The matches in a batch, in the order of the rules and their conditions. The columns must include `RuleSet.fields`.
  public mutating func matches(_ columns: ColumnSet) -> [Match] {
    guard columns.count > 0 else { return [] }
    evaluator.begin(columns)
    var result: [Match] = []
    for gate in gates {
      if let node = gate.node, evaluator.rows(node) == nil { continue }
      for number in gate.conditions {
        let condition = rules.conditions[number]
        guard let rows = evaluator.rows(condition.root), !rows.isEmpty else { continue }
        result.append(Match(rule: condition.rule, condition: condition.index, rows: rows))
      }
    }
    result.sort { ($0.rule, $0.condition) < ($1.rule, $1.condition) }
    return result
  }
}
