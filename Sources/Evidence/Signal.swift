/// Calibrated evidence from one detector about one moment: what a detector says, before anyone judges it.
public struct Signal: Sendable, Hashable, Codable {
  /// Who says it.
  public var detector: DetectorID
  /// The rule, job or model inside the detector, stable across versions (`shrike.rule.lsass-dump`).
  public var ruleID: String
  /// One line an analyst understands.
  public var title: String
  /// When the evidence occurred, in nanoseconds since 1970.
  public var time: Int64
  /// How much it matters if true.
  public var severity: Severity
  /// The detector's own score; its scale is the detector's.
  public var score: Double
  /// The probability of a score this extreme on benign activity, where the detector knows it.
  public var pValue: Double?
  /// Natural logarithm of the likelihood ratio P(evidence | malicious) / P(evidence | benign).
  public var logLikelihoodRatio: Double
  /// ATT&CK techniques (`T1003.001`).
  public var techniques: [String]
  /// ATT&CK tactics by identifier (`TA0006`), for evidence that has no technique or has several possible tactics.
  public var tactics: [String]
  /// Whom and what it is about.
  public var entities: [EntityKey]
  /// The events it rests on, in their order; where a rule relates several, the last one decided.
  public var events: [EventReference]
  /// Why: facts in the order of their weight.
  public var reasons: [Reason]

  /// One fact that contributed.
  public struct Reason: Sendable, Hashable, Codable {
    /// What was looked at: a field path or a feature's name.
    public var field: String
    /// What was seen.
    public var value: String
    /// Why that matters, in words.
    public var note: String

    /// A fact with its value and meaning.
    public init(field: String, value: String, note: String) {
      self.field = field
      self.value = value
      self.note = note
    }
  }

  /// What its author would have an agent do about it; `nil` where nothing is asked.
  public var responses: [Response]?

  /// One thing to do.
  public struct Response: Sendable, Hashable, Codable {
    /// What: `kill_process`, `rollback`, …
    public var action: String
    /// The field that names what is meant, and its value in the event, if it has one.
    public var field: String
    /// The value of the field.
    public var value: String?
    /// The event, by the identifier of its reference.
    public var event: String
    /// Whether all descendants are meant too.
    public var isTree: Bool
    /// Whether it is done only where a policy asks for it.
    public var isOptional: Bool

    /// An action by its parts.
    public init(action: String, field: String, value: String?, event: String, isTree: Bool, isOptional: Bool) {
      self.action = action
      self.field = field
      self.value = value
      self.event = event
      self.isTree = isTree
      self.isOptional = isOptional
    }
  }

  /// Evidence from its parts.
  public init(
    detector: DetectorID, ruleID: String, title: String, time: Int64, severity: Severity, score: Double,
    pValue: Double? = nil, logLikelihoodRatio: Double, techniques: [String] = [], tactics: [String] = [],
    entities: [EntityKey] = [], events: [EventReference] = [], reasons: [Reason] = [],
    responses: [Response]? = nil
  ) {
    self.detector = detector
    self.ruleID = ruleID
    self.title = title
    self.time = time
    self.severity = severity
    self.score = score
    self.pValue = pValue
    self.logLikelihoodRatio = logLikelihoodRatio
    self.techniques = techniques
    self.tactics = tactics
    self.entities = entities
    self.events = events
    self.reasons = reasons
    self.responses = responses
  }
}

/// The identity of a detector.
public struct DetectorID: Sendable, Hashable, Codable {
  /// The detector's name (`rules`, `rarity.parent-child`).
  public var name: String
  /// Its version; scores of different versions are not compared.
  public var version: String

  /// A detector's name and version.
  public init(name: String, version: String) {
    self.name = name
    self.version = version
  }
}
