/// The tactics of MITRE ATT&CK for Enterprise: what an adversary wants to achieve with a step.
///
/// Source: ATT&CK 17.0; identifiers and names as there, in the order of its matrix.
public enum AttackTactic: String, Sendable, Hashable, CaseIterable, Comparable, Codable {
  case reconnaissance = "TA0043"
  case resourceDevelopment = "TA0042"
  case initialAccess = "TA0001"
  case execution = "TA0002"
  case persistence = "TA0003"
  case privilegeEscalation = "TA0004"
  case defenseEvasion = "TA0005"
  case credentialAccess = "TA0006"
  case discovery = "TA0007"
  case lateralMovement = "TA0008"
  case collection = "TA0009"
  case commandAndControl = "TA0011"
  case exfiltration = "TA0010"
  case impact = "TA0040"

  /// The identifier, `TA0006`.
  public var id: String { rawValue }

  /// The name in English, `Credential Access`.
  public var name: String {
    switch self {
    case .reconnaissance: "Reconnaissance"
    case .resourceDevelopment: "Resource Development"
    case .initialAccess: "Initial Access"
    case .execution: "Execution"
    case .persistence: "Persistence"
    case .privilegeEscalation: "Privilege Escalation"
    case .defenseEvasion: "Defense Evasion"
    case .credentialAccess: "Credential Access"
    case .discovery: "Discovery"
    case .lateralMovement: "Lateral Movement"
    case .collection: "Collection"
    case .commandAndControl: "Command and Control"
    case .exfiltration: "Exfiltration"
    case .impact: "Impact"
    }
  }

  /// The name as rules and STIX write it, `credential-access`.
  public var shortName: String { name.lowercased().split(separator: " ").joined(separator: "-") }

  /// The tactic with an identifier (`TA0006`), a short name (`credential-access`, `credential_access`) or a name.
  public init?(_ text: String) {
    if let match = Self.named[text] {
      self = match
      return
    }
    let key = text.lowercased().split(whereSeparator: { " -_".contains($0) }).joined(separator: "-")
    guard let match = Self.named[key] else { return nil }
    self = match
  }

  /// By short name, and by identifier in lower case.
  private static let named: [String: AttackTactic] = {
    var result: [String: AttackTactic] = [:]
    for tactic in allCases {
      result[tactic.shortName] = tactic
      result[tactic.id.lowercased()] = tactic
    }
    return result
  }()

  /// The order of the matrix, from left to right.
  public static func < (lhs: AttackTactic, rhs: AttackTactic) -> Bool { lhs.order < rhs.order }

  private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
