/// Which names belong to one Windows domain: `CORP`, `corp.example.test`, and the SID that its accounts begin with.
///
/// Rules, in this order:
/// 1. A name seen before stands for what it stood for.
/// 2. The SID prefix of an account decides: names seen with the same prefix are one domain from then on.
/// 3. A short name and a full name that begins with it are one domain, unless either has a partner already. The
///    identifier is whichever was seen first.
struct DomainRegistry: Sendable, Codable {
  private var byName: BoundedMap<String, String>
  private var bySID: BoundedMap<String, String>
  /// For domains known by one sort of name, their name of the other sort.
  private var partners: BoundedMap<String, String>
  /// First labels of full names that are domains' identifiers.
  private var firstLabels: BoundedMap<String, String>

  /// A registry of at most so many names.
  init(capacity: Int) {
    byName = BoundedMap(capacity: capacity)
    bySID = BoundedMap(capacity: capacity)
    partners = BoundedMap(capacity: capacity)
    firstLabels = BoundedMap(capacity: capacity)
  }

  /// The identifier of a domain by its name in small letters and, where known, the SID prefix of an account in it.
  mutating func resolve(_ name: String, sid: String? = nil) -> String {
    if let sid, let known = bySID.value(sid) {
      byName.set(known, for: name)
      return known
    }
    let domain = byName.value(name) ?? newDomain(name)
    byName.set(domain, for: name)
    if let sid { bySID.set(domain, for: sid) }
    return domain
  }

  /// The domain whose accounts' SIDs begin like this, if an account has told.
  mutating func domain(sid: String) -> String? { bySID.value(sid) }

  private mutating func newDomain(_ name: String) -> String {
    if let dot = name.firstIndex(of: ".") {
      let label = String(name[..<dot])
      if byName.value(label) == label, partners.value(label) == nil {
        partners.set(name, for: label)
        return label
      }
      if firstLabels.value(label) == nil { firstLabels.set(name, for: label) }
    } else if let full = firstLabels.value(name), partners.value(full) == nil {
      partners.set(name, for: full)
      return full
    }
    return name
  }
}
