import ECS
import Evidence
import Learning

/// How common each entity is among all events: what everybody touches joins nobody.
struct EntityPopulation: Sendable, Codable {
  /// How often an entity was seen, on how many hosts.
  struct Count: Sendable, Hashable, Codable {
    var events: UInt64 = 0
    var hosts: UInt32 = 0
  }

  /// A fleet is taken to have at least so many hosts: a capture of two is a sample of something larger.
  static let leastHosts = 8.0

  private let capacity: Int
  private var counts: [EntityKey: Count] = [:]
  private var pairs: FirstSeenSet
  /// Events by sort of entity, and hosts.
  private var totals: [EntityKey.Kind: UInt64] = [:]
  private var hosts: Set<UInt64> = []
  private(set) var names: [EntityKey: String] = [:]
  /// Which host has an address, as events about hosts say it.
  private(set) var owners: [EntityKey: EntityKey] = [:]

  init(capacity: Int) {
    self.capacity = max(1, capacity)
    pairs = FirstSeenSet(capacity: capacity)
  }

  /// Counts the entities of a batch. Rows whose naming fields have the same codes name the same entities, so keys are made
  /// once for each combination.
  mutating func observe(_ columns: ColumnSet) {
    let entities = EntityColumns(columns)
    var counted: [UInt64: (row: Int, count: UInt64)] = [:]
    for row in 0..<columns.count {
      let signature = signature(columns, row)
      if counted[signature] == nil { counted[signature] = (row, 1) } else { counted[signature]?.count += 1 }
    }
    for (row, count) in counted.values.sorted(by: { $0.row < $1.row }) { add(entities, columns, row, count) }
  }

  private mutating func add(_ entities: EntityColumns, _ columns: ColumnSet, _ row: Int, _ count: UInt64) {
    let host = entities.host(row: row)
    let hostHash = host.map { TextHash.of($0.id) }
    if let host, let hostHash {
      if hosts.count < capacity { hosts.insert(hostHash) }
      if let name = entities.hostName(row: row) { remember(name, of: host) }
      learnAddresses(of: host, columns, row)
    }
    if let user = entities.user(row: row), let name = entities.userName(row: row) { remember(name, of: user) }
    for entity in entities.all(row: row) where entity.kind != .process {
      totals[entity.kind, default: 0] += count
      guard counts[entity] != nil || counts.count < capacity else { continue }
      counts[entity, default: Count()].events += count
      guard let hostHash else { continue }
      let pair = SplitMix64.mix(hostHash) ^ TextHash.of(entity.kind.rawValue + "|" + entity.id)
      if pairs.see(pair, at: 0) == nil { counts[entity, default: Count()].hosts += 1 }
    }
  }

  /// How specific an entity is to those that share it, 0 (everybody's) … 1 (nobody else's).
  ///
  /// Within a host, by its share of all events: 1 − ln(1 + n) / ln(1 + N). Across hosts, by the share of hosts that know it:
  /// 1 − ln h / ln max(H, 8). Both are inverse document frequencies (K. Spärck Jones, 1972) on a scale of their own maximum.
  func specificity(of entity: EntityKey, acrossHosts: Bool) -> Double {
    guard let count = counts[entity] else { return 1 }
    if acrossHosts {
      return 1
        - min(1, Logarithm.of(Double(max(1, count.hosts))) / Logarithm.of(max(Self.leastHosts, Double(hosts.count))))
    }
    let total = Double(totals[entity.kind] ?? 0)
    return total < 1 ? 1 : 1 - min(1, Logarithm.of(1 + Double(count.events)) / Logarithm.of(1 + total))
  }

  /// Every entity that is counted or named.
  var entities: Set<EntityKey> { Set(counts.keys).union(names.keys) }

  /// The name people use for an entity.
  func name(of entity: EntityKey) -> String { names[entity] ?? entity.id }

  private mutating func remember(_ name: String, of entity: EntityKey) {
    guard let known = names[entity] else {
      if names.count < capacity { names[entity] = name }
      return
    }
    // An identifier was all that the first event knew.
    if known == entity.id { names[entity] = name }
  }

  /// Gives entities other keys. How many hosts know either is at least what the larger of the
  /// two counts says; that is taken.
  mutating func rename(_ aliases: [EntityKey: EntityKey]) {
    for (old, new) in aliases.sorted(by: { $0.key < $1.key }) {
      if let count = counts.removeValue(forKey: old) {
        counts[new, default: Count()].events += count.events
        counts[new, default: Count()].hosts = max(counts[new]?.hosts ?? 0, count.hosts)
      }
      if let name = names.removeValue(forKey: old), name != old.id, names[new] == nil || names[new] == new.id {
        names[new] = name
      }
      if old.kind == .host, hosts.remove(TextHash.of(old.id)) != nil { hosts.insert(TextHash.of(new.id)) }
    }
    owners = owners.mapValues { aliases[$0] ?? $0 }
  }

  private mutating func learnAddresses(of host: EntityKey, _ columns: ColumnSet, _ row: Int) {
    guard let addresses = columns.addresses(.hostIp), addresses.isPresent[row] else { return }
    for address in addresses.all(ofRow: row).prefix(16) where owners.count < capacity {
      let key = EntityKey(.address, address.description)
      if owners[key] == nil { owners[key] = host }
    }
  }

  private func signature(_ columns: ColumnSet, _ row: Int) -> UInt64 {
    var hash = ByteHash()
    for field in Self.signatureFields {
      if let column = columns.keywords(field) {
        hash.combine(UInt64(column.codes[row]))
      } else if let column = columns.addresses(field) {
        let bits = column[row]?.bits ?? 0
        hash.combine(UInt64(truncatingIfNeeded: bits))
        hash.combine(UInt64(truncatingIfNeeded: bits >> 64))
      }
    }
    return hash.value
  }

  static let signatureFields = EntityFields.all.filter { $0 != .processEntityId } + [.hostIp]
}
