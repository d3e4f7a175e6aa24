/// Recall that is audited, not assumed: what was missed is estimated from randomly chosen findings below the threshold.
///
/// Every finding that was not shown is audited with a probability that is fixed before its content is known and logged. Then the
/// number of missed ones is estimated without bias by Σ y/π over the audited (D. G. Horvitz, D. J. Thompson, 1952), and a
/// confidence sequence over all findings that were not shown bounds it at every moment at once, whatever is missed when: chance is only
/// in which findings are audited, so the average of the conditional means is the share missed.
public struct AuditedRecall: Sendable, Hashable, Codable {
  /// The smallest probability of an audit.
  public let leastPropensity: Double
  /// Findings not shown, and those of them that were audited.
  public private(set) var unseen = 0
  /// See `unseen`.
  public private(set) var audited = 0
  /// Malicious ones among the audited.
  public private(set) var found = 0
  /// Malicious ones among those that were shown.
  public private(set) var caught = 0
  private var weighted = 0.0
  private var sequence: RunningMeanSequence

  /// A count that has seen nothing. Probabilities below `leastPropensity` are refused.
  public init(leastPropensity: Double, alpha: Double = 0.05) {
    self.leastPropensity = min(1, max(1e-4, leastPropensity))
    sequence = RunningMeanSequence(alpha: alpha)
  }

  /// Notes findings that were shown and confirmed.
  public mutating func noteCaught(_ count: Int = 1) { caught += max(0, count) }

  /// Notes a finding that was not shown: its probability of being audited, and, when it was, what the audit found. False, and
  /// not counted, when the probability is below the least.
  @discardableResult
  public mutating func noteUnseen(propensity: Double, audit: Bool?) -> Bool {
    guard propensity >= leastPropensity, propensity <= 1 else { return false }
    unseen += 1
    var value = 0.0
    if let isMalicious = audit {
      audited += 1
      if isMalicious {
        found += 1
        value = 1 / propensity
        weighted += value
      }
    }
    sequence.add(value * leastPropensity)
    return true
  }

  /// An estimate with its limits, valid at any time.
  public struct Estimate: Sendable, Hashable, Codable {
    /// The estimate.
    public var value: Double
    /// The limits.
    public var lower: Double
    /// See `lower`.
    public var upper: Double
  }

  /// How many malicious findings were not shown.
  public var missed: Estimate {
    let scale = Double(unseen) / leastPropensity
    return Estimate(
      value: weighted, lower: max(Double(found), sequence.lower * scale),
      upper: min(Double(unseen), sequence.upper * scale))
  }

  /// The share of malicious findings that were shown; nil when none is known.
  public var recall: Estimate? {
    func share(_ missed: Double) -> Double {
      Double(caught) + missed > 0 ? Double(caught) / (Double(caught) + missed) : 1
    }
    guard caught + found > 0 else { return nil }
    let missed = missed
    return Estimate(value: share(missed.value), lower: share(missed.upper), upper: share(missed.lower))
  }
}
