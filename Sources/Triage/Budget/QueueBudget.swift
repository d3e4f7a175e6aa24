public import Evidence
public import Learning

/// Which alerts fit into budgets of false alerts a day, were they shown one after the other in order of time.
///
/// What is shown and charged is a case: an incident with all of its alerts, or an alert that belongs to none, because that is
/// what an analyst judges at once. Cases compete by risk in one queue (`AlertBudget`); their own distribution is the reference, for
/// the fleet and for each scope by itself. A case must have room in every scope that it belongs to. Verdicts count
/// from the moment at which they were given. Cases without a verdict count as false in full, so that the promise holds
/// however long verdicts take. How often verdicts are wrong is estimated from what several analysts judged, and charges are
/// corrected for it. Evidence that is beyond doubt is shown whatever the budget says.
public struct QueueBudget: Sendable {
  /// False alerts a day that are acceptable, by scope. Cases of no scope are shown.
  public var limits: [BudgetScope: Double]

  /// A budget for all alerts together.
  public init(perDay: Double) { limits = [.fleet: perDay] }

  /// Budgets by scope.
  public init(limits: [BudgetScope: Double]) { self.limits = limits }

  private static let day = 86_400_000_000_000.0
  private static let everything = "(all)"

  /// What fits.
  public struct Outcome: Sendable, Hashable {
    /// The alerts that are shown.
    public var shown: Set<String>
    /// Promised against realised for each scope, the fleet first, the others by name.
    public var reports: [BudgetReport]

    /// That of the fleet, or of the only scope; nil without alerts.
    public var report: BudgetReport? { reports.first }
  }

  /// Goes through the alerts in order of time. A span of less than a day counts as one day.
  public func split(_ alerts: [Alert], incidents: [Incident] = [], verdicts: [Verdict] = []) -> Outcome {
    let cases = BudgetCase.cases(alerts, incidents)
    guard let first = cases.first?.time, let last = cases.last?.time else { return Outcome(shown: [], reports: []) }
    let span = max(Self.day, Double(last) - Double(first))
    func days(_ time: Int64) -> Double { (Double(time) - Double(first)) / Self.day }
    // Ranks instead of risks: many cases share a risk, and a tie must not be all or nothing.
    let ranked = cases.sorted { ($0.risk, $1.time, $1.id) < ($1.risk, $0.time, $0.id) }
    let scores = Dictionary(ranked.enumerated().map { ($0.element.id, Double($0.offset)) }) { first, _ in first }
    let scopes = cases.map { $0.scopes(limits) }
    var budget = start(cases, scopes, scores, span: span / Self.day, days)
    for agrees in SecondVerdicts.agreements(verdicts) { budget.noteSecondVerdict(agrees: agrees) }
    var due = decided(cases, verdicts)[...]
    var shown: Set<String> = []
    for (entry, scopes) in zip(cases, scopes) {
      while let next = due.first, next.time <= entry.time {
        budget.settle(id: next.id, isFalse: next.isFalse)
        due.removeFirst()
      }
      let isShown =
        scopes.isEmpty
        || budget.decide(
          id: entry.id, group: Self.everything, scopes: scopes.keys.map(\.text).sorted(), score: scores[entry.id] ?? 0,
          time: days(entry.time), logEValue: entry.logEValue
        ).isShown
      if isShown { shown.formUnion(entry.alerts.map(\.id)) }
    }
    for verdict in due { budget.settle(id: verdict.id, isFalse: verdict.isFalse) }
    let reports = budget.report()
    let fleet = BudgetScope.fleet.text
    return Outcome(
      shown: shown, reports: reports.filter { $0.scope == fleet } + reports.filter { $0.scope != fleet })
  }

  /// A budget whose references, for all cases and for each scope, end where the hunt begins, so that their daily rates are
  /// those of the hunt.
  private func start(
    _ cases: [BudgetCase], _ scopes: [[BudgetScope: Double]], _ scores: [String: Double], span: Double,
    _ days: (Int64) -> Double
  ) -> AlertBudget {
    var configuration = AlertBudget.Configuration(perDay: 0)
    configuration.minimumReference = 1
    configuration.firstThreshold = 0
    configuration.provisional = 1
    configuration.referenceSize = max(4_096, 2 * cases.count)
    for limit in scopes.joined() { configuration.scopes[limit.key.text] = limit.value }
    configuration.capacity = max(configuration.capacity, configuration.scopes.count + 1)
    var budget = AlertBudget(configuration)
    var past: [String: [(score: Double, time: Double)]] = [:]
    for (entry, scopes) in zip(cases, scopes) {
      let point = (score: scores[entry.id] ?? 0, time: days(entry.time) - span)
      for name in [Self.everything] + scopes.keys.map(\.text) { past[name, default: [(-1, -span)]].append(point) }
    }
    for (name, scores) in past { budget.warmStart(group: name, scores: scores) }
    return budget
  }

  /// The cases that verdicts decide, in the order of their verdicts.
  private func decided(_ cases: [BudgetCase], _ verdicts: [Verdict]) -> [(id: String, time: Int64, isFalse: Bool)] {
    let deciding = verdicts.filter { $0.disposition.isMalicious != nil }
      .sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    let bySubject = Dictionary(grouping: deciding) { $0.subjectKind + ":" + $0.subjectID }
    let decided = cases.compactMap { entry in
      entry.decision(bySubject).map { (id: entry.id, time: $0.time, isFalse: $0.isFalse) }
    }
    return decided.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
  }

  /// What became of one scope's cases.
  public struct Tally: Sendable, Hashable {
    /// The scope.
    public var scope: String
    /// False alerts a day that were promised.
    public var perDay: Double
    /// Cases that verdicts call false, others with a verdict, and those without one.
    public var falses = 0
    /// See `falses`.
    public var others = 0
    /// See `falses`.
    public var unjudged = 0
  }

  /// Counts the cases of alerts that were shown by what verdicts say, for each scope, the fleet first.
  public func tally(_ shown: [Alert], incidents: [Incident], verdicts: [Verdict]) -> [Tally] {
    let cases = BudgetCase.cases(shown, incidents)
    let decisions = Dictionary(decided(cases, verdicts).map { ($0.id, $0.isFalse) }) { first, _ in first }
    var result: [String: Tally] = [:]
    for (scope, perDay) in limits where scope.kind == .fleet || scope.name != nil {
      result[scope.text] = Tally(scope: scope.text, perDay: perDay)
    }
    for entry in cases {
      for (scope, perDay) in entry.scopes(limits) {
        var tally = result[scope.text] ?? Tally(scope: scope.text, perDay: perDay)
        switch decisions[entry.id] {
        case true?: tally.falses += 1
        case false?: tally.others += 1
        case nil: tally.unjudged += 1
        }
        result[scope.text] = tally
      }
    }
    return result.values.sorted { ($0.scope != "fleet" ? 1 : 0, $0.scope) < ($1.scope != "fleet" ? 1 : 0, $1.scope) }
  }
}
