/// Signals that one analyst can judge once.
public struct Alert: Sendable, Hashable, Codable, Identifiable {
  /// Stable: derived from what the alert is about, not from when it was computed.
  public var id: String
  /// One line for the queue.
  public var title: String
  /// The rule, job or model it came from.
  public var ruleID: String
  /// The highest severity among its signals.
  public var severity: Severity
  /// 0 … 100, for ranking.
  public var risk: Double
  /// First and last moment, in nanoseconds since 1970.
  public var firstSeen: Int64
  /// Last moment, in nanoseconds since 1970.
  public var lastSeen: Int64
  /// ATT&CK techniques and tactics of all its signals.
  public var techniques: [String]
  /// ATT&CK tactics.
  public var tactics: [String]
  /// Whom and what it is about.
  public var entities: [EntityKey]
  /// The evidence, strongest first; at most a bounded number is kept.
  public var signals: [Signal]
  /// How many signals were folded into it, those not kept included.
  public var signalCount: Int
  /// What it looks like to somebody who compares it with others (`process`, `parent`, `host_group`, …), so that verdicts
  /// on it can be applied where its events are not at hand; `nil` where nobody has looked.
  public var traits: [String: String]?

  /// An alert from its parts.
  public init(
    id: String, title: String, ruleID: String, severity: Severity, risk: Double, firstSeen: Int64, lastSeen: Int64,
    techniques: [String], tactics: [String], entities: [EntityKey], signals: [Signal], signalCount: Int,
    traits: [String: String]? = nil
  ) {
    self.id = id
    self.title = title
    self.ruleID = ruleID
    self.severity = severity
    self.risk = risk
    self.firstSeen = firstSeen
    self.lastSeen = lastSeen
    self.techniques = techniques
    self.tactics = tactics
    self.entities = entities
    self.signals = signals
    self.signalCount = signalCount
    self.traits = traits
  }
}
