import AnomalyJobs
import Detectors
import ECS
import Evidence
import Ingest
import Rules
import Triage

/// The state of a running hunt. A class because reading pushes into it from closures; it never leaves one thread.
final class HuntSession {
  var filter: DuplicateFilter
  private var orderer: TimeOrderer
  private var entities = EntityResolver()
  private var detectors: [any Detector]
  /// What each detector looks for, in words.
  private let purposes: [String]
  private var triage = TriageEngine()
  private var evidence: EvidenceKeeper
  private var tally = SourceTally()
  private var timeline = TimelineTally()
  private var observedTime = ObservedTime()
  private let selection: FieldSelection
  private var signals: [Signal] = []
  private var signalCounts: [String: Int] = [:]
  private var events = 0
  private var mistyped = 0
  private var isSimulated = false

  /// - Parameter archive: Where events are found that do not fit into memory.
  init(options: HuntOptions, rules: HuntRules, jobs: JobFleet, key: (UInt64, UInt64), archive: EventArchive) {
    filter = DuplicateFilter(key: key)
    orderer = TimeOrderer(memoryLimit: options.memoryLimit)
    evidence = EvidenceKeeper(memoryLimit: options.memoryLimit, archive: archive)
    var catalog = DetectorCatalog.standard(rules: rules.ofEvents)
    if !options.usesRarity { catalog.entries.removeAll { $0.name.hasPrefix("rarity.") } }
    if !jobs.jobs.isEmpty {
      catalog.entries.append(
        .init("jobs", purpose: "What is improbable by \(jobs.jobs.count) anomaly jobs.") {
          JobFleetDetector(jobs, rules: rules.ofJobs)
        })
    }
    purposes = catalog.entries.map(\.purpose)
    detectors = catalog.makeAll()
    selection = FieldSelection(detectors.flatMap(\.fields) + TriageEngine.fields + [.timestamp, .tags])
  }

  /// The anomaly jobs as they are now.
  var jobs: [AnomalyJob] { detectors.lazy.compactMap { ($0 as? JobFleetDetector)?.jobs }.first ?? [] }

  /// Takes the new rows of a batch.
  func take(
    _ batch: EventBatch, _ checked: (fingerprints: [EventFingerprint], new: [Int]), progress: (Int) -> Void
  ) {
    orderer.add(batch, rows: checked.new, fingerprints: checked.fingerprints)
    while let ordered = orderer.next() {
      observe(ordered)
      progress(events)
    }
  }

  /// Takes signals that rest on no event.
  func take(_ more: [Signal]) {
    for signal in more { signalCounts[signal.detector.name, default: 0] += 1 }
    triage.add(more)
  }

  /// Looks at what is still held, and lets detectors say what they could only say at the end.
  func finish(progress: (Int) -> Void) {
    orderer.finish()
    while let ordered = orderer.next() {
      observe(ordered)
      progress(events)
    }
    for index in detectors.indices { detectors[index].finish(into: &signals) }
    countSignals()
    triage.add(signals)
    signals = []
  }

  private func observe(_ ordered: TimeOrderer.Ordered) {
    let batch = entities.resolve(ordered.batch)
    let columns = ColumnSet(batch, selection)
    let observed = ObservedBatch(batch: batch, columns: columns, fingerprints: ordered.fingerprints)
    triage.observe(columns)
    for index in detectors.indices { detectors[index].observe(observed, into: &signals) }
    countSignals()
    evidence.observe(batch, ordered.fingerprints, signals: signals[...])
    triage.add(signals)
    signals.removeAll(keepingCapacity: true)
    tally.add(batch)
    let times = columns.dates(.timestamp)
    timeline.add(times, rows: batch.count)
    if let times { for row in 0..<batch.count { if let time = times[row] { observedTime.add(time) } } }
    mistyped += columns.mistyped
    events += batch.count
    if !isSimulated, let tags = columns.keywords(.tags) { isSimulated = tags.contains("simulated") }
  }

