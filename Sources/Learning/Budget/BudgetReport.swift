/// What happened in one scope.
struct BudgetTally: Sendable, Hashable {
  /// Findings looked at, shown, and shown only because of the false-discovery floor.
  var seen = 0
  var shown = 0
  var joined = 0
  var byEvidence = 0
  var owed = 0
  /// Verdicts: true and false.
  var confirmed = 0
  var refuted = 0

  mutating func note(_ decision: AlertBudget.Decision, isRepeated: Bool) {
    if !isRepeated { seen += 1 }
    if decision.reason == .joined { joined += 1 } else if decision.isShown { shown += 1 }
    if decision.reason == .evidence { byEvidence += 1 }
    if decision.reason == .owed { owed += 1 }
  }

  mutating func settle(isFalse: Bool) {
    if isFalse { refuted += 1 } else { confirmed += 1 }
  }
}

extension BudgetTally {
  func write(to writer: inout StateWriter) {
    for count in [seen, shown, joined, byEvidence, owed, confirmed, refuted] { writer.append(count: count) }
  }

  init(from reader: inout StateReader) throws(StateError) {
    let most = StateReader.mostCounted
    seen = try reader.integer(in: 0...most)
    shown = try reader.integer(in: 0...most)
    joined = try reader.integer(in: 0...most)
    byEvidence = try reader.integer(in: 0...most)
    owed = try reader.integer(in: 0...most)
    confirmed = try reader.integer(in: 0...most)
    refuted = try reader.integer(in: 0...most)
  }
}

/// What was promised to a scope and what it got.
public struct BudgetReport: Sendable, Hashable, Codable {
  /// The scope.
  public var scope: String
  /// False alerts a day that were promised.
  public var perDay: Double
  /// Days.
  public var days: Double
  /// Findings looked at.
  public var seen: Int
  /// Alerts; findings that joined a case are not counted again.
  public var shown: Int
  /// Findings that joined a case that was an alert already.
  public var joined: Int
  /// Alerts that only the false-discovery floor let through.
  public var byEvidence: Int
  /// Alerts that were owed whatever the budget said, and that it would have held back.
  public var owed: Int
  /// Alerts with a verdict: true, and false.
  public var confirmed: Int
  /// See `confirmed`.
  public var refuted: Int
  /// Alerts without a verdict yet.
  public var awaiting: Int
  /// What the guarantee allows by now, alerts without a verdict, those of the floor and those that were owed not counted.
  public var bound: Double
  /// The share of verdicts that is taken to be wrong, for which charges are corrected.
  public var wrongVerdicts: Double

  /// False alerts promised by now.
  public var promised: Double
  /// False alerts a day that verdicts have shown so far.
  public var realisedPerDay: Double { days > 0 ? Double(refuted) / days : 0 }
  /// False alerts over the promise, if every alert without a verdict were false.
  public var worstRatio: Double? { promised > 0 ? Double(refuted + awaiting) / promised : nil }
}

extension BudgetReport {
  /// What happened since an earlier report on the same scope. `awaiting` and `bound` are not differences: they stay as they are.
  public func since(_ earlier: BudgetReport?) -> BudgetReport {
    guard let earlier else { return self }
    var result = self
    result.days -= earlier.days
    result.promised -= earlier.promised
    result.seen -= earlier.seen
    result.shown -= earlier.shown
    result.joined -= earlier.joined
    result.byEvidence -= earlier.byEvidence
    result.owed -= earlier.owed
    result.confirmed -= earlier.confirmed
    result.refuted -= earlier.refuted
    return result
  }
}

extension AlertBudget {
  /// Promised against realised for each scope, by name.
  ///
  /// - Parameter time: until when, in days; by default the last time that the scope was asked for.
  public func report(at time: Double? = nil) -> [BudgetReport] {
    let awaiting = awaiting(pending.keys)
    return controllers.sorted { $0.key < $1.key }.map { scope, controller in
      let tally = tallies[scope] ?? BudgetTally()
      let until = max(controller.latest, time ?? controller.latest)
      return BudgetReport(
        scope: scope, perDay: controller.perDay, days: controller.began.map { until - $0 } ?? 0, seen: tally.seen,
        shown: tally.shown, joined: tally.joined, byEvidence: tally.byEvidence, owed: tally.owed,
        confirmed: tally.confirmed, refuted: tally.refuted, awaiting: awaiting[scope] ?? 0,
        bound: controller.bound(at: until), wrongVerdicts: wrongVerdicts, promised: controller.promised(at: until))
    }
  }

  /// How many of some alerts await their verdict, by scope.
  public func awaiting(_ ids: some Sequence<String>) -> [String: Int] {
    var result: [String: Int] = [:]
    for id in ids { for scope in pending[id]?.scopes ?? [] { result[scope, default: 0] += 1 } }
    return result
  }

  /// What the bound allows a scope from now on beside what is promised by the day; nil for a scope that nothing is known of.
  public func room(of scope: String) -> Double? { controllers[scope]?.room }
}
