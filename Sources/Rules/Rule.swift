public import Evidence

/// A detection rule: a query, what a match means, and how that was checked.
public struct Rule: Sendable, Hashable, Identifiable {
  /// Stable across versions and renamings (`shrike.windows.lsass-dump`).
  public var id: String
  /// One line an analyst understands.
  public var name: String
  /// What the rule sees and why that matters.
  public var rationale: String
  /// Who wrote it.
  public var author: String
  /// How much a match matters if it is an attack.
  public var severity: Severity
  /// 0 … 100; the severity's score unless the file says otherwise.
  public var risk: Int
  /// ATT&CK techniques (`T1003.001`).
  public var techniques: [String]
  /// ATT&CK tactics by identifier; those of the techniques unless the file names them.
  public var tactics: [String]
  /// Benign activity that looks the same.
  public var falsePositives: [String]
  /// Where to read more.
  public var references: [String]
  /// What it looks for.
  public var definition: any RuleDefinition {
    get { body.wrapped }
    set { body.wrapped = newValue }
  }
  private var body: AnyRuleDefinition
  /// Events that the rule must match, or must not.
  public var tests: [RuleTest]
  /// The file it was read from and where its query begins there.
  public var path: String
  /// What it says of itself beside that.
  public var details = RuleDetails()
  /// The place of the query's first character in the file.
  public var queryPosition: SourcePosition

  /// A rule from its essentials; everything else is empty.
  public init(id: String, name: String, severity: Severity, definition: some RuleDefinition) {
    self.id = id
    self.name = name
    self.severity = severity
    body = AnyRuleDefinition(wrapped: definition)
    rationale = ""
    author = ""
    risk = severity.riskScore
    techniques = []
    tactics = []
    falsePositives = []
    references = []
    tests = []
    path = ""
    queryPosition = SourcePosition(line: 1, column: 1)
  }

  /// A rule that looks for what an EQL query matches.
  public init(id: String, name: String, severity: Severity, query: String) {
    self.init(id: id, name: name, severity: severity, definition: EQLDefinition(query))
  }
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
