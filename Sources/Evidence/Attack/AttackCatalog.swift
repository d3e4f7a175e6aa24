/// The techniques of MITRE ATT&CK for Enterprise, by identifier.
///
/// Generated data, see `Data/attack/README.md`.
public enum AttackCatalog {
  /// The version of ATT&CK that the table was taken from.
  public static let version = "17.0"

  /// One technique or sub-technique.
  public struct Technique: Sendable, Hashable {
    /// `T1003` or `T1003.001`.
    public let id: String
    /// The name of the technique or sub-technique alone, `LSASS Memory`.
    public let name: String
    /// What it serves, in the order of the matrix.
    public let tactics: [AttackTactic]

    /// The technique that a sub-technique belongs to.
    public var parentID: String? {
      id.firstIndex(of: ".").map { String(id[..<$0]) }
    }
  }

  /// Every technique by identifier.
  public static let techniques: [String: Technique] = {
    var result: [String: Technique] = [:]
    result.reserveCapacity(1_000)
    // Cut at bytes: cutting a text character by character took a tenth of the time in which thousands of rules load.
    for line in Array(table.utf8).split(separator: UInt8(ascii: "\n")) {
      let parts = line.split(separator: UInt8(ascii: "|"))
      guard parts.count == 3 else { continue }
      let tactics = parts[2].split(separator: UInt8(ascii: ","))
        .compactMap { AttackTactic(String(decoding: $0, as: UTF8.self)) }.sorted()
      let id = String(decoding: parts[0], as: UTF8.self)
      result[id] = Technique(id: id, name: String(decoding: parts[1], as: UTF8.self), tactics: tactics)
    }
    return result
  }()

  /// The technique with an identifier in either case; `nil` for one that this version does not have.
  public static func technique(_ id: String) -> Technique? {
    techniques[id] ?? techniques[id.uppercased()]
  }

  /// The name with its parent's before it, `OS Credential Dumping: LSASS Memory`; `nil` for an unknown technique.
  public static func fullName(_ id: String) -> String? {
    guard let technique = technique(id) else { return nil }
    guard let parent = technique.parentID.flatMap({ techniques[$0] }) else { return technique.name }
    return "\(parent.name): \(technique.name)"
  }
}
