/// How well the ranking tells attacks from the rest.
extension Scorecard {
  /// Curves over what was judged: alerts of the queue by their verdicts, and findings below the threshold by audits.
  public struct Detection: Sendable, Codable, Hashable {
    /// Judged alerts of the queue, and audited findings below it.
    public var judged: Int
    /// See `judged`.
    public var audited: Int
    /// Attacks among both, and others.
    public var attacks: Int
    /// See `attacks`.
    public var others: Int
    /// Attacks found against the share of others that are shown, from the smallest share that they resolve.
    public var roc: [Point]
    /// Precision against recall.
    public var precision: [Point]
    /// Attacks found at fixed shares of others.
    public var operatingPoints: [OperatingPoint]
    /// Expected cost by what a miss costs.
    public var cost: [Cost]
    /// Simple orders of the same alerts.
    public var baselines: [Baseline]
    /// Risk in tenths and the share of attacks in each.
    public var calibration: [Bin]
  }

  /// A place of a curve with its band.
  public struct Point: Sendable, Codable, Hashable {
    /// The place on the axis.
    public var x: Double
    /// The value.
    public var y: Double
    /// The band.
    public var lower: Double
    /// See `lower`.
    public var upper: Double
  }

  /// Attacks found at a fixed rate.
  public struct OperatingPoint: Sendable, Codable, Hashable {
    /// The share of others that may be shown.
    public var rate: Double
    /// Whether enough others were judged to tell.
    public var isResolved: Bool
    /// The share of attacks that are found.
    public var found: Estimate?
  }

  /// Expected cost at one ratio.
  public struct Cost: Sendable, Codable, Hashable {
    /// What a miss costs, in false alerts.
    public var ratio: Double
    /// The least cost of a thousand findings that a threshold of risk can reach, in false alerts.
    public var best: Double
    /// That threshold; nil for showing nothing.
    public var threshold: Double?
    /// The cost of showing what was shown.
    public var chosen: Double?
    /// The cost of showing nothing, or everything.
    public var trivial: Double
  }

  /// A simple order of the same alerts.
  public struct Baseline: Sendable, Codable, Hashable {
    /// What it ranks by.
    public var name: String
    /// Area under its ROC curve.
    public var auroc: Double
    /// Attacks that it finds at one false-positive rate: the strictest that is resolved.
    public var found: Double
    /// The rate.
    public var rate: Double
  }

  /// A tenth of the risk scale.
  public struct Bin: Sendable, Codable, Hashable {
    /// Its limits, in points of risk.
    public var lower: Double
    /// See `lower`.
    public var upper: Double
    /// Judged alerts.
    public var count: Int
    /// Their mean risk.
    public var mean: Double
    /// The share of attacks, with exact 95 % limits.
    public var share: Estimate
  }

  /// One of the ten pitfalls of security machine learning, judged for this report.
  public struct Gate: Sendable, Codable, Hashable {
    /// Which.
    public var pitfall: String
    /// `passed`, `failed` or `unanswered`.
    public var outcome: String
    /// Why, with figures.
    public var reason: String
    /// Whether the report is refused without it.
    public var required: Bool

    /// A judgement by its parts.
    public init(pitfall: String, outcome: String, reason: String, required: Bool) {
      self.pitfall = pitfall
      self.outcome = outcome
      self.reason = reason
      self.required = required
    }
  }
}
