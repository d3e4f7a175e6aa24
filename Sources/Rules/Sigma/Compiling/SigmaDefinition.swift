/// A rule of the Sigma format.
public struct SigmaDefinition: RuleDefinition {
  let rule: SigmaRule
  /// Filters that narrow it.
  var filters: [SigmaFilter] = []
  /// Values for the placeholders of `expand`.
  var placeholders = SigmaPlaceholders()

  /// `sigma`.
  public var kind: String { "sigma" }

  init(_ rule: SigmaRule) { self.rule = rule }

  /// Without the searches, which are most of what a rule takes in memory.
  public var compiled: any RuleDefinition { CompiledDefinition(kind: kind) }

  /// Compiles the rule. Positions are those of its file.
  public func program(in context: RuleContext) throws(Diagnostic) -> RuleProgram {
    let condition = try condition()
    return RuleProgram(
      conditions: [EventCondition(category: nil, condition: condition.term)], form: EventForm(),
      warnings: condition.warnings)
  }

  /// The rule as a condition on one event, and its log source.
  func condition() throws(Diagnostic) -> (term: Term, warnings: [Diagnostic], source: Int) {
    var compiler = try SigmaCompiler(rule.logsource, placeholders)
    var parts = [compiler.sourceCondition, try compiler.condition(rule.searches, rule.conditions)]
    for filter in filters { parts.append(try compiler.condition(filter.searches, filter.conditions)) }
    return (Folding.and(parts), compiler.warnings, compiler.source)
  }

  /// Rules are told apart by what they say and where they say it.
  public static func == (left: SigmaDefinition, right: SigmaDefinition) -> Bool {
    left.rule == right.rule && left.filters == right.filters && left.placeholders == right.placeholders
  }

  /// Hashes the place and the log source, which is enough to tell most rules apart.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(rule.logsource)
    hasher.combine(rule.conditions)
  }
}

/// Lists of values by name, for the modifier `expand`.
struct SigmaPlaceholders: Sendable, Hashable {
  private(set) var values: [String: [String]] = [:]

  mutating func add(_ name: String, _ list: [String]) { values[name, default: []] += list }

  subscript(name: String) -> [String]? { values[name] }
}
