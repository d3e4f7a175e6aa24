/// Which names and identifiers belong to one user.
///
/// Rules:
/// 1. Names are compared without regard to case. `DOMAIN\name`, `name@domain` and the two in separate fields are the same.
/// 2. A name without a domain, or whose domain is the host, is an account of that host: `wks01\bob`. Without a host it
///    stands for itself.
/// 3. Domains are those of the `DomainRegistry`; a user of one is `domain\name`.
/// 4. A SID (or numeric id, on its host) and a name in one event belong together from then on. Where both were known for
///    different users the SID decides. A user keeps the identifier under which it was first seen, which is the SID when
///    no name was there.
///    Two users that turn out to be one are told to the `IdentityAliases`; so is a SID that one host alone named before
///    it was known as a local account there. On other hosts, whose local accounts may have the same SID, it is another
///    user from then on.
/// 5. Accounts that Windows makes are one user on each host: `nt authority\system@wks01`. Their SID names them, since
///    their names are translated.
/// 6. A name that ends in `$` is a machine's account.
struct UserRegistry: Sendable, Codable {
  /// What sort of account a user is.
  enum Kind: String, Sendable, Codable {
    case domain
    case local
    case machine
    case wellKnown = "well-known"
    case unknown
  }

  /// A user that was found.
  struct User: Sendable, Codable, Hashable {
    var id: String
    var kind: Kind
  }

  /// What an event says of a user.
  struct Mention: Hashable {
    var id: String?
    var name: String?
    var domain: String?
    /// The identifier of the event's host.
    var host: String?
    /// Identifiers that the host had before.
    var formerHosts: [String] = []
  }

  private var users: BoundedMap<String, User>
  private var domains: DomainRegistry
  /// The host that named a SID without a name, while it is the only one; empty when several did.
  private var namedBy: BoundedMap<String, String>
  /// SIDs that turned out to be a local account's on some host.
  private var localSIDs: BoundedMap<String, Bool>

  /// A registry of at most so many names and identifiers.
  init(capacity: Int, domains: Int) {
    users = BoundedMap(capacity: capacity)
    self.domains = DomainRegistry(capacity: domains)
    namedBy = BoundedMap(capacity: capacity)
    localSIDs = BoundedMap(capacity: capacity)
  }

  /// The user that a mention means; `nil` when it says nothing. Users that turn out to be one are noted.
  mutating func resolve(_ mention: Mention, noting aliases: inout IdentityAliases) -> User? {
    let account = Account(mention)
    if let wellKnown = account.wellKnownName {
      return User(id: mention.host.map { wellKnown + "@" + $0 } ?? wellKnown, kind: .wellKnown)
    }
    let found = name(account, host: mention.host)
    let names = found.map { "name:" + $0.id }
    let identifier = identifierKey(account, isLocal: found?.kind == .local, host: mention.host)
    var user: User?
    if let identifier { user = users.value(identifier) }
    // Known by nothing but its SID: this host has to be remembered as one that named it.
    if found == nil, user?.kind == .unknown { user = nil }
    // A SID alone does not tell whether its account is local; what was learned on this host does.
    if user == nil, found == nil, let id = account.id { user = accountOfHost(id, mention) }
    if user == nil, let names { user = users.value(names) }
    guard let result = user ?? found ?? unnamed(account, host: mention.host) else { return nil }
    if let names, let other = users.value(names), other.id != result.id {
      aliases.note(user: other.id, is: result.id)
    }
    if let domain = account.domain, isHost(domain, mention.host), let id = account.id, let host = mention.host {
      learnLocal(id, result, host: host, noting: &aliases)
    }
    if let identifier {
      let isOfHost = result.kind == .local || result.kind == .unknown && result.id != account.id
      users.set(result, for: isOfHost ? "id:\(mention.host ?? ""):\(account.id ?? "")" : identifier)
    }
    if let names { users.set(result, for: names) }
    return result
  }

  /// What was learned of a SID or number on the event's host, also before the host was known by its name.
  private mutating func accountOfHost(_ id: String, _ mention: Mention) -> User? {
    guard let host = mention.host else { return nil }
    if let known = users.value("id:\(host):\(id)") { return known }
    for former in mention.formerHosts {
      guard var known = users.value("id:\(former):\(id)") else { continue }
      known.id = HostedIdentifier.user(known.id, hosts: [former: host])
      return known
    }
    return nil
  }

