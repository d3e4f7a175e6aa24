import ECS
import Evidence

/// A rule of Elastic's detection engine: what it looks for, and the filters, exceptions, suppression and overrides around it.
struct ElasticDefinition: RuleDefinition {
  /// The query or kind of rule.
  var base: any RuleDefinition {
    get { body.wrapped }
    set { body.wrapped = newValue }
  }
  private var body: AnyRuleDefinition
  var filters: [QueryFilter]
  /// The field that says the category of an event; empty for the usual one.
  var categoryField: String
  var exceptionLists: [String]
  var suppression: AlertSuppression?
  var overrides: AlertOverrides
  var maximum: AlertMaximum?

  var kind: String { base.kind }

  init(
    base: any RuleDefinition, filters: [QueryFilter], categoryField: String, exceptionLists: [String],
    suppression: AlertSuppression?, overrides: AlertOverrides, maximum: AlertMaximum?
  ) {
    body = AnyRuleDefinition(wrapped: base)
    self.filters = filters
    self.categoryField = categoryField
    self.exceptionLists = exceptionLists
    self.suppression = suppression
    self.overrides = overrides
    self.maximum = maximum
  }

  func program(in context: RuleContext) throws(Diagnostic) -> RuleProgram {
    var program = try base.program(in: context)
    var lowering = KQLLowering(now: context.library.now)
    var conditions: [Term] = []
    for filter in filters { conditions.append(try filter.term(&lowering)) }
    var exceptions: [Term] = []
    for list in exceptionLists {
      for item in context.library.exceptions[list] ?? [] {
        if let term = try item.term(&lowering, context.library) { exceptions.append(term) }
      }
    }
    if !exceptions.isEmpty { conditions.append(Clause.not(Folding.or(exceptions))) }
    for index in program.conditions.indices {
      var terms = [program.conditions[index].condition] + conditions
      if !categoryField.isEmpty, let category = program.conditions[index].category {
        terms.append(.test(.field(.named(categoryField)), .oneOf([Array(category.utf8)], insensitive: false)))
        program.conditions[index].category = nil
      }
      program.conditions[index].condition = Folding.and(terms)
    }
    program.warnings += lowering.warnings
    if suppression != nil || maximum != nil || !overrides.isEmpty {
      program.form = AlertForm(
        base: program.form, suppression: suppression, overrides: overrides, maximum: maximum)
    }
    return program
  }
}

/// Which further alerts of a rule are held back, because one like them was made.
struct AlertSuppression: Sendable, Hashable {
  /// The fields whose values make alerts alike; none for all alerts of the rule.
  var groupBy: [String]
  /// For how long, in seconds.
  var seconds: Int64
  /// Whether alerts without one of the fields are alike too, or are never held back.
  var includesMissing: Bool
}

/// How many alerts a rule may make from one of its runs to the next.
struct AlertMaximum: Sendable, Hashable {
  var alerts: Int
  /// The time between runs, in seconds.
  var seconds: Int64
}

/// What an event decides of its alert.
struct AlertOverrides: Sendable, Hashable {
  struct SeverityRule: Sendable, Hashable {
    var field: String
    var value: String
    var severity: Severity
  }

  /// The field whose value is the alert's name; empty for the rule's name.
  var nameField: String
  /// The highest severity whose field has the value.
  var severities: [SeverityRule] = []
  /// Fields whose value is the risk, 0 … 100.
  var riskFields: [String] = []

  init(nameField: String) { self.nameField = nameField }

  var isEmpty: Bool { nameField.isEmpty && severities.isEmpty && riskFields.isEmpty }

  /// The fields that it reads.
  var fields: [String] { (nameField.isEmpty ? [] : [nameField]) + severities.map(\.field) + riskFields }
}
