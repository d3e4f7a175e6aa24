/// What an evaluation found, with the split it is for. `json` is its machine-readable form.
public struct Evaluation: Sendable {
  /// How often positives are found at a rate of false alerts.
  public struct OperatingPoint: Sendable, Hashable {
    /// The highest share of negatives that may be reported.
    public var falsePositiveRate: Double
    /// The share that is.
    public var actualFalsePositiveRate: Double
    /// The share of positives that is reported, with its interval.
    public var truePositiveRate: Bootstrap.Interval?
    /// The lowest score that is reported.
    public var threshold: Double
    /// False when there are fewer than 1/rate negatives, so that the rate cannot be measured.
    public var isResolved: Bool
  }

  /// A part of the test rows.
  public struct Slice: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its rows by class.
    public var positives: Int
    /// See `positives`.
    public var negatives: Int
    /// Its AUROC; nil below the minimum support.
    public var auroc: Double?
    /// Its share of positives and of negatives that are reported at the threshold for 1 % of all negatives.
    public var truePositiveRate: Double?
    /// See `truePositiveRate`.
    public var falsePositiveRate: Double?
  }

  /// What the split was: "random 5-fold" is not a headline.
  public var split: String
  /// The rows by class.
  public var positives: Int
  /// See `positives`.
  public var negatives: Int
  /// The area under the receiver operating characteristic.
  public var auroc: Bootstrap.Interval?
  /// Its standard error after DeLong.
  public var aurocStandardError: Double?
  /// Average precision.
  public var averagePrecision: Bootstrap.Interval?
  /// McClish's partial AUROC up to 1 % false positives.
  public var partialAUROC: Double?
  /// Points at 1 %, 0.1 % and 0.01 % false positives.
  public var points: [OperatingPoint] = []
  /// The Brier score and the expected calibration error, when scores are probabilities.
  public var brier: Double?
  /// See `brier`.
  public var calibrationError: Double?
  /// The reliability diagram, when scores are probabilities.
  public var reliability: [ProbabilityMetrics.Bin] = []
  /// AUROC by period.
  public var periods: [TimeDecay.Period] = []
  /// The area under AUROC over time.
  public var areaUnderTime: Double?
  /// Parts of the test rows.
  public var slices: [Slice] = []
  /// What may have leaked.
  public var leakage: LeakageCheck?

  /// Evaluates scores.
  ///
  /// - Parameters:
  ///   - scores: higher means positive; within [0, 1] they are taken as probabilities too.
  ///   - labels: true for positive.
  ///   - split: how training and test were divided, in words.
  ///   - unit: what the bootstrap draws.
  public init(
    scores: [Double], labels: [Bool], split: String, bootstrap: Bootstrap = Bootstrap(),
    unit: Bootstrap.Unit = .rowsWithinClass
  ) throws(MetricError) {
    let ranked = try RankedScores(scores: scores, labels: labels)
    self.split = split
    positives = labels.count { $0 }
    negatives = labels.count - positives
    func resampled(_ metric: (RankedScores) -> Double?) -> Bootstrap.Interval? {
      bootstrap.interval(labels: labels, unit: unit) { weights in
        (try? RankedScores(scores: scores, labels: labels, weights: weights)).flatMap(metric)
      }
    }
    auroc = resampled(\.auroc)
    aurocStandardError = DeLong.area(scores: scores, labels: labels)?.standardError
    averagePrecision = resampled(\.averagePrecision)
    partialAUROC = ranked.partialAUROC(upTo: 0.01)
    for rate in [0.01, 0.001, 0.0001] {
      guard let point = ranked.truePositiveRate(atFalsePositiveRate: rate) else { continue }
      points.append(
        OperatingPoint(
          falsePositiveRate: rate, actualFalsePositiveRate: point.falsePositiveRate,
          truePositiveRate: resampled { $0.truePositiveRate(atFalsePositiveRate: rate)?.truePositiveRate },
          threshold: point.threshold, isResolved: Double(negatives) * rate >= 1))
    }
    if scores.allSatisfy({ (0...1).contains($0) }) {
      brier = ProbabilityMetrics.brier(scores, labels)
      calibrationError = ProbabilityMetrics.expectedCalibrationError(scores, labels)
      reliability = ProbabilityMetrics.reliability(scores, labels)
    }
  }

  /// Adds the slices of the test rows by a name for each; parts with fewer than `support` rows of a class get no metric of
  /// that class.
  public mutating func addSlices(_ names: [String], scores: [Double], labels: [Bool], support: Int = 30) {
    var rows: [String: [Int]] = [:]
    for (row, name) in names.enumerated() { rows[name, default: []].append(row) }
    let threshold = points.first { $0.falsePositiveRate == 0.01 }?.threshold
    for (name, list) in rows.sorted(by: { $0.key < $1.key }) {
      let own = list.filter { labels[$0] }
      let other = list.filter { !labels[$0] }
      var slice = Slice(name: name, positives: own.count, negatives: other.count)
      if own.count >= support, other.count >= support {
        slice.auroc = try? RankedScores(scores: list.map { scores[$0] }, labels: list.map { labels[$0] }).auroc
      }
      if let threshold {
        func share(_ part: [Int]) -> Double? {
          part.count < support ? nil : Double(part.count { scores[$0] >= threshold }) / Double(part.count)
        }
        slice.truePositiveRate = share(own)
        slice.falsePositiveRate = share(other)
      }
      slices.append(slice)
    }
  }

  /// Adds AUROC by period and the area under it.
  public mutating func addPeriods(times: [Double], length: Double, scores: [Double], labels: [Bool]) {
    periods = TimeDecay.periods(times: times, length: length) { rows in
      try? RankedScores(scores: rows.map { scores[$0] }, labels: rows.map { labels[$0] }).auroc
    }
    areaUnderTime = TimeDecay.areaUnderTime(periods)
  }
}
