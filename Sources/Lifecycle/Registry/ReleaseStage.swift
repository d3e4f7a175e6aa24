import Signing

/// How far a version has come.
public enum ReleaseStage: String, Sendable, Hashable, Codable, CaseIterable {
  /// In the registry, not in use.
  case added
  /// Scores everywhere, shows nothing.
  case shadow
  /// Shows what it finds on a share of the hosts.
  case canary
  /// In use everywhere.
  case active
  /// No longer in use.
  case retired

  /// The stage that comes next; nil for the last two.
  public var next: ReleaseStage? {
    switch self {
    case .added: .shadow
    case .shadow: .canary
    case .canary: .active
    case .active, .retired: nil
    }
  }
}

/// Which hosts a canary runs on.
public enum CanaryShare {
  /// Whether a host is among the share of hosts: the first 64 bits of SHA-256 over model, version and host, as a fraction, lie
  /// below it. A host that is in stays in when the share grows; other versions choose other hosts.
  public static func contains(host: String, model: String, version: String, share: Double) -> Bool {
    let digest = ContentDigest.sha256(Array("\(model)\0\(version)\0\(host)".utf8))
    let value = UInt64(digest.prefix(16), radix: 16) ?? .max
    return Double(value >> 11) * 0x1p-53 < share
  }
}