  /// A user of whom only an identifier is known.
  private mutating func unnamed(_ account: Account, host: String?) -> User? {
    guard let id = account.id else { return nil }
    guard let host else { return User(id: id, kind: .unknown) }
    // A number means something on its host only, and so does the SID of a local account.
    if account.domainSID == nil || localSIDs.value(id) != nil { return User(id: host + "\\" + id, kind: .unknown) }
    if let other = namedBy.value(id), other != host { namedBy.set("", for: id) } else { namedBy.set(host, for: id) }
    return User(id: id, kind: .unknown)
  }

  /// A SID is a local account's: what was known by the SID alone is this user, if no other host spoke of it.
  private mutating func learnLocal(
    _ id: String, _ user: User, host: String, noting aliases: inout IdentityAliases
  ) {
    guard localSIDs.value(id) == nil else { return }
    localSIDs.set(true, for: id)
    guard let known = users.value("id:" + id), known.kind == .unknown, known.id == id else { return }
    users.remove("id:" + id)
    if namedBy.value(id) == host { aliases.note(user: id, is: user.id) }
  }

  /// The user by name alone.
  private mutating func name(_ account: Account, host: String?) -> User? {
    guard let name = account.name else { return nil }
    let isMachine = name.hasSuffix("$")
    if let domain = account.domain, !isHost(domain, host) {
      let canonical = domains.resolve(domain, sid: account.domainSID)
      return User(id: canonical + "\\" + name, kind: isMachine ? .machine : .domain)
    }
    if account.domain == nil, let sid = account.domainSID, let domain = domains.domain(sid: sid) {
      return User(id: domain + "\\" + name, kind: isMachine ? .machine : .domain)
    }
    guard let host else { return User(id: name, kind: .unknown) }
    return User(id: host + "\\" + name, kind: isMachine ? .machine : .local)
  }

  private func isHost(_ domain: String, _ host: String?) -> Bool {
    guard let host else { return false }
    return domain == host || host.hasPrefix(domain + ".") || host.hasPrefix(domain + "@")
  }

  private func identifierKey(_ account: Account, isLocal: Bool, host: String?) -> String? {
    guard let id = account.id else { return nil }
    // Cloned machines share the SIDs of their local accounts; numeric ids mean something on their host only.
    let isGlobal = account.domainSID != nil && !isLocal || host == nil
    return isGlobal ? "id:" + id : "id:" + (host ?? "") + ":" + id
  }
}

extension UserRegistry {
  /// A mention in uniform shape.
  private struct Account {
    var id: String?
    var name: String?
    var domain: String?

    init(_ mention: Mention) {
      id = mention.id.flatMap { $0.isEmpty || $0 == "S-1-0-0" ? nil : $0 }
      var name = mention.name?.lowercased() ?? ""
      var domain = mention.domain?.lowercased() ?? ""
      if let slash = name.firstIndex(of: "\\") {
        if domain.isEmpty { domain = String(name[..<slash]) }
        name = String(name[name.index(after: slash)...])
      } else if let at = name.lastIndex(of: "@"), at > name.startIndex {
        let suffix = String(name[name.index(after: at)...])
        if domain.isEmpty { domain = suffix }
        name = String(name[..<at])
      }
      // Some sources write the SID where the name belongs.
      if id == nil, domain.isEmpty, name.hasPrefix("s-1-") {
        id = name.uppercased()
        name = ""
      }
      self.name = name.isEmpty || name == "-" ? nil : name
      self.domain = domain.isEmpty || domain == "." || domain == "-" ? nil : domain
    }

    /// The part of a SID that names the domain or machine: all but the last number, for S-1-5-21-….
    var domainSID: String? {
      guard let id, id.hasPrefix("S-1-5-21-"), let dash = id.lastIndex(of: "-") else { return nil }
      return String(id[..<dash])
    }

    var wellKnownName: String? {
      if let id, let known = WellKnownAccounts.name(sid: id) {
        // Service accounts' SIDs are hashes of their names; the name says more.
        if id.hasPrefix("S-1-5-8"), let name, let domain { return domain + "\\" + name }
        return known
      }
      guard let domain, WellKnownAccounts.isWellKnown(domain: domain), let name else { return nil }
      return domain + "\\" + name
    }
  }
}
