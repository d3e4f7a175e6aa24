/// A machine of the simulated fleet.
public struct SimulatedHost: Sendable, Hashable {
  /// The three systems.
  public enum System: String, Sendable, CaseIterable {
    case windows
    case linux
    case macos
  }

  /// What a machine is for.
  public enum Role: String, Sendable, CaseIterable {
    case workstation
    case domainController
    case fileServer
    case webServer
    case buildServer
  }

  /// Position in the fleet.
  public var index: Int
  /// The machine's name.
  public var name: String
  /// A stable identifier.
  public var id: String
  /// Its operating system.
  public var system: System
  /// Its purpose.
  public var role: Role
  /// Its address.
  public var ip: String
  /// Index of the user who works here; `nil` for servers.
  public var owner: Int?
  /// Weekday of its patches, Monday being 0.
  public var patchDay: Int
}
