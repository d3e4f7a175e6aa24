/// Bounds of what triage holds, and how it groups.
public struct TriageConfiguration: Sendable, Hashable, Codable {
  /// Signals of one rule about one activity belong to one alert while no pause between them is longer than this, in
  /// nanoseconds.
  public var alertGap: Int64 = 3_600_000_000_000
  /// Signals kept in an alert; all are counted.
  public var signalsPerAlert = 20
  /// Signals kept in a group, an hour of an alert.
  public var signalsPerGroup = 6
  /// Groups of signals held; beyond that, signals fold into one group for each rule and host.
  public var groupCapacity = 50_000
  /// Processes held for trees.
  public var processCapacity = 100_000
  /// Entities whose frequency and name are held.
  public var entityCapacity = 100_000
  /// Alerts in one incident.
  public var alertsPerIncident = 1_000
  /// The longest incident that weak links may build, in nanoseconds.
  public var incidentSpan: Int64 = 259_200_000_000_000
  /// Two alerts whose link is weaker than this (0 … 1) are not joined.
  public var linkThreshold = 0.5

  /// The defaults.
  public init() {}
}
