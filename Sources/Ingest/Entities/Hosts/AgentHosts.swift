/// On which hosts agents were seen.
///
/// An agent seen with one host only stands for it where an event names none. One that was seen with several (a collector,
/// a cloned machine) stands for itself, and joins nothing: what names and machines are one host's, no agent decides.
struct AgentHosts: Sendable, Codable {
  private var hosts: BoundedMap<String, [String]>
  /// Agents that events were given as their host.
  private var given: BoundedMap<String, Bool>
  /// Identifiers remembered of an agent's hosts: of one host there can be several before it is known that they are one.
  private static let most = 4

  init(capacity: Int) {
    hosts = BoundedMap(capacity: capacity)
    given = BoundedMap(capacity: capacity)
  }

  /// Notes that an agent was seen on a host.
  mutating func learn(_ agent: String, isOn host: String, _ merged: inout AliasChains) {
    var known = hosts.value(agent) ?? []
    if known == [host] { return }
    known = Set(known.map { merged.end(of: $0) }).union([host]).sorted()
    hosts.set(Array(known.prefix(Self.most)), for: agent)
  }

  /// The host that an agent stands for.
  mutating func host(of agent: String, _ merged: inout AliasChains) -> String {
    if let host = Self.only(hosts.value(agent), &merged) { return host }
    given.set(true, for: agent)
    return agent
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
