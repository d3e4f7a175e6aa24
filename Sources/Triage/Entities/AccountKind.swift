public import Evidence

/// Whether an account is a person's: accounts of machines and services act all the time, everywhere, and are ranked apart.
public enum AccountKind: Sendable, Hashable {
  /// A person, as far as the name tells.
  case person
  /// A computer's own account; its name ends in `$`.
  case machine
  /// An account of the system or of a service.
  case service
  /// No account, but many: a group or an alias of one, as some events name where others name a user.
  case group

  /// The kind of a user by key and shown name.
  public init(_ user: EntityKey, name: String) {
    for text in [name, user.id] {
      let lower = text.lowercased()
      let last = lower.split(whereSeparator: { $0 == "\\" || $0 == "/" }).last.map(String.init) ?? lower
      let account = last.split(separator: "@").first.map(String.init) ?? last
      if account.hasSuffix("$") {
        self = .machine
        return
      }
      if lower.hasPrefix("builtin\\") || lower.hasPrefix("s-1-5-32-") || Self.groups.contains(account) {
        self = .group
        return
      }
      let isSystem = Self.services.contains(account) || Self.prefixes.contains { account.hasPrefix($0) }
      if isSystem || lower.hasPrefix("nt authority\\") || lower.hasPrefix("nt service\\") {
        self = .service
        return
      }
    }
    self = .person
  }

  /// Well-known accounts. Sources: Microsoft, "Security identifiers" (SYSTEM, LOCAL SERVICE, NETWORK SERVICE, ANONYMOUS
  /// LOGON and their SIDs); the Linux Standard Base's and macOS's users without a login.
  private static let services: Set<String> = [
    "system", "local service", "network service", "anonymous logon", "localsystem", "s-1-5-7", "s-1-5-18", "s-1-5-19",
    "s-1-5-20", "root", "daemon", "bin", "nobody", "www-data", "sshd", "messagebus", "syslog", "chrony", "postfix",
    "systemd", "-",
  ]

  /// Everyone, and those who are logged on in some way (S-1-1-0, S-1-5-11).
  private static let groups: Set<String> = ["everyone", "authenticated users", "s-1-1-0", "s-1-5-11"]

  /// Window manager, font driver and application pool accounts; users that macOS and systemd make for services.
  private static let prefixes = ["dwm-", "umfd-", "systemd-", "_", "s-1-5-80-", "s-1-5-82-", "s-1-5-90-", "s-1-5-96-"]
}
