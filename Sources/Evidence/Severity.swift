/// How much an alert matters if it is true, in four steps and as Elastic's risk score.
public enum Severity: Int, Sendable, Hashable, Comparable, CaseIterable, Codable {
  /// Worth knowing, rarely worth an interruption.
  case low = 21
  /// Worth a look today.
  case medium = 47
  /// Worth a look now.
  case high = 73
  /// Act at once.
  case critical = 99

  /// Elastic's risk score of the level (0 … 100).
  public var riskScore: Int { rawValue }

  /// The lower-case name.
  public var name: String {
    switch self {
    case .low: "low"
    case .medium: "medium"
    case .high: "high"
    case .critical: "critical"
    }
  }

  /// The level with a lower-case name.
  public init?(name: String) {
    guard let level = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = level
  }

  /// Orders by value.
  public static func < (lhs: Severity, rhs: Severity) -> Bool { lhs.rawValue < rhs.rawValue }
}
