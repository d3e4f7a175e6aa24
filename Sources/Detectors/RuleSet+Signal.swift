public import ECS
public import Evidence
public import Rules

extension RuleSet {
  /// What a match says, as a signal of the detector `rules` with all its events.
  ///
  /// - Parameter columns: The batch whose event decided, for an explanation; `nil` at the end of the input.
  public func signal(of match: RuleMatch, in columns: ColumnSet?) -> Signal {
    let rule = rules[match.rule]
    let severity = match.severity ?? rule.severity
    var seen: Set<EntityKey> = []
    var entities: [EntityKey] = []
    for event in match.events { entities += event.entities.filter { seen.insert($0).inserted } }
    return Signal(
      detector: RuleDetector.identity, ruleID: rule.id, title: match.title ?? rule.name, time: match.time,
      severity: severity, score: Double(match.risk ?? rule.risk),
      logLikelihoodRatio: RuleEvidence.logLikelihoodRatio(severity), techniques: rule.techniques, tactics: rule.tactics,
      entities: entities, events: match.events.map(\.reference),
      reasons: RuleEvidence.reasons(match, conditions(of: match, columns)), responses: responses(rule, match))
  }

  /// What the rule's author would have done about the events of a match.
  private func responses(_ rule: Rule, _ match: RuleMatch) -> [Signal.Response]? {
    let events = match.events
    let response = { (action: ResponseAction, isOptional: Bool) -> Signal.Response? in
      guard events.indices.contains(action.step) else { return nil }
      return Signal.Response(
        action: action.action, field: action.field, value: match.value(of: .named(action.field), step: action.step),
        event: events[action.step].reference.id, isTree: action.isTree, isOptional: isOptional)
    }
    let all =
      rule.details.actions.compactMap { response($0, false) }
      + rule.details.optionalActions.compactMap { response($0, true) }
    return all.isEmpty ? nil : all
  }

  /// What the event that decided fulfils.
  private func conditions(of match: RuleMatch, _ columns: ColumnSet?) -> [MatchedCondition] {
    guard let columns, let decided = match.decided else { return match.reasons }
    return explanation(ofRule: match.rule, condition: decided.condition, row: decided.row, in: columns)
  }
}
