public import Evidence
public import Learning

/// Which alerts fit into budgets of false alerts a day, were they shown one after the other in order of time.
///
/// What is shown and charged is a case: an incident with all of its alerts, or an alert that belongs to none, because that is
/// what an analyst judges at once. Cases compete by risk in one queue (`AlertBudget`), against the cases that earlier hunts had, for
/// the fleet and for each scope by itself. A case must have room in every scope that it belongs to. Verdicts count
/// from the moment at which they were given. Cases without a verdict count as false in full, so that the promise holds
/// however long verdicts take. How often verdicts are wrong is estimated from what several analysts judged, and charges are
/// corrected for it. Evidence that is beyond doubt is shown whatever the budget says, and so is the first case of each critical kind.
public struct QueueBudget: Sendable {
  /// False alerts a day that are acceptable, by scope. Cases of no scope are shown.
  public var limits: [BudgetScope: Double]
  /// What earlier hunts left; nil for a first one, whose own cases are its reference.
  public var memory: BudgetMemory?
  /// When the telemetry of this hunt has events; where it is empty, the times of the cases are taken.
  public var observed = ObservedTime()
  /// What risks mean: the model that made them. References of another scale are forgotten.
  public var scale = ""

  /// A budget for all alerts together.
  public init(perDay: Double) { limits = [.fleet: perDay] }

  /// Budgets by scope.
  public init(limits: [BudgetScope: Double]) { self.limits = limits }

  /// What fits.
  public struct Outcome: Sendable, Hashable {
    /// The alerts that are shown.
    public var shown: Set<String> = []
    /// Promised against realised for each scope in this hunt, the fleet first, the others by name. `awaiting` are cases of this hunt;
    /// `confirmed` and `refuted` are verdicts that it was the first to know of, on cases of earlier hunts as well.
    public var reports: [BudgetReport] = []
    /// The same for all hunts together; empty when there was no earlier one.
    public var totals: [BudgetReport] = []
    /// Promises that were others before this hunt.
    public var changes: [BudgetChange] = []
    /// Cases that earlier hunts had shown already, and that cost nothing.
    public var shownBefore = 0
    /// What the next hunt goes on from; nil when there was nothing at all.
    public var memory: BudgetMemory?

    /// That of the fleet, or of the only scope; nil without alerts.
    public var report: BudgetReport? { reports.first }
  }

  /// Goes through the alerts in order of time.
  public func split(_ alerts: [Alert], incidents: [Incident] = [], verdicts: [Verdict] = []) -> Outcome {
    let cases = BudgetCase.cases(alerts, incidents)
    let seen = observed.isEmpty ? ObservedTime(cases.lazy.map(\.time)) : observed
    guard !seen.isEmpty || memory != nil else { return Outcome() }
    var turn = BudgetTurn(self, cases, seen)
    turn.begin(verdicts)
    for entry in cases { turn.decide(entry) }
    return turn.finish()
  }

  /// The cases that verdicts decide, in the order of their verdicts.
  ///
  /// - Parameter members: the alerts of each case.
  static func decided(
    _ members: [String: [String]], _ verdicts: [Verdict]
  ) -> [(id: String, time: Int64, isFalse: Bool)] {
    let deciding = verdicts.filter { $0.decision != nil }
      .sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    guard !deciding.isEmpty else { return [] }
    let bySubject = Dictionary(grouping: deciding) { $0.subjectKind + ":" + $0.subjectID }
    let decided = members.compactMap { id, alerts in
      BudgetCase.decision(id, alerts: alerts, bySubject).map { (id: id, time: $0.time, isFalse: $0.isFalse) }
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
    let decided = Self.decided(BudgetCase.members(cases), verdicts)
    let decisions = Dictionary(decided.map { ($0.id, $0.isFalse) }) { first, _ in first }
    var result: [String: Tally] = [:]
    for (scope, perDay) in limits where scope.isSingle {
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
