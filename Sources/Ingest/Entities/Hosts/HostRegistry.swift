import ECS

/// Which names and identifiers belong to one host.
///
/// Rules, in this order:
/// 1. Names are compared without regard to case and without a final dot.
/// 2. A `host.id` seen before names the host, whatever name stands beside it (a host was renamed). A name that until then
///    stood for a host without a `host.id` stands for that host from then on, and so does what it stood for.
/// 3. A host is known by its first name; by its `host.id` until a name comes. Identifiers that turn out to be one host's are
///    told in `aliases`.
/// 4. A name that comes with a second `host.id` is another host's (a machine was set up anew, or two have one name):
///    `wks01@<host.id>`. The name alone means the machine that was last seen with it, so what an event with nothing but
///    such a name is counted for depends on when it comes.
/// 5. A short name and a full name that begins with it (`wks01`, `wks01.corp.local`) are one host. The identifier is the
///    short name.
/// 6. A second full name with the same short name (`dc1.a.test`, `dc1.b.test`) is another host, known by its full name;
///    the short name alone stays with the first.
/// 7. An address in place of a name is taken as it is.
/// 8. An agent stands for its host where an event names neither, if the agent was seen with one host only (`AgentHosts`).
struct HostRegistry: Sendable, Codable {
  /// What an event says of its host.
  struct Mention: Hashable {
    var name: String?
    /// The `host.id`.
    var machine: String?
    /// The `agent.id`, where the agent runs on the host itself.
    var agent: String?
  }

  /// Hosts by name; they may have become others since (`merged`).
  private var byName: BoundedMap<String, String>
  private var byMachine: BoundedMap<String, String>
  /// The `host.id` of each host; empty where none is known.
  private var machines: BoundedMap<String, String>
  /// The full name that goes with a short one.
  private var fullNames: BoundedMap<String, String>
  private var agents: AgentHosts
  private var merged: AliasChains
  private var former: FormerHosts

  /// A registry of at most so many names.
  init(capacity: Int) {
    byName = BoundedMap(capacity: capacity)
    byMachine = BoundedMap(capacity: capacity)
    machines = BoundedMap(capacity: capacity)
    fullNames = BoundedMap(capacity: capacity)
    agents = AgentHosts(capacity: capacity)
    merged = AliasChains(capacity: capacity)
    former = FormerHosts(capacity: capacity)
  }

  /// Hosts by an identifier they had before: their identifier now.
  var aliases: [String: String] {
    merged.resolved.merging(agents.aliases(merged)) { known, _ in known }
  }

  /// The identifiers that a host had before: what was remembered of it then stands under them. At most four by name and by
  /// machine, and as many agents that stand for it.
  mutating func formerIDs(of host: String) -> [String] {
    let earlier = former.of(host)
    return earlier + agents.given(on: host, formerly: earlier, &merged)
  }

  /// The identifier of the host that a mention means; `nil` when it says nothing.
  mutating func resolve(_ mention: Mention) -> String? {
    let key = mention.name.map(Self.key) ?? ""
    let machine = mention.machine ?? ""
    let agent = mention.agent ?? ""
    guard !key.isEmpty || !machine.isEmpty else {
      return agent.isEmpty ? nil : agents.host(of: agent, &merged)
    }
    let host = machine.isEmpty ? host(named: key) : key.isEmpty ? host(machine) : host(named: key, machine)
    if !agent.isEmpty { agents.learn(agent, isOn: host, &merged) }
    return host
  }

  private mutating func join(_ old: String, _ new: String) {
    merged.note(old, is: new)
    former.note(old, is: merged.end(of: new))
  }

  private mutating func host(named key: String) -> String {
    let host = find(key) ?? add(key, "")
    bind(key, to: host)
    return host
  }

  private mutating func host(_ machine: String) -> String {
    if let known = byMachine.value(machine) { return merged.end(of: known) }
    byMachine.set(machine, for: machine)
    machines.set(machine, for: machine)
    return machine
  }

  private mutating func host(named key: String, _ machine: String) -> String {
    let known = byMachine.value(machine).map { merged.end(of: $0) }
    let found = find(key)
    let canBe = found.map { isFree($0, for: machine) } ?? false
    // A host that has its identifier from its machine has no name yet.
    if let known, known != machine {
      if let found, found != known, canBe { join(found, known) }
      bind(key, to: known)
      return known
    }
    let host = canBe ? found ?? add(key, machine) : add(key, machine)
    if known != nil, host != machine { join(machine, host) }
    machines.set(machine, for: host)
    byMachine.set(host, for: machine)
    bind(key, to: host)
    return host
  }

  /// Whether a host that is known by name can be this machine.
  private mutating func isFree(_ host: String, for machine: String) -> Bool {
    let known = machines.value(host) ?? ""
    return known.isEmpty || known == machine
  }

  private mutating func find(_ key: String) -> String? {
    if let known = byName.value(key) { return merged.end(of: known) }
    guard let short = Self.shortName(key) else { return nil }
    let full = fullNames.value(short)
    guard full == nil || full == key else { return nil }
    return byName.value(short).map { merged.end(of: $0) }
  }

  private mutating func bind(_ key: String, to host: String) {
    let before = byName.value(key).map { merged.end(of: $0) }
    byName.set(host, for: key)
    guard let short = Self.shortName(key) else {
      // The full name stays with the host that it named.
      if let before, before != host { fullNames.remove(key) }
      return
    }
    let full = fullNames.value(short)
    let owner = byName.value(short).map { merged.end(of: $0) }
    guard full == key || full == nil && (owner == nil || owner == host) else { return }
    fullNames.set(key, for: short)
    byName.set(host, for: short)
  }

  /// A host that was not known, under an identifier that no other has.
  private mutating func add(_ key: String, _ machine: String) -> String {
    var host = machine.isEmpty ? key : key + "@" + machine
    if byName.value(key) == nil {
      if !isTaken(key, machine) { host = key }
      if let short = Self.shortName(key), byName.value(short) == nil, !isTaken(short, machine) { host = short }
    }
    machines.set(machine, for: host)
    return host
  }

  private mutating func isTaken(_ host: String, _ machine: String) -> Bool {
    host != machine && machines.value(host) != nil || merged.contains(host)
  }

  /// The first label of a full name.
  private static func shortName(_ key: String) -> String? {
    guard let dot = key.firstIndex(of: "."), dot > key.startIndex, IPAddress(key) == nil else { return nil }
    return String(key[..<dot])
  }

  private static func key(_ name: String) -> String {
    var key = name.lowercased()
    while key.hasSuffix(".") { key.removeLast() }
    return key
  }
}
