/// What happened in one scope.
struct BudgetTally: Sendable, Hashable {
  /// Findings looked at, shown, and shown only because of the false-discovery floor.
  var seen = 0
  var shown = 0
  var joined = 0
  var byEvidence = 0
  /// Verdicts: true and false.
  var confirmed = 0
  var refuted = 0

  mutating func note(_ decision: AlertBudget.Decision) {
    seen += 1
    if decision.reason == .joined { joined += 1 } else if decision.isShown { shown += 1 }
    if decision.reason == .evidence { byEvidence += 1 }
  }

  mutating func settle(isFalse: Bool) {
    if isFalse { refuted += 1 } else { confirmed += 1 }
  }
}

extension BudgetTally {
  func write(to writer: inout StateWriter) {
    for count in [seen, shown, joined, byEvidence, confirmed, refuted] { writer.append(count: count) }
  }

  init(from reader: inout StateReader) throws(StateError) {
    let most = StateReader.mostCounted
    seen = try reader.integer(in: 0...most)
    shown = try reader.integer(in: 0...most)
    joined = try reader.integer(in: 0...most)
    byEvidence = try reader.integer(in: 0...most)
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
  /// Alerts with a verdict: true, and false.
  public var confirmed: Int
  /// See `confirmed`.
  public var refuted: Int
  /// Alerts without a verdict yet.
  public var awaiting: Int
  /// What the guarantee allows by now, alerts without a verdict and those of the floor not counted.
  public var bound: Double
  /// The share of verdicts that is taken to be wrong, for which charges are corrected.
  public var wrongVerdicts: Double

  /// False alerts promised by now.
  public var promised: Double { perDay * days }
  /// False alerts a day that verdicts have shown so far.
  public var realisedPerDay: Double { days > 0 ? Double(refuted) / days : 0 }
  /// False alerts over the promise, if every alert without a verdict were false.
  public var worstRatio: Double? { promised > 0 ? Double(refuted + awaiting) / promised : nil }
}

extension AlertBudget {
  /// Promised against realised for each scope, by name.
  public func report() -> [BudgetReport] {
    var awaiting: [String: Int] = [:]
    for entry in pending.values { for scope in entry.scopes { awaiting[scope, default: 0] += 1 } }
    return controllers.sorted { $0.key < $1.key }.map { scope, controller in
      let tally = tallies[scope] ?? BudgetTally()
      return BudgetReport(
        scope: scope, perDay: controller.perDay, days: controller.days, seen: tally.seen, shown: tally.shown,
        joined: tally.joined, byEvidence: tally.byEvidence, confirmed: tally.confirmed, refuted: tally.refuted,
        awaiting: awaiting[scope] ?? 0, bound: controller.bound,
        wrongVerdicts: wrongVerdicts)
    }
  }
}
