/// Alerts joined over shared entities and time into one story.
public struct Incident: Sendable, Hashable, Codable, Identifiable {
  /// Stable: derived from its first alert.
  public var id: String
  /// One line that says what happened to whom.
  public var title: String
  /// The highest severity among its alerts, raised when several tactics follow one another.
  public var severity: Severity
  /// 0 … 100, for ranking.
  public var risk: Double
  /// First and last moment, in nanoseconds since 1970.
  public var firstSeen: Int64
  /// Last moment, in nanoseconds since 1970.
  public var lastSeen: Int64
  /// Its alerts in order of time.
  public var alertIDs: [String]
  /// Everything involved.
  public var entities: [EntityKey]
  /// ATT&CK tactics in the order in which they first appear.
  public var tactics: [String]
  /// ATT&CK techniques.
  public var techniques: [String]
  /// Why alerts were joined: pairs of alerts and the entity or relation that they share.
  public var links: [Link]

  /// Why two alerts belong together.
  public struct Link: Sendable, Hashable, Codable {
    /// The alerts.
    public var from: String
    /// The later alert.
    public var to: String
    /// What they share.
    public var entity: EntityKey
    /// In words.
    public var note: String

    /// A link between two alerts.
    public init(from: String, to: String, entity: EntityKey, note: String) {
      self.from = from
      self.to = to
      self.entity = entity
      self.note = note
    }
  }

  /// An incident from its parts.
  public init(
    id: String, title: String, severity: Severity, risk: Double, firstSeen: Int64, lastSeen: Int64,
    alertIDs: [String], entities: [EntityKey], tactics: [String], techniques: [String], links: [Link]
  ) {
    self.id = id
    self.title = title
    self.severity = severity
    self.risk = risk
    self.firstSeen = firstSeen
    self.lastSeen = lastSeen
    self.alertIDs = alertIDs
    self.entities = entities
    self.tactics = tactics
    self.techniques = techniques
    self.links = links
  }
}

/// What is believed of a host or a user now, and why.
public struct EntityRisk: Sendable, Hashable, Codable {
  /// Who.
  public var entity: EntityKey
  /// The name people use for it.
  public var name: String
  /// 0 … 100.
  public var score: Double
  /// The alerts that contribute, the largest contribution first, with their share of the score.
  public var contributions: [Contribution]

  /// One alert's part of the score.
  public struct Contribution: Sendable, Hashable, Codable {
    /// The alert.
    public var alertID: String
    /// Its part of the score.
    public var points: Double

    /// An alert's part.
    public init(alertID: String, points: Double) {
      self.alertID = alertID
      self.points = points
    }
  }

  /// A risk from its parts.
  public init(entity: EntityKey, name: String, score: Double, contributions: [Contribution]) {
    self.entity = entity
    self.name = name
    self.score = score
    self.contributions = contributions
  }
}
