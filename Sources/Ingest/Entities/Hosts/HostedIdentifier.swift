/// Identifiers that are made of a host's: when the host turns out to be another, so do they.
///
/// | of | shape |
/// |---|---|
/// | a local account, by name or by number | `host\name` |
/// | an account that Windows makes on each host | `authority\name@host` |
/// | a logon session | `host/0x3e8a1` |
///
/// Accounts of a domain have the first shape too; no domain has the name of a host, so they stay what they are.
enum HostedIdentifier {
  /// A user's identifier with the identifier its host has now.
  static func user(_ id: String, hosts: [String: String]) -> String {
    if let slash = id.firstIndex(of: "\\"), let host = hosts[String(id[..<slash])] { return host + id[slash...] }
    guard id.contains("\\") else { return id }
    // A host can have an `@` in its identifier itself (`wks01@<host.id>`), so the longest ending decides.
    for at in id.indices where id[at] == "@" {
      let start = id.index(after: at)
      if let host = hosts[String(id[start...])] { return id[..<start] + host }
    }
    return id
  }

  /// A session's key with the identifier its host has now.
  static func session(_ id: String, hosts: [String: String]) -> String {
    guard let slash = id.lastIndex(of: "/"), let host = hosts[String(id[..<slash])] else { return id }
    return host + id[slash...]
  }
}
