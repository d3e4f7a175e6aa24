public import Rules

/// A rule about an anomaly job that does not run.
public struct WaitingRule: Sendable, Hashable, Codable {
  /// The rule's identifier.
  public var id: String
  /// The rule's name.
  public var name: String
  /// The jobs, any of which would do.
  public var jobs: [String]

  /// A rule by its parts.
  public init(id: String, name: String, jobs: [String]) {
    self.id = id
    self.name = name
    self.jobs = jobs
  }

  /// The rules that are about jobs of which none is among `jobs`, in their order.
  public static func all(_ rules: [Rule], jobs: Set<String>) -> [WaitingRule] {
    rules.compactMap { rule in
      guard let binding = rule.anomalyBinding, jobs.isDisjoint(with: binding.jobs) else { return nil }
      return WaitingRule(id: rule.id, name: rule.name, jobs: binding.jobs)
    }
  }
}
