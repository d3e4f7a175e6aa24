import ECS

/// Which names belong to one host.
///
/// Rules, in this order:
/// 1. Names are compared without regard to case and without a final dot.
/// 2. A `host.id` seen before names the host, whatever name stands beside it (a host was renamed).
/// 3. A short name and a full name that begins with it (`wks01`, `wks01.corp.local`) are one host. The identifier is the
///    short name.
/// 4. A second full name with the same short name (`dc1.a.test`, `dc1.b.test`) is another host, known by its full name;
///    the short name alone stays with the first.
/// 5. An address in place of a name is taken as it is.
struct HostRegistry: Sendable, Codable {
  private var byName: BoundedMap<String, String>
  private var byMachine: BoundedMap<String, String>
  /// The full name of a host that is known by its short one.
  private var fullNames: BoundedMap<String, String>

  /// A registry of at most so many names.
  init(capacity: Int) {
    byName = BoundedMap(capacity: capacity)
    byMachine = BoundedMap(capacity: capacity)
    fullNames = BoundedMap(capacity: capacity)
  }

  /// The identifier of the host with this name and `host.id`, either of which may be missing.
  mutating func resolve(name: String?, machine: String?) -> String? {
    let key = name.map(Self.key) ?? ""
    if let machine, let known = byMachine.value(machine) {
      if !key.isEmpty, byName.value(key) == nil { byName.set(known, for: key) }
      return known
    }
    guard !key.isEmpty else { return machine }
    let host = byName.value(key) ?? newHost(key)
    byName.set(host, for: key)
    if let machine { byMachine.set(host, for: machine) }
    return host
  }

  private mutating func newHost(_ key: String) -> String {
    guard let dot = key.firstIndex(of: "."), IPAddress(key) == nil else { return key }
    let short = String(key[..<dot])
    guard !short.isEmpty else { return key }
    let owner = byName.value(short) ?? short
    let full = fullNames.value(owner)
    guard full == nil || full == key else { return key }
    fullNames.set(key, for: owner)
    byName.set(owner, for: short)
    return owner
  }

  private static func key(_ name: String) -> String {
    var key = name.lowercased()
    while key.hasSuffix(".") { key.removeLast() }
    return key
  }
}
