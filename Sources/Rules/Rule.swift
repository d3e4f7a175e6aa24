public import Evidence

/// A detection rule: a query, what a match means, and how that was checked.
///
/// Copies share what the rule says of itself until one of them is changed: rules are handed on often, and say much.
public struct Rule: Sendable, Hashable, Identifiable {
  /// Stable across versions and renamings (`shrike.windows.lsass-dump`).
  public var id: String {
    get { statement.value.id }
    set { change { $0.id = newValue } }
  }
  /// One line an analyst understands.
  public var name: String {
    get { statement.value.name }
    set { change { $0.name = newValue } }
  }
  /// What the rule sees and why that matters.
  public var rationale: String {
    get { statement.value.rationale }
    set { change { $0.rationale = newValue } }
  }
  /// Who wrote it.
  public var author: String {
    get { statement.value.author }
    set { change { $0.author = newValue } }
  }
  /// How much a match matters if it is an attack.
  public var severity: Severity {
    get { statement.value.severity }
    set { change { $0.severity = newValue } }
  }
  /// 0 … 100; the severity's score unless the file says otherwise.
  public var risk: Int {
    get { statement.value.risk }
    set { change { $0.risk = newValue } }
  }
  /// ATT&CK techniques (`T1003.001`).
  public var techniques: [String] {
    get { statement.value.techniques }
    set { change { $0.techniques = newValue } }
  }
  /// ATT&CK tactics by identifier; those of the techniques unless the file names them.
  public var tactics: [String] {
    get { statement.value.tactics }
    set { change { $0.tactics = newValue } }
  }
  /// Benign activity that looks the same.
  public var falsePositives: [String] {
    get { statement.value.falsePositives }
    set { change { $0.falsePositives = newValue } }
  }
  /// Where to read more.
  public var references: [String] {
    get { statement.value.references }
    set { change { $0.references = newValue } }
  }
  /// What it looks for.
  public var definition: any RuleDefinition {
    get { body.wrapped }
    set { body.wrapped = newValue }
  }
  /// Events that the rule must match, or must not.
  public var tests: [RuleTest] {
    get { statement.value.tests }
    set { change { $0.tests = newValue } }
  }
  /// The file it was read from.
  public var path: String {
    get { statement.value.path }
    set { change { $0.path = newValue } }
  }
  /// What it says of itself beside that.
  public var details: RuleDetails {
    get { statement.value.details }
    set { change { $0.details = newValue } }
  }
  /// The place of the query's first character in the file.
  public var queryPosition: SourcePosition {
    get { statement.value.queryPosition }
    set { change { $0.queryPosition = newValue } }
  }

  private var body: AnyRuleDefinition
  private var statement: SharedStatement

  /// A rule from its essentials; everything else is empty.
  public init(id: String, name: String, severity: Severity, definition: some RuleDefinition) {
    body = AnyRuleDefinition(wrapped: definition)
    statement = SharedStatement(RuleStatement(id: id, name: name, severity: severity, risk: severity.riskScore))
  }

  private mutating func change(_ body: (inout RuleStatement) -> Void) {
    var changed = statement.value
    body(&changed)
    statement = SharedStatement(changed)
  }

  /// A rule with everything that it says of itself.
  init(_ statement: RuleStatement, definition: some RuleDefinition) {
    body = AnyRuleDefinition(wrapped: definition)
    self.statement = SharedStatement(statement)
  }

  /// A rule that looks for what an EQL query matches.
  public init(id: String, name: String, severity: Severity, query: String) {
    self.init(id: id, name: name, severity: severity, definition: EQLDefinition(query))
  }
}

/// What a rule says of itself; see `Rule`.
struct RuleStatement: Sendable, Hashable {
  var id: String
  var name: String
  var rationale = ""
  var author = ""
  var severity: Severity
  var risk: Int
  var techniques: [String] = []
  var tactics: [String] = []
  var falsePositives: [String] = []
  var references: [String] = []
  var tests: [RuleTest] = []
  var path = ""
  var details = RuleDetails()
  var queryPosition = SourcePosition(line: 1, column: 1)
}

/// A statement that several copies of a rule share; it never changes.
private final class SharedStatement: Sendable, Hashable {
  let value: RuleStatement

  init(_ value: RuleStatement) { self.value = value }

  static func == (left: SharedStatement, right: SharedStatement) -> Bool {
    left === right || left.value == right.value
  }

  func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

/// An event that a rule must match, or must not.
public struct RuleTest: Sendable, Hashable {
  /// What the event is.
  public var name: String
  /// The event as ECS JSON.
  public var event: String
  /// Whether the rule must match it.
  public var matches: Bool
  /// Where the event stands in the rule's file.
  public var position: SourcePosition

  /// An event with the expected answer.
  public init(name: String, event: String, matches: Bool, position: SourcePosition) {
    self.name = name
    self.event = event
    self.matches = matches
    self.position = position
  }
}
