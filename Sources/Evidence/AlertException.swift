/// An exception: alerts that have something in common and are not to be shown, who wants that, since when, and on what grounds.
///
/// Nothing of it is overwritten: accepting and removing are steps that are added. What the steps amount to depends on who took
/// them, on the grounds and on later verdicts, and is judged elsewhere.
public struct AlertException: Sendable, Hashable, Codable, Identifiable {
  /// Somebody accepted or removed it.
  public struct Step: Sendable, Hashable, Codable {
    /// What was done.
    public enum Action: String, Sendable, Hashable, Codable, CaseIterable {
      case accept
      case remove
    }

    /// What was done.
    public var action: Action
    /// Who.
    public var author: String
    /// When, in nanoseconds since 1970.
    public var time: Int64
    /// Why.
    public var reason: String
    /// When this acceptance ends, in nanoseconds since 1970; nil for never.
    public var expires: Int64?
    /// Whether alerts of high and critical severity are meant too.
    public var coversHigh: Bool

    /// A step.
    public init(
      _ action: Action, by author: String, at time: Int64, reason: String, expires: Int64? = nil,
      coversHigh: Bool = false
    ) {
      self.action = action
      self.author = author
      self.time = time
      self.reason = reason
      self.expires = expires
      self.coversHigh = coversHigh
    }
  }

  /// What was known when it was accepted last.
  public struct Grounds: Sendable, Hashable, Codable {
    /// Verdicts that asked for it.
    public var verdicts: Int
    /// Analysts who gave them and whose word counts.
    public var analysts: [String]
    /// Known alerts that it would have hidden, and their signals.
    public var alerts: Int
    /// See `alerts`.
    public var signals: Int
    /// Alerts a day that it saves, recent ones counting more.
    public var alertsPerDay: Double
    /// The most signals of an alert that was judged harmless.
    public var largestSignals: Int
    /// Hosts on which such alerts were seen, at most 100 of them by name, and how many there are.
    public var hosts: [String]
    /// See `hosts`.
    public var hostCount: Int
    /// Whether it was tried on alerts on data of attacks, none of which it hides.
    public var isTriedOnAttacks: Bool

    /// Grounds by their parts.
    public init(
      verdicts: Int = 0, analysts: [String] = [], alerts: Int = 0, signals: Int = 0, alertsPerDay: Double = 0,
      largestSignals: Int = 0, hosts: [String] = [], hostCount: Int = 0, isTriedOnAttacks: Bool = false
    ) {
      self.verdicts = verdicts
      self.analysts = analysts
      self.alerts = alerts
      self.signals = signals
      self.alertsPerDay = alertsPerDay
      self.largestSignals = largestSignals
      self.hosts = hosts
      self.hostCount = hostCount
      self.isTriedOnAttacks = isTriedOnAttacks
    }
  }

  /// Follows from the traits.
  public var id: String
  /// What alerts have in common that it hides: for each trait (`rule`, `process`, `host`, …) the values that are meant, lower case.
  public var traits: [String: [String]]
  /// What was known when it was accepted last.
  public var grounds: Grounds
  /// What was done with it, first to last.
  public var steps: [Step]

  /// An exception by its parts.
  public init(id: String, traits: [String: [String]], grounds: Grounds = Grounds(), steps: [Step] = []) {
    self.id = id
    self.traits = traits
    self.grounds = grounds
    self.steps = steps
  }

  /// The acceptances since it was removed last: the latest of each author, in order of time.
  public var acceptances: [Step] {
    let start = steps.lastIndex { $0.action == .remove }.map { $0 + 1 } ?? 0
    var latest: [String: Step] = [:]
    for step in steps[start...] { latest[step.author] = step }
    return latest.values.sorted { ($0.time, $0.author) < ($1.time, $1.author) }
  }

  /// `host=web-07, rule=own-shell`.
  public var words: String {
    traits.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.joined(separator: "|"))" }.joined(separator: ", ")
  }
}
