/// How many false signals a detector may be expected to give, as a rate of the events it was shown.
///
/// With calibrated p-values, believing everything at or below t among m tests gives m·t false signals in expectation, and
/// that holds however the tests depend on one another, because expectations add. So the threshold is t = B / m for a
/// budget of B false signals (control of the per-family error rate; C. Spjøtvoll, 1972). A small capture has a budget far
/// below one and so gives nothing that is not overwhelming.
struct FalseAlertBudget: Sendable, Hashable {
  /// Expected false signals in 10,000 events.
  var perTenThousandEvents: Double
  /// No p-value above this is believed, whatever the budget.
  var ceiling: Double

  /// The false signals that may be expected after so many events.
  func allowance(events: UInt64) -> Double { Double(events) / 10_000 * perTenThousandEvents }

  /// The p-value up to which findings are believed.
  func threshold(events: UInt64, tests: UInt64) -> Double {
    min(ceiling, allowance(events: events) / Double(max(1, tests)))
  }

  /// At most so many findings are given, the least probable first: three times the allowance, but at least one. This is
  /// what is left of the promise when the p-values are not calibrated, as in a week in which everything is new.
  func limit(events: UInt64) -> Int { max(1, Int(min(1e9, 3 * allowance(events: events)))) }
}
