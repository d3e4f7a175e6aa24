import Evidence
import Learning

/// One hunt's turn with its budgets: from what earlier hunts left to what the next one goes on from.
struct BudgetTurn {
  private static let everything = "(all)"
  /// How much the scores of two cases with the same alerts may differ without a reason (`BudgetCase.score`).
  private static let tie = 0.001

  private let queue: QueueBudget
  private let seen: ObservedTime
  private let scopesOfCase: [String: [String: Double]]
  private let members: [String: [String]]
  private var memory: BudgetMemory
  /// What was observed, and for how many days, before this hunt.
  private let earlier: ObservedTime
  private let start: Double
  private var before: [String: BudgetReport] = [:]
  private var room: [String: Double] = [:]
  private var due: [(id: String, time: Int64, isFalse: Bool)] = []
  private var settled = 0
  private var opened: [String] = []
  private var outcome = QueueBudget.Outcome()

  init(_ queue: QueueBudget, _ cases: [BudgetCase], _ seen: ObservedTime) {
    self.queue = queue
    self.seen = seen
    memory = queue.memory ?? BudgetMemory(queue.limits, scale: queue.scale, cases: cases.count)
    earlier = memory.observed
    start = memory.days
    members = BudgetCase.members(cases)
    scopesOfCase = Dictionary(
      cases.map { entry in
        (entry.id, Dictionary(uniqueKeysWithValues: entry.scopes(queue.limits).map { ($0.key.text, $0.value) }))
      }
    ) { first, _ in first }
    outcome.changes = BudgetChange.between(memory.limits, queue.limits)
    memory.promise(queue.limits)
    memory.budget.promise(scopesOfCase.values.reduce(into: [:]) { $0.merge($1) { $1 } }, from: start)
    refer(cases)
    for report in memory.budget.report(at: start) {
      before[report.scope] = report
      room[report.scope] = memory.budget.room(of: report.scope)
    }
  }

  /// Takes what verdicts say, on cases of earlier hunts as well.
  mutating func begin(_ verdicts: [Verdict]) {
    memory.budget.assume(SecondVerdicts.errors(verdicts))
    due = QueueBudget.decided(memory.members.merging(members) { $1 }, verdicts)
  }

  /// References are what earlier hunts had. A first hunt has its own cases, as if they had been there once before it began; a scope
  /// that is new later has been quiet since the beginning.
  private mutating func refer(_ cases: [BudgetCase]) {
    if memory.scale != queue.scale {
      memory.budget.forgetReferences()
      memory.scale = queue.scale
    }
    guard memory.budget.hasReference(Self.everything) else {
      let length = seen.days
      var past: [String: [(score: Double, time: Double)]] = [Self.everything: [(-1, start - length)]]
      for entry in cases {
        let point = (score: entry.score, time: start + seen.until(entry.time).days - length)
        for name in [Self.everything] + scopes(of: entry) {
          past[name, default: [(-1, start - length)]].append(point)
        }
      }
      for (name, scores) in past { memory.budget.warmStart(group: name, scores: scores) }
      return
    }
    for scope in scopesOfCase.values.joined().map(\.key) where !memory.budget.hasReference(scope) {
      memory.budget.warmStart(group: scope, scores: [(-1, 0)])
    }
  }

  private func scopes(of entry: BudgetCase) -> [String] { (scopesOfCase[entry.id] ?? [:]).keys.sorted() }

  /// Decides on the next case in order of time.
  mutating func decide(_ entry: BudgetCase) {
    settle(until: entry.time)
    let scopes = scopes(of: entry)
    guard !scopes.isEmpty else { return show(entry) }
    let known = entry.alerts.compactMap { memory.placed[$0.id] }
    let score = entry.score
    if known.contains(where: \.isShown) {
      // It goes on: what an analyst was shown once is charged once.
      outcome.shownBefore += 1
      if memory.budget.isAwaiting(entry.id) { memory.members[entry.id] = members[entry.id] }
      return show(entry)
    }
    if known.count == entry.alerts.count, score <= (known.map(\.score).max() ?? 0) + Self.tie { return }
    var time = earlier
    time.formUnion(seen.until(entry.time))
    let now = time.days
    let mayBeOwed = (scopesOfCase[entry.id] ?? [:]).values.allSatisfy { $0 > 0 }
    let decision = memory.budget.decide(
      id: entry.id, group: Self.everything, scopes: scopes, score: score, time: now, logEValue: entry.logEValue,
      isOwed: mayBeOwed && memory.isOwed(entry.criticalKinds, scopes, at: now), isRepeated: !known.isEmpty)
    memory.placed.note(entry.alerts, PlacedAlerts.Place(isShown: decision.isShown, score: score))
    guard decision.isShown else { return }
    opened.append(entry.id)
    memory.members[entry.id] = members[entry.id]
    memory.noteShown(entry.criticalKinds, scopes, at: now)
    show(entry)
  }

  private mutating func show(_ entry: BudgetCase) { outcome.shown.formUnion(entry.alerts.map(\.id)) }

  private mutating func settle(until time: Int64) {
    while settled < due.count, due[settled].time <= time {
      memory.budget.settle(id: due[settled].id, isFalse: due[settled].isFalse)
      settled += 1
    }
  }

  /// What came of it.
  mutating func finish() -> QueueBudget.Outcome {
    // All of them: a verdict may be older than what it is about.
    for verdict in due { memory.budget.settle(id: verdict.id, isFalse: verdict.isFalse) }
    memory.observed.formUnion(seen)
    memory.hunts += 1
    for id in memory.members.keys where !memory.budget.isAwaiting(id) { memory.members[id] = nil }
    let reports = Self.ordered(memory.budget.report(at: memory.days))
    let touched = Set(queue.limits.keys.filter(\.isSingle).map(\.text)).union(scopesOfCase.values.joined().map(\.key))
    let awaiting = memory.budget.awaiting(opened)
    outcome.reports = reports.filter { touched.contains($0.scope) }.map { total in
      var report = total.since(before[total.scope])
      report.awaiting = awaiting[total.scope] ?? 0
      if let room = room[total.scope] { report.bound = report.promised + room }
      return report
    }
    if memory.hunts > 1 { outcome.totals = reports.filter { touched.contains($0.scope) } }
    outcome.memory = memory
    return outcome
  }

  private static func ordered(_ reports: [BudgetReport]) -> [BudgetReport] {
    let fleet = BudgetScope.fleet.text
    return reports.filter { $0.scope == fleet } + reports.filter { $0.scope != fleet }
  }
}

/// A promise that is another than in the hunt before.
public struct BudgetChange: Sendable, Hashable, Codable {
  /// To whom, as `BudgetScope` is written.
  public var scope: String
  /// False alerts a day before; nil when nothing was promised.
  public var before: Double?
  /// False alerts a day from now on; nil when nothing is promised any more.
  public var now: Double?

  static func between(_ old: [BudgetScope: Double], _ new: [BudgetScope: Double]) -> [BudgetChange] {
    Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }
      .map { BudgetChange(scope: $0.text, before: old[$0], now: new[$0]) }.sorted { $0.scope < $1.scope }
  }
}
