/// For whom a number of false alerts is promised.
public struct BudgetScope: Sendable, Hashable, Codable {
  /// The sorts of scope.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// All alerts together.
    case fleet
    /// The alerts that one detector gave.
    case detector
    /// The alerts on hosts of one group: the host's name with every run of digits replaced by `#`.
    case hostGroup = "host_group"
    /// The alerts on one host.
    case host
  }

  /// The sort.
  public var kind: Kind
  /// Which; nil for every one of the sort by itself.
  public var name: String?

  /// A scope.
  public init(_ kind: Kind, _ name: String? = nil) {
    self.kind = kind
    self.name = name
  }

  /// All alerts together.
  public static let fleet = BudgetScope(.fleet)

  /// `fleet`, `detector:rules`, `host_group:web-#`, and `host:*` for every one.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let kind = Kind(rawValue: parts[0].replacing("-", with: "_")) else { return nil }
    guard kind != .fleet else {
      guard parts.count == 1 else { return nil }
      self.init(.fleet)
      return
    }
    guard parts.count == 2, !parts[1].isEmpty else { return nil }
    self.init(kind, parts[1] == "*" ? nil : kind == .detector ? parts[1] : parts[1].lowercased())
  }

  /// Whether it is one scope, not every one of its sort.
  var isSingle: Bool { kind == .fleet || name != nil }

  /// As it is written.
  public var text: String { kind == .fleet ? kind.rawValue : "\(kind.rawValue):\(name ?? "*")" }
}
