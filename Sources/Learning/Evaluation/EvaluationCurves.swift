#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The curves of an evaluation on fixed grids, with bootstrap bands: what a page plots.
public struct EvaluationCurves: Sendable {
  /// A value with its band at a place on the horizontal axis.
  public struct Point: Sendable, Hashable {
    /// The false-positive rate, the recall, or the cost ratio.
    public var x: Double
    /// The value.
    public var y: Double
    /// The band.
    public var lower: Double
    /// See `lower`.
    public var upper: Double
  }

  /// The expected cost at one ratio of costs.
  public struct Cost: Sendable, Hashable {
    /// What a miss costs, in false alerts.
    public var ratio: Double
    /// The least cost of a thousand rows that a threshold can reach, in false alerts.
    public var best: Double
    /// The threshold that reaches it.
    public var threshold: Double
    /// The cost of a thousand rows at the threshold in use.
    public var chosen: Double?
    /// The cost of reporting nothing, or everything, whichever is less.
    public var trivial: Double
  }

  /// TPR at false-positive rates of a logarithmic grid, from the smallest that the negatives resolve.
  public var roc: [Point]
  /// Precision at recalls, for the prevalence of the rows.
  public var precision: [Point]
  /// Expected cost by ratio.
  public var cost: [Cost]

  /// Computes the curves.
  ///
  /// - Parameters:
  ///   - weights: of the rows, for rows that stand for others (the inverse of the probability with which they were drawn); nil
  ///     for 1 each.
  ///   - threshold: the threshold in use, for the cost curve.
  ///   - prevalence: of the cost curve; nil takes the rows' own.
  public init(
    scores: [Double], labels: [Bool], weights: [Double]? = nil, bootstrap: Bootstrap = Bootstrap(resamples: 200),
    unit: Bootstrap.Unit = .rowsWithinClass, threshold: Double? = nil, prevalence: Double? = nil
  ) throws(MetricError) {
    let ranked = try RankedScores(scores: scores, labels: labels, weights: weights)
    guard ranked.positives > 0, ranked.negatives > 0 else { throw MetricError("curves need both classes") }
    let rates = Self.rates(negatives: ranked.negatives)
    let recalls = stride(from: 0.02, through: 1.0001, by: 0.02).map { min($0, 1) }
    let ordered = OrderedRows(scores: scores, labels: labels)
    var bands: [OrderedRows.Curves] = []
    bootstrap.forEachResample(labels: labels, unit: unit) { counts in
      let drawn = weights.map { own in zip(counts, own).map { $0 * $1 } } ?? counts
      bands.append(ordered.curves(weights: drawn, rates: rates, recalls: recalls))
    }
    let whole = ordered.curves(
      weights: weights ?? Array(repeating: 1, count: labels.count), rates: rates, recalls: recalls)
    let tail = (1 - bootstrap.confidence) / 2
    func points(_ xs: [Double], _ part: (OrderedRows.Curves) -> [Double]) -> [Point] {
      xs.indices.map { index in
        let values = bands.map { part($0)[index] }.filter { !$0.isNaN }.sorted()
        let y = part(whole)[index]
        guard !values.isEmpty else { return Point(x: xs[index], y: y, lower: y, upper: y) }
        return Point(
          x: xs[index], y: y, lower: Bootstrap.quantile(values, tail), upper: Bootstrap.quantile(values, 1 - tail))
      }
    }
    roc = points(rates) { $0.truePositiveRates }
    precision = points(recalls) { $0.precisions }
    let share = prevalence ?? ranked.positives / (ranked.positives + ranked.negatives)
    cost = Self.costs(ranked, share, threshold)
  }

  /// 1, 2, 5 a decade from 1/negatives to 1.
  private static func rates(negatives: Double) -> [Double] {
    var result: [Double] = []
    for exponent in stride(from: -6, through: -1, by: 1) {
      for digit in [1.0, 1.5, 2, 3, 5, 7] {
        let rate = digit * pow(10, Double(exponent))
        if rate * negatives >= 1 { result.append(rate) }
      }
    }
    return result + [1]
  }

  private static func costs(_ ranked: RankedScores, _ prevalence: Double, _ threshold: Double?) -> [Cost] {
    let curve = ranked.curve
    let inUse = threshold.map { ranked.point(threshold: $0) }
    return stride(from: -1.0, through: 4.0001, by: 0.25).map { exponent in
      let ratio = pow(10, exponent)
      func cost(_ point: RankedScores.Point) -> Double {
        let misses = prevalence * (1 - point.truePositiveRate) * ratio
        return 1_000 * (misses + (1 - prevalence) * point.falsePositiveRate)
      }
      let best = curve.min { cost($0) < cost($1) } ?? curve[0]
      return Cost(
        ratio: ratio, best: cost(best), threshold: best.threshold, chosen: inUse.map(cost),
        trivial: 1_000 * min(prevalence * ratio, 1 - prevalence))
    }
  }
}

/// Rows in falling order of their score, once for all resamples.
struct OrderedRows {
  struct Curves {
    var truePositiveRates: [Double]
    var precisions: [Double]
  }

  private let order: [Int]
  /// Whether a row's score is that of the next one.
  private let isTied: [Bool]
  private let labels: [Bool]

  init(scores: [Double], labels: [Bool]) {
    self.labels = labels
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    self.order = order
    isTied = order.indices.map { $0 + 1 < order.count && scores[order[$0]] == scores[order[$0 + 1]] }
  }

  func curves(weights: [Double], rates: [Double], recalls: [Double]) -> Curves {
    var (negatives, positives) = (0.0, 0.0)
    for (row, label) in labels.enumerated() {
      if label { positives += weights[row] } else { negatives += weights[row] }
    }
    var result = Curves(
      truePositiveRates: Array(repeating: 0, count: rates.count),
      precisions: Array(repeating: .nan, count: recalls.count))
    guard positives > 0, negatives > 0 else {
      result.truePositiveRates = Array(repeating: .nan, count: rates.count)
      return result
    }
    var (falses, trues, rate, recall) = (0.0, 0.0, 0, 0)
    for (place, row) in order.enumerated() {
      if labels[row] { trues += weights[row] } else { falses += weights[row] }
      if isTied[place] { continue }
      while rate < rates.count, falses > rates[rate] * negatives * (1 + 1e-12) { rate += 1 }
      if rate == rates.count, recall == recalls.count { break }
      if rate < rates.count { result.truePositiveRates[rate] = trues / positives }
      while recall < recalls.count, trues >= recalls[recall] * positives * (1 - 1e-12) {
        result.precisions[recall] = trues / (trues + falses)
        recall += 1
      }
    }
    // What a strict rate reaches, a looser one reaches too.
    for index in rates.indices.dropFirst() {
      result.truePositiveRates[index] = max(result.truePositiveRates[index], result.truePositiveRates[index - 1])
    }
    return result
  }
}
