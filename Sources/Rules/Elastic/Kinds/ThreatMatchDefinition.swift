import ECS

/// Events that have a value in common with an indicator of compromise.
struct ThreatMatchDefinition: RuleDefinition {
  /// A field of events that must have the value of a field of an indicator, or must not.
  struct Entry: Sendable, Hashable {
    var field: String
    var indicator: String
    var isNegated: Bool
  }

  var query: KQLDefinition
  /// Which documents are indicators.
  var threatQuery: KQLDefinition
  var threatFilters: [QueryFilter]
  /// Alternatives; all entries of one must hold for the same indicator.
  var mapping: [[Entry]]
  /// Where in its document an indicator stands.
  var indicatorPath: String
  var queryPosition: SourcePosition
  var threatQueryPosition: SourcePosition

  var kind: String { "threat_match" }

  func program(in context: RuleContext) throws(Diagnostic) -> RuleProgram {
    let now = context.library.now
    var compiled = try query.compile(now: now)
    let threat: (condition: Term, warnings: [Diagnostic])
    do throws(Diagnostic) {
      threat = try threatQuery.compile(now: now)
    } catch {
      // The file's reader counts places from the rule's query.
      throw Diagnostic(queryPosition, "threat_query, \(error.position): \(error.message)")
    }
    var lowering = KQLLowering(now: now)
    var conditions = [threat.condition]
    for filter in threatFilters { conditions.append(try filter.term(&lowering)) }
    let table = IndicatorTable(
      context.library.indicators, condition: Folding.and(conditions), mapping: mapping, path: indicatorPath)
    if table.isEmpty {
      let place = SourcePosition(line: 1, column: 1)
      compiled.warnings.append(Diagnostic(place, "no indicators are loaded for this rule; nothing can match"))
    }
    let condition = Folding.and([compiled.condition, Folding.or(table.conditions)])
    let program = EventCondition(category: nil, condition: condition)
    return RuleProgram(conditions: [program], form: ThreatMatchForm(table: table), warnings: compiled.warnings)
  }
}
