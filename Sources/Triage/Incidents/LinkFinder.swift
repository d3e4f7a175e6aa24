import Evidence

/// Finds which alerts are related, without comparing every pair: for each thing shared, an alert is compared with those
/// that come next in time.
struct LinkFinder {
  /// How many later alerts each alert is compared with, for each thing it shares with them.
  static let neighbours = 8

  let alerts: [Alert]
  let population: EntityPopulation
  let processes: ProcessTable
  private let hosts: [EntityKey?]

  init(_ alerts: [Alert], population: EntityPopulation, processes: ProcessTable) {
    self.alerts = alerts
    self.population = population
    self.processes = processes
    hosts = alerts.map { $0.entities.first { $0.kind == .host } }
  }

  private struct Pair: Hashable {
    var first: Int
    var second: Int
  }

  /// All links between alerts; `alerts` must be in order of time.
  func links() -> [AlertLink] {
    var relations: [Pair: [AlertLink.Relation]] = [:]
    for (entity, members) in members() {
      guard let kind = kind(of: entity) else { continue }
      for (place, first) in members.enumerated() {
        for second in members[(place + 1)...].prefix(Self.neighbours) {
          guard let relation = relation(kind, entity.key, first, second) else { continue }
          relations[Pair(first: first, second: second), default: []].append(relation)
        }
      }
    }
    return relations.compactMap { pair, relations in link(pair, relations) }
  }

  /// What alerts can share; the origin of a remote address is told apart from the host itself.
  private struct Shared: Hashable {
    var key: EntityKey
    var isOrigin = false
  }

  private func kind(of shared: Shared) -> AlertLink.Kind? {
    shared.isOrigin ? .origin : AlertLink.Kind(shared.key.kind)
  }

  private func members() -> [Shared: [Int]] {
    var result: [Shared: [Int]] = [:]
    for (index, alert) in alerts.enumerated() {
      var shared: Set<Shared> = []
      for entity in alert.entities {
        shared.insert(Shared(key: entity))
        switch entity.kind {
        case .process: shared.insert(Shared(key: EntityKey(.process, ActivityRoot.of(entity.id, in: processes))))
        case .host: shared.insert(Shared(key: entity, isOrigin: true))
        case .address: if let owner = population.owners[entity] { shared.insert(Shared(key: owner, isOrigin: true)) }
        default: break
        }
      }
      for entity in shared { result[entity, default: []].append(index) }
    }
    return result
  }

  private func relation(
    _ kind: AlertLink.Kind, _ entity: EntityKey, _ first: Int, _ second: Int
  ) -> AlertLink.Relation? {
    let isRemote = hosts[first] != hosts[second]
    // An origin relates a host to what came from it elsewhere.
    if kind == .origin, !isRemote { return nil }
    var weight = kind.weight * decay(kind, first, second)
    switch kind {
    case .processTree, .origin: break
    case .host: if isQuiet(first) || isQuiet(second) { weight *= 0.8 }
    case .user where AccountKind(entity, name: population.name(of: entity)) != .person: return nil
    default:
      weight *= population.specificity(of: entity, acrossHosts: isRemote)
      if isQuiet(first) || isQuiet(second) { weight *= 0.8 }
    }
    return weight < 0.02 ? nil : AlertLink.Relation(kind: kind, entity: entity, weight: weight)
  }

  /// Alerts of low severity are frequent and must not be the bridge between others.
  private func isQuiet(_ index: Int) -> Bool { alerts[index].severity == .low }

  private func decay(_ kind: AlertLink.Kind, _ first: Int, _ second: Int) -> Double {
    let gap = Self.span(alerts[first]).gap(to: Self.span(alerts[second]))
    return Logarithm.exp(-0.693_147_180_559_945_3 * Double(gap) / Double(kind.halfLife))
  }

  static func span(_ alert: Alert) -> TimeSpan { TimeSpan(first: alert.firstSeen, last: alert.lastSeen) }

  private func link(_ pair: Pair, _ relations: [AlertLink.Relation]) -> AlertLink? {
    let ranked = relations.sorted { ($0.weight, $1.entity) > ($1.weight, $0.entity) }
    guard let strongest = ranked.first else { return nil }
    var isCounted: Set<AlertLink.Kind> = []
    var rest = 1.0
    // Of several things of one sort (a file and its copy) the strongest counts.
    for relation in ranked where isCounted.insert(relation.kind).inserted { rest *= 1 - relation.weight }
    return AlertLink(
      first: pair.first, second: pair.second, weight: 1 - rest,
      isCausal: isCounted.contains(.processTree) || isCounted.contains(.session), relation: strongest)
  }
}
