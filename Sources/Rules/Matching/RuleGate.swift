/// Conditions of rules that all ask for one thing first, such as a log source: where no row of a batch has it, none of them
/// is looked at.
struct RuleGate: Sendable {
  /// What is asked for; `nil` for conditions that share nothing.
  var node: Int?
  /// Indices into the rule set's conditions.
  var conditions: [Int]

  /// Every condition of a rule set, each behind the gate that it shares with most others.
  static func gates(_ rules: RuleSet) -> [RuleGate] {
    var uses: [Int: Int] = [:]
    for condition in rules.conditions {
      for child in candidates(condition.root, rules.plan) { uses[child, default: 0] += 1 }
    }
    var numbers: [Int: Int] = [:]
    var gates = [RuleGate(node: nil, conditions: [])]
    for (index, condition) in rules.conditions.enumerated() {
      let best = candidates(condition.root, rules.plan).max { (uses[$0] ?? 0, $1) < (uses[$1] ?? 0, $0) }
      guard let best, uses[best] ?? 0 > 1 else {
        gates[0].conditions.append(index)
        continue
      }
      if let number = numbers[best] {
        gates[number].conditions.append(index)
      } else {
        numbers[best] = gates.count
        gates.append(RuleGate(node: best, conditions: [index]))
      }
    }
    return gates
  }

  /// The parts of a conjunction that are decided for a whole batch.
  private static func candidates(_ root: Int, _ plan: Plan) -> [Int] {
    guard case .and(let children) = plan.nodes[root] else { return [] }
    return children.filter { child in
      if plan.isRowBound[child] { return false }
      if case .complement = plan.nodes[child] { return false }
      return true
    }
  }
}
