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
  }

  private var users: BoundedMap<String, User>
  private var domains: DomainRegistry

  /// A registry of at most so many names and identifiers.
  init(capacity: Int, domains: Int) {
    users = BoundedMap(capacity: capacity)
    self.domains = DomainRegistry(capacity: domains)
  }

  /// The user that a mention means; `nil` when it says nothing.
  mutating func resolve(_ mention: Mention) -> User? {
    let account = Account(mention)
    if let wellKnown = account.wellKnownName {
      return User(id: mention.host.map { wellKnown + "@" + $0 } ?? wellKnown, kind: .wellKnown)
    }
    let found = name(account, host: mention.host)
    let names = found.map { "name:" + $0.id }
    let identifier = identifierKey(account, isLocal: found?.kind == .local, host: mention.host)
    var user: User?
    if let identifier { user = users.value(identifier) }
    // A SID alone does not tell whether its account is local; what was learned on this host does.
    if user == nil, found == nil, let host = mention.host, let id = account.id {
      user = users.value("id:\(host):\(id)")
    }
    if user == nil, let names { user = users.value(names) }
    let result = user ?? found ?? account.id.map { User(id: $0, kind: .unknown) }
    guard let result else { return nil }
    if let identifier { users.set(result, for: identifier) }
    if let names { users.set(result, for: names) }
    return result
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
    return domain == host || host.hasPrefix(domain + ".")
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
