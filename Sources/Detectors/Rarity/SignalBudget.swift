/// How many signals a detector may give, as a rate of the events it was shown.
///
/// A novelty of probability p is expected p·m times among m sightings even when nothing is wrong: in a year, something
/// strange happens on an honest host too. So what is believed is not "improbable" but "the most improbable there is", at
/// most as many as somebody wants to look at, and none that is not improbable at all. The promise on volume then holds
/// whether or not the p-values are calibrated, as in a week in which everything is new.
struct SignalBudget: Sendable, Hashable {
  /// Signals for every 10,000 events.
  var perTenThousandEvents: Double
  /// No p-value above this is believed, whatever the budget.
  var ceiling: Double

  /// The most signals after so many events: at least one.
  func limit(events: UInt64) -> Int { max(1, Int(min(1e9, Double(events) / 10_000 * perTenThousandEvents))) }

  /// In a stream, where the least probable cannot be waited for: the p-value at which as many are expected among so many
  /// tests as the budget allows.
  func streamThreshold(events: UInt64, tests: UInt64) -> Double {
    min(ceiling, Double(limit(events: events)) / Double(max(1, tests)))
  }
}
