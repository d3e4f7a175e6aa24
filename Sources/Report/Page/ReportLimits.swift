/// How much of a hunt one report shows. What is left out is counted and said in the report itself.
public struct ReportLimits: Sendable {
  /// Bytes of the file that incidents, alerts and events may fill.
  public var bytes = 16 << 20
  /// Incidents told as stories.
  public var incidents = 40
  /// Steps of one incident.
  public var steps = 200
  /// Alerts shown with their evidence.
  public var alerts = 3_000
  /// Signals of one alert.
  public var signals = 8
  /// Reasons of one signal.
  public var reasons = 12
  /// Events shown in full below one alert.
  public var events = 6
  /// Bytes of one event's markup.
  public var eventBytes = 48 << 10
  /// Hosts and users each.
  public var entities = 50
  /// Rows of any other table.
  public var rows = 250
  /// Processes of one tree.
  public var processes = 120
  /// Entities of one graph.
  public var graphNodes = 36
  /// Characters of one value before it is folded.
  public var value = 600
  /// Characters of one value before it is cut off.
  public var longValue = 20_000

  /// The defaults: a file of at most some 18 MB.
  public init() {}
}
