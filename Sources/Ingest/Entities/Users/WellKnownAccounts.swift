/// Accounts that Windows itself makes: the same on every machine, nobody's in particular.
///
/// Source: "Security identifiers", Microsoft Learn ("Well-known SIDs").
enum WellKnownAccounts {
  /// The name of the account with a well-known SID, language apart; `nil` for accounts of people and machines.
  static func name(sid: String) -> String? {
    if let name = names[sid] { return name }
    for (prefix, authority) in authorities where sid.hasPrefix(prefix) {
      return authority + "\\" + sid.dropFirst(prefix.count)
    }
    return nil
  }

  /// Whether accounts of this domain (in small letters) are made by Windows.
  static func isWellKnown(domain: String) -> Bool { domains.contains(domain) }

  private static let names: [String: String] = [
    "S-1-0-0": "null sid", "S-1-1-0": "everyone", "S-1-5-7": #"nt authority\anonymous logon"#,
    "S-1-5-18": #"nt authority\system"#, "S-1-5-19": #"nt authority\local service"#,
    "S-1-5-20": #"nt authority\network service"#, "S-1-5-17": #"nt authority\iusr"#,
    "S-1-5-11": #"nt authority\authenticated users"#, "S-1-5-4": #"nt authority\interactive"#,
    "S-1-5-2": #"nt authority\network"#, "S-1-5-6": #"nt authority\service"#,
  ]

  private static let authorities: [(String, String)] = [
    ("S-1-5-80-", "nt service"), ("S-1-5-82-", "iis apppool"), ("S-1-5-83-", "nt virtual machine"),
    ("S-1-5-90-", "window manager"), ("S-1-5-96-", "font driver host"), ("S-1-5-32-", "builtin"),
    ("S-1-15-", "application package authority"),
  ]

  private static let domains: Set<String> = [
    "nt authority", "nt service", "iis apppool", "nt virtual machine", "window manager", "font driver host", "builtin",
    "application package authority", "nt-autorität", "autorite nt", "autorité nt", "nt instans", "nt-myndighet",
  ]
}
