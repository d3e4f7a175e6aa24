/// A person or a service account of the simulated organisation.
public struct SimulatedUser: Sendable, Hashable {
  /// What someone does all day; it decides programs, servers and hours.
  public enum Role: String, Sendable, CaseIterable {
    case office
    case finance
    case developer
    case administrator
    case service
  }

  /// The account's name.
  public var name: String
  /// The Windows domain.
  public var domain: String
  /// The security identifier.
  public var sid: String
  /// What they do.
  public var role: Role
  /// First and last hour of work, UTC.
  public var hours: Range<Int>
  /// Events per working hour relative to others.
  public var intensity: Double
}
