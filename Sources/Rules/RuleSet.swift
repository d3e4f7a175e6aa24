public import ECS

/// Rules compiled into one plan.
public struct RuleSet: Sendable {
  /// The rules that compiled, in the order given; what only compiling needs of their definitions is let go.
  public let rules: [Rule]
  /// The rules that did not compile, and why; and doubts about those that did.
  public let problems: [RuleProblem]
  /// The fields that the rules read, each once.
  public let fields: [FieldID]

  /// How the rules were understood.
  public let options: QueryOptions

  let plan: Plan
  /// What each rule does with the events that fulfil its conditions.
  let forms: [any RuleForm]
  /// What the forms capture of events, by rule and condition.
  let captures: [[[Term]]]
  /// The conditions of all rules, in the order of the rules.
  let conditions: [Condition]

  /// One condition of one rule.
  struct Condition: Sendable {
    var rule: Int
    /// Its index in the rule's program.
    var index: Int
    /// The plan's node that is true where it holds.
    var root: Int
  }

  /// Compiles rules. One that is broken, or has the identifier of an earlier one, is left out and reported.
  public init(_ candidates: [Rule], options: QueryOptions = QueryOptions(), library: RuleLibrary = RuleLibrary()) {
    self.options = options
    var builder = PlanBuilder(category: options.schema.category)
    builder.reserve(rules: candidates.count)
    let context = RuleContext(options: options, rules: candidates, library: library)
    var rules: [Rule] = []
    var forms: [any RuleForm] = []
    var conditions: [Condition] = []
    var problems: [RuleProblem] = []
    var identifiers: Set<String> = []
    // Each rule by itself; only the plan is built of all of them.
    let programs = candidates.concurrentMap { rule in
      Result { () throws(Diagnostic) in try rule.definition.program(in: context) }
    }
    for (rule, program) in zip(candidates, programs) {
      // One rule may have a form for each operating system.
      let identifier =
        rule.details.systems.isEmpty
        ? rule.id : ([rule.id] + rule.details.systems.sorted()).joined(separator: " ")
      guard identifiers.insert(identifier).inserted else {
        let diagnostic = Diagnostic(SourcePosition(line: 1, column: 1), "another rule has the identifier '\(rule.id)'")
        problems.append(RuleProblem(path: rule.path, ruleID: rule.id, isFatal: true, diagnostic: diagnostic))
        continue
      }
      do throws(Diagnostic) {
        let program = try program.get()
        let systems = Self.systems(rule)
        for (index, condition) in program.conditions.enumerated() {
          let whole = Folding.and(systems + [condition.condition])
          let root = builder.add(category: condition.category, condition: whole)
          conditions.append(Condition(rule: rules.count, index: index, root: root))
        }
        let acted = rule.details.actions + rule.details.optionalActions
        let read = acted.filter { !$0.field.isEmpty }.map { StepField(step: $0.step, field: .named($0.field)) }
        forms.append(read.isEmpty ? program.form : program.form.keeping(read))
        var compiled = rule
        compiled.definition = rule.definition.compiled
        rules.append(compiled)
        for warning in program.warnings { problems.append(RuleProblem(rule, isFatal: false, warning)) }
      } catch {
        problems.append(RuleProblem(rule, isFatal: true, error))
      }
    }
    self.rules = rules
    self.forms = forms
    self.conditions = conditions
    self.problems = problems
    plan = builder.plan
    captures = forms.map(\.captures)
    let captured = captures.joined().joined().flatMap(\.fields)
    var seen: Set<FieldID> = []
    let lineage = builder.plan.lineages.isEmpty ? [] : options.schema.lineageFields
    fields = (builder.plan.fields + captured + lineage).filter { seen.insert($0).inserted }
  }

  /// Whether an event is of a system that a rule is meant for, or does not say of which it is; nothing for rules for all.
  private static func systems(_ rule: Rule) -> [Term] {
    guard !rule.details.systems.isEmpty else { return [] }
    let names = rule.details.systems.map { CaseFolding.fold(Array($0.utf8)) }
    return [
      Folding.or([.isNull(.field(.hostOsType)), .test(.field(.hostOsType), .oneOf(names, insensitive: true))])
    ]
  }

  /// The rules that are part of the program, compiled.
  public static let bundled = RuleSet(bundledRules)

  /// The rules that are part of the program.
  public static var bundledRules: [Rule] { BundledRules.rules }
}

/// Something to report of one rule.
public struct RuleProblem: Sendable, Hashable, CustomStringConvertible {
  /// The rule's file.
  public var path: String
  /// The rule, where it is known.
  public var ruleID: String
  /// Whether the rule does not run because of it.
  public var isFatal: Bool
  /// What and where in the file.
  public var diagnostic: Diagnostic

  init(path: String, ruleID: String, isFatal: Bool, diagnostic: Diagnostic) {
    self.path = path
    self.ruleID = ruleID
    self.isFatal = isFatal
    self.diagnostic = diagnostic
  }

  /// A remark on a rule's query, moved to its place in the file.
  init(_ rule: Rule, isFatal: Bool, _ diagnostic: Diagnostic) {
    let place = diagnostic.position.shifted(from: rule.queryPosition)
    let moved = Diagnostic(place, diagnostic.message)
    self.init(path: rule.path, ruleID: rule.id, isFatal: isFatal, diagnostic: moved)
  }

  /// `path:line:column: error: message`.
  public var description: String {
    let place = path.isEmpty ? ruleID : path
    return "\(place):\(diagnostic.position): \(isFatal ? "error" : "warning"): \(diagnostic.message)"
  }
}
