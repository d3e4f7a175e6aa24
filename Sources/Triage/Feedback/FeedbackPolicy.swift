public import Evidence

/// How far feedback may go.
///
/// With a the pseudo-count, c the most that one analyst's verdicts count in a cell and g the points for one unit of log odds,
/// whatever one analyst says, in however many verdicts, moves an alert by at most
///
///     B(1) = g · log(1 + c / a)
///
/// points, and k analysts together by at most B(k) = g · log(1 + k·c / a). Proof: an analyst's verdicts in a cell are scaled to
/// a total weight of at most c, p for and n against. Adding them changes P by at most p and N by at most n, neither
/// downwards, because the limit of a source cuts each side by itself and min(x, C) grows no faster than x. So
/// log((P + a) / (N + a)) rises by at most log(P + p + a) − log(P + a) ≤ log(1 + p / a) and falls by at most
/// log(1 + n / a), the logarithm being concave and P, N ≥ 0; both are at most log(1 + c / a). Further analysts add their c. An
/// alert's evidence is a mean of cells with weights that sum to 1, so that it moves by no more; that some views count only what
/// raises (`FeedbackView.counted`, the larger of the log odds and 0) brings two values no further apart; and cutting a move off at
/// `largestMove` and at the floor only shortens a move. All that comes through one source counts at most `sourceMass` on
/// each side, so that a source moves an alert by at most g · log(1 + sourceMass / a). How far one analyst's verdicts change
/// how much another is believed (`AnalystReliability`) is not in this bound: it can only lower or raise weights in 0 … 1, and
/// the bound counts every verdict as 1.
public struct FeedbackPolicy: Sendable, Hashable, Codable {
  /// The pseudo-count a on each side of a cell.
  public var pseudoCount = 0.5
  /// c: the most that one analyst's verdicts count in one cell.
  public var analystMass = 3.0
  /// The most that all verdicts from one source count in one cell.
  public var sourceMass = 9.0
  /// The most that one analyst's verdicts within one hour count in one cell.
  public var burstMass = 2.0
  /// An analyst who gives more verdicts than this within `burstSpan` is flagged, and each of them counts a fifth.
  public var burstCount = 20
  /// The span of a burst, in nanoseconds.
  public var burstSpan: Int64 = 10 * TimeSpan.minute
  /// g: points of risk for one unit of log odds.
  public var gain = 10.0
  /// Nothing moves further than this, in points.
  public var largestMove = 40.0
  /// Verdicts lose half of their weight in this time, in nanoseconds.
  public var halfLife: Int64 = 90 * TimeSpan.day
  /// Analysts less reliable than this (share of judgements that the others bear out) are flagged.
  public var leastReliability = 0.6
  /// Hosts on which a pattern must have been seen, without anything malicious, for one analyst's word to suffice.
  public var benignHosts = 5
  /// An alert may hold so many times the signals of any that was judged harmless, and still be left out.
  public var volumeFactor = 30
  /// Exceptions that save fewer alerts a day are proposed last: one a month.
  public var leastSaving = 1.0 / 30
  /// What an exception saves counts half after this time, in nanoseconds.
  public var savingHalfLife: Int64 = 30 * TimeSpan.day

  /// The defaults.
  public init() {}

  /// The most by which some analysts together move an alert, in points.
  public func bound(analysts: Int) -> Double {
    let mass = Double(max(0, analysts)) * analystMass
    return min(largestMove, gain * Logarithm.of(1 + mass / pseudoCount))
  }

  /// The most by which one source moves an alert, in points.
  public var sourceBound: Double { min(largestMove, gain * Logarithm.of(1 + sourceMass / pseudoCount)) }

  /// The risk below which feedback does not push an alert that had `risk`: for high and critical severity half of the
  /// severity's points, which is what triage gives to such an alert with the least certain evidence.
  public func floor(_ severity: Severity, risk: Double) -> Double {
    severity >= .high ? min(risk, Double(severity.riskScore) / 2) : 0
  }
}
