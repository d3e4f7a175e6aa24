/// On which hosts agents were seen.
///
/// An agent seen with one host only stands for it where an event names none. One that was seen with several (a collector,
/// a cloned machine) stands for itself, and joins nothing: what names and machines are one host's, no agent decides.
struct AgentHosts: Sendable, Codable {
  private var hosts: BoundedMap<String, [String]>
  /// Agents that events were given as their host.
  private var given: BoundedMap<String, Bool>
  /// Those of them that were seen on a host since.
  private var agents: BoundedMap<String, [String]>
  /// Identifiers remembered of an agent's hosts: of one host there can be several before it is known that they are one.
  private static let most = 4

  init(capacity: Int) {
    hosts = BoundedMap(capacity: capacity)
    given = BoundedMap(capacity: capacity)
    agents = BoundedMap(capacity: capacity)
  }

  /// Notes that an agent was seen on a host.
  mutating func learn(_ agent: String, isOn host: String, _ merged: inout AliasChains) {
    var known = hosts.value(agent) ?? []
    if known == [host] { return }
    if given.value(agent) != nil { remember(agent, on: host) }
    known = Set(known.map { merged.end(of: $0) }).union([host]).sorted()
    hosts.set(Array(known.prefix(Self.most)), for: agent)
  }

  /// The host that an agent stands for.
  mutating func host(of agent: String, _ merged: inout AliasChains) -> String {
    if let host = Self.only(hosts.value(agent), &merged) { return host }
    given.set(true, for: agent)
    return agent
  }

  private mutating func remember(_ agent: String, on host: String) {
    let known = agents.value(host) ?? []
    if known.count < Self.most, !known.contains(agent) { agents.set(known + [agent], for: host) }
  }

  /// Agents that events were given as their host before they were seen on it, or on what it was before, and that stand
  /// for it.
  mutating func given(on host: String, formerly former: [String], _ merged: inout AliasChains) -> [String] {
    if agents.isEmpty { return [] }
    return ([host] + former).flatMap { agents.value($0) ?? [] }.filter { Self.only(hosts.value($0), &merged) == host }
  }

  /// Agents that events were given as their host, and the host that each stands for.
  func aliases(_ merged: AliasChains) -> [String: String] {
    var (hosts, merged) = (hosts, merged)
    var result: [String: String] = [:]
    for agent in given.entries.keys {
      if let host = Self.only(hosts.value(agent), &merged), host != agent { result[agent] = host }
    }
    return result
  }

  private static func only(_ hosts: [String]?, _ merged: inout AliasChains) -> String? {
    let distinct = Set((hosts ?? []).map { merged.end(of: $0) })
    return distinct.count == 1 ? distinct.first : nil
  }
}
