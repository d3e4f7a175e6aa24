/// What a published rule says of itself beside what it looks for; kept for those who triage and respond.
public struct RuleDetails: Sendable, Hashable {
  /// Free labels.
  public var tags: [String] = []
  /// The rule's own version.
  public var version = ""
  /// `production`, `development`, `deprecated`, …; empty where the rule does not say.
  public var maturity = ""
  /// Under which terms it was published.
  public var license = ""
  /// Whether matches feed other rules and are not alerts by themselves.
  public var isBuildingBlock = false
  /// How to look into an alert, Markdown.
  public var note = ""
  /// What must be collected for the rule to work, Markdown.
  public var setup = ""
  /// The fields that an analyst should see first.
  public var investigationFields: [String] = []
  /// Index patterns that the rule reads in Elasticsearch.
  public var indices: [String] = []
  /// Operating systems it is meant for.
  public var systems: [String] = []
  /// How far a run looks back, in seconds.
  public var lookBack: Int64 = 360
  /// How often it runs, in seconds.
  public var interval: Int64 = 300
  /// Alerts that one run may make.
  public var maximumSignals = 100
  /// The field that the rule takes for the time of an event; empty for `@timestamp`.
  public var timestampOverride = ""
  /// What an agent does when the rule matches.
  public var actions: [ResponseAction] = []
  /// What it may do where the policy allows it.
  public var optionalActions: [ResponseAction] = []

  /// Nothing said.
  public init() {}
}

/// Something to do to a process, or to what it did.
public struct ResponseAction: Sendable, Hashable {
  /// `kill_process`, `rollback`, …
  public var action: String
  /// The field that names the process to act on.
  public var field: String
  /// Which event of the match, counted from 0, the field is read from.
  public var step: Int
  /// Whether its descendants are meant too.
  public var isTree: Bool

  /// An action by its parts.
  public init(action: String, field: String, step: Int, isTree: Bool) {
    self.action = action
    self.field = field
    self.step = step
    self.isTree = isTree
  }
}
