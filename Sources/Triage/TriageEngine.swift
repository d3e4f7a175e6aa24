public import ECS
public import Evidence

/// Turns signals into alerts, alerts into incidents, and ranks hosts and users.
///
/// Show it every batch of events (for process trees, names and what is common) and give it every signal, in any order and
/// as often as results are wanted: `result` changes nothing, and depends on what was given, not on its order, as long as
/// nothing had to be dropped for want of room. Everything held is bounded by the configuration.
///
/// The engine is a value: copy it, or encode it, to keep its state.
public struct TriageEngine: Sendable, Codable {
  /// Bounds and thresholds.
  public let configuration: TriageConfiguration
  private var processes: ProcessTable
  private var population: EntityPopulation
  private var folder: SignalFolder

  /// An engine that has seen nothing.
  public init(_ configuration: TriageConfiguration = TriageConfiguration()) {
    self.configuration = configuration
    processes = ProcessTable(capacity: configuration.processCapacity)
    population = EntityPopulation(capacity: configuration.entityCapacity)
    folder = SignalFolder(configuration)
  }

  /// The fields whose columns `observe` reads.
  public static let fields: [FieldID] = ProcessColumns.fields + EntityFields.all + [.hostIp]

  /// Learns processes and entities from the columns of a batch.
  public mutating func observe(_ columns: ColumnSet) {
    processes.observe(columns)
    population.observe(columns)
  }

  /// Adds signals.
  public mutating func add(_ signals: some Sequence<Signal>) {
    for signal in signals {
      for entity in signal.entities where entity.kind == .process { processes.pin(entity.id) }
      folder.add(signal)
    }
  }

  /// Every entity that something is known of, processes apart.
  public var entities: Set<EntityKey> { population.entities.union(folder.entities) }

  /// What is believed now.
  ///
  /// - Parameters:
  ///   - aliases: Entities that turned out to be others, by the key that events were given. Everything known of them
  ///     counts for what they are.
  ///   - feedback: Verdicts that re-rank alerts, and with them incidents, hosts and users; none by default.
  ///   - budget: False alerts that are acceptable; what has no room is named in `held`. None by default.
  ///   - model: A model that re-ranks alerts before verdicts do, with earlier alerts for features that count them.
  ///   - exceptions: What is not to be shown; counted and named in the result. None by default.
  public func result(
    aliases: [EntityKey: EntityKey] = [:], feedback: FeedbackInput? = nil, budget: QueueBudget? = nil,
    exceptions: ExceptionFilter? = nil, model: (QueueModel, history: [Alert])? = nil
  ) -> TriageResult {
    guard aliases.isEmpty else {
      var renamed = self
      renamed.rename(aliases)
      return renamed.result(feedback: feedback, budget: budget, exceptions: exceptions, model: model)
    }
    var alerts = AlertBuilder(configuration: configuration, processes: processes).alerts(folder.groups)
    let names = self.names(of: alerts)
    var trees = describe(&alerts, names)
    // What is hidden takes part in nothing: it neither makes an incident nor raises a host.
    let excepted = exceptions?.apply(to: alerts)
    if let excepted {
      alerts = excepted.kept
      for alert in excepted.hidden { trees[alert.id] = nil }
    }
    let modelled = model.map { $0.0.apply(to: alerts, history: $0.history) }
    if let modelled { alerts = modelled.alerts }
    let builder = IncidentBuilder(configuration: configuration, population: population, processes: processes)
    // What belongs together does not depend on risk, so verdicts do not change it.
    let clusters = builder.clusters(alerts)
    var judged: FeedbackInput.Outcome?
    if let feedback, !feedback.verdicts.isEmpty {
      let members = Dictionary(clusters.map { ($0.incidentID, $0.alertIDs) }) { first, _ in first }
      let outcome = feedback.applied(to: alerts, incidents: members)
      (alerts, judged) = (outcome.alerts, outcome)
    }
    let incidents = builder.incidents(clusters, alerts)
    let fit = budget?.split(alerts, incidents: incidents, verdicts: feedback?.verdicts ?? [])
    let held = fit.map { fit in Set(alerts.lazy.map(\.id).filter { !fit.shown.contains($0) }) } ?? []
    let ranking = EntityRanking(population: population, held: held)
    let users = ranking.rank(.user, in: alerts)
    let kinds = users.map { AccountKind($0.entity, name: $0.name) }
    return TriageResult(
      alerts: alerts, incidents: incidents, hosts: ranking.rank(.host, in: alerts),
      users: zip(users, kinds).filter { $0.1 == .person }.map(\.0),
      accounts: zip(users, kinds).filter { $0.1 == .machine || $0.1 == .service }.map(\.0),
      trees: trees, entityNames: names, moves: judged?.moves ?? [:], feedback: judged?.summary,
      modelMoves: modelled?.moves ?? [:], queueModel: modelled?.summary, held: held,
      budget: fit, excepted: excepted?.hidden ?? [], exceptionOfAlert: excepted?.reasons ?? [:],
      exceptions: excepted?.uses ?? [], lostSignals: folder.lost)
  }

  /// Draws the process trees of alerts and notes what each alert looks like.
  private func describe(_ alerts: inout [Alert], _ names: [EntityKey: String]) -> [String: ProcessTree] {
    let builder = ProcessTreeBuilder(processes, alerts: alerts)
    var trees: [String: ProcessTree] = [:]
    for index in alerts.indices {
      let tree = builder.tree(around: alerts[index])
      trees[alerts[index].id] = tree
      alerts[index].traits = AlertTraits(alerts[index], tree: tree, names: names).named
    }
    return trees
  }

  private mutating func rename(_ aliases: [EntityKey: EntityKey]) {
    folder.rename(aliases)
    population.rename(aliases)
    processes.rename(
      aliases.reduce(into: [:]) { result, alias in
        if alias.key.kind == .process { result[alias.key.id] = alias.value.id }
      })
  }

  private func names(of alerts: [Alert]) -> [EntityKey: String] {
    var result: [EntityKey: String] = [:]
    for entity in alerts.lazy.flatMap(\.entities) where result[entity] == nil {
      let name = entity.kind == .process ? processes.records[entity.id]?.name : population.names[entity]
      if let name, !name.isEmpty, name != entity.id { result[entity] = name }
    }
    return result
  }
}