  /// Entities that events were given one key of, and that are known by another now.
  private var aliases: [EntityKey: EntityKey] {
    var result: [EntityKey: EntityKey] = [:]
    let (hosts, users) = (entities.hostIDs, entities.aliases.userIDs)
    for (old, new) in hosts { result[EntityKey(.host, old)] = EntityKey(.host, new) }
    for (old, new) in entities.aliases.processIDs { result[EntityKey(.process, old)] = EntityKey(.process, new) }
    for (old, _) in users {
      result[EntityKey(.user, old)] = EntityKey(.user, EntityResolver.current(user: old, hosts: hosts, users: users))
    }
    if hosts.isEmpty { return result }
    for key in triage.entities {
      var now = key
      switch key.kind {
      case .user: now.id = EntityResolver.current(user: key.id, hosts: hosts, users: users)
      case .session: now.id = EntityResolver.current(session: key.id, hosts: hosts)
      default: continue
      }
      if now != key { result[key] = now }
    }
    return result
  }

  private func countSignals() {
    for signal in signals { signalCounts[signal.detector.name, default: 0] += 1 }
  }

  /// Alerts of a hunt that nobody is shown.
  struct Unseen {
    /// Those that a budget has no room for.
    var held: Set<String> = []
    /// Those that exceptions hide, and by which.
    var excepted: [Alert] = []
    var exceptionOfAlert: [String: String] = [:]
    /// What the budget remembers for the next hunt.
    var budget: BudgetMemory?

    /// `shown`, `held` or `excepted`.
    func place(_ id: String) -> String {
      exceptionOfAlert[id] != nil ? "excepted" : held.contains(id) ? "held" : "shown"
    }
  }

  /// Writes what was found into a result, what a budget holds back included, and what exceptions hide not.
  func fill(
    _ result: inout HuntResult, feedback: FeedbackInput?, budget: QueueBudget?, exceptions: ExceptionFilter?,
    model: (QueueModel, history: [Alert])?
  ) -> Unseen {
    var budget = budget
    budget?.observed = observedTime
    let found = triage.result(
      aliases: aliases, feedback: feedback, budget: budget, exceptions: exceptions, model: model)
    let shown = found.alerts.filter { !found.held.contains($0.id) }
    result.take(found.budget)
    result.moves = found.moves
    (result.excepted, result.exceptions) = (found.excepted.count, found.exceptions)
    result.feedback = found.feedback
    (result.modelMoves, result.queueModel) = (found.modelMoves, found.queueModel)
    result.alerts = found.alerts
    result.incidents = found.incidents
    result.hosts = found.hosts
    result.users = found.users
    result.accounts = found.accounts
    result.processTrees = found.trees
    result.events = evidence.events(for: shown)
    (result.timeline, result.bucketSpan) = timeline.bars(shown)
    result.sources = tally.sources
    result.eventCount = events
    result.duplicateCount = filter.duplicates
    result.firstEvent = orderer.span?.lowerBound
    result.lastEvent = orderer.span?.upperBound
    result.untimedEvents = orderer.untimedEvents
    result.lateEvents = orderer.lateEvents
    result.mistypedValues = mistyped
    result.isSimulated = isSimulated
    result.entityNames = found.entityNames
    result.detectors = zip(detectors, purposes).map { detector, purpose in
      HuntResult.DetectorRun(id: detector.id, purpose: purpose, signals: signalCounts[detector.id.name] ?? 0)
    }
    return Unseen(
      held: found.held, excepted: found.excepted, exceptionOfAlert: found.exceptionOfAlert,
      budget: found.budget?.memory)
  }
}

extension KeywordColumn {
  /// Whether any row has this value.
  fileprivate func contains(_ value: String) -> Bool {
    distinctCount > 0 && (1...UInt32(distinctCount)).contains { string(of: $0) == value }
  }
}
