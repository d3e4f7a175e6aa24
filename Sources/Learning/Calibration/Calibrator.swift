#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A rising map from scores to probabilities, learned on rows that the model was not trained on.
public enum Calibrator: Sendable, Hashable {
  /// p = 1 / (1 + e^(a·s + b)), a ≤ 0 (Platt, 1999), for margins.
  case platt(a: Double, b: Double)
  /// p = 1 / (1 + 1/(e^c·s^a/(1 − s)^b)), a, b ≥ 0, for scores that are probabilities already (Kull, Silva Filho, Flach, "Beta
  /// calibration", 2017).
  case beta(a: Double, b: Double, c: Double)
  /// Steps between which p runs linearly (isotonic regression by pooling adjacent violators): `scores` rising,
  /// `probabilities` not falling.
  case isotonic(scores: [Double], probabilities: [Double])

  /// The probability of a score.
  public func probability(_ score: Double) -> Double {
    switch self {
    case .platt(let a, let b): return OutputTransform.sigmoid(-(a * score + b))
    case .beta(let a, let b, let c):
      let (low, high) = Self.logarithms(score)
      return OutputTransform.sigmoid(a * low - b * high + c)
    case .isotonic(let scores, let probabilities):
      guard let first = scores.first, let last = scores.last, !score.isNaN else { return .nan }
      if score <= first { return probabilities[0] }
      if score >= last { return probabilities[probabilities.count - 1] }
      var low = 0
      var high = scores.count - 1
      while high - low > 1 {
        let middle = (low + high) / 2
        if scores[middle] <= score { low = middle } else { high = middle }
      }
      let share = (score - scores[low]) / (scores[high] - scores[low])
      return probabilities[low] + share * (probabilities[high] - probabilities[low])
    }
  }

  private static func logarithms(_ score: Double) -> (Double, Double) {
    let limited = min(1 - 1e-12, max(1e-12, score))
    return (log(limited), log1p(-limited))
  }

  /// Learns Platt's map, with his targets (n₊ + 1)/(n₊ + 2) and 1/(n₋ + 2) against overconfidence.
  public static func platt(scores: [Double], labels: [Bool]) throws(MetricError) -> Calibrator {
    let positives = try counts(scores, labels)
    let high = Double(positives + 1) / Double(positives + 2)
    let low = 1 / Double(labels.count - positives + 2)
    let weights = LogisticFit.fit(scores.map { [$0] }, targets: labels.map { $0 ? high : low })
    guard weights[0] >= 0 else { return .platt(a: 0, b: -logit(Double(positives) / Double(labels.count))) }
    return .platt(a: -weights[0], b: -weights[1])
  }

  /// Learns beta calibration; where a coefficient would be negative, it is left out and the other fitted anew.
  public static func beta(probabilities: [Double], labels: [Bool]) throws(MetricError) -> Calibrator {
    let positives = try counts(probabilities, labels)
    guard probabilities.allSatisfy({ (0...1).contains($0) }) else {
      throw MetricError("beta calibration wants scores within [0, 1]")
    }
    let features = probabilities.map { score in
      let (low, high) = logarithms(score)
      return [low, -high]
    }
    let targets = labels.map { $0 ? 1.0 : 0.0 }
    let both = LogisticFit.fit(features, targets: targets)
    if both[0] >= 0, both[1] >= 0 { return .beta(a: both[0], b: both[1], c: both[2]) }
    let kept = both[0] < 0 ? 1 : 0
    let one = LogisticFit.fit(features.map { [$0[kept]] }, targets: targets)
    guard one[0] >= 0 else { return .beta(a: 0, b: 0, c: logit(Double(positives) / Double(labels.count))) }
    return kept == 0 ? .beta(a: one[0], b: 0, c: one[1]) : .beta(a: 0, b: one[0], c: one[1])
  }

  /// Learns isotonic regression, as scikit-learn's `IsotonicRegression(out_of_bounds="clip")`.
  public static func isotonic(scores: [Double], labels: [Bool]) throws(MetricError) -> Calibrator {
    _ = try counts(scores, labels)
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    /// Blocks of pooled scores: their mean, weight and the distinct scores inside.
    var blocks: [(mean: Double, weight: Double, first: Double, last: Double)] = []
    var index = 0
    while index < order.count {
      let score = scores[order[index]]
      var (sum, weight) = (0.0, 0.0)
      while index < order.count, scores[order[index]] == score {
        sum += labels[order[index]] ? 1 : 0
        weight += 1
        index += 1
      }
      blocks.append((sum / weight, weight, score, score))
      while blocks.count > 1, blocks[blocks.count - 2].mean >= blocks[blocks.count - 1].mean {
        let last = blocks.removeLast()
        let before = blocks.removeLast()
        let total = last.weight + before.weight
        blocks.append(((last.mean * last.weight + before.mean * before.weight) / total, total, before.first, last.last))
      }
    }
    var steps: [Double] = []
    var values: [Double] = []
    for block in blocks {
      steps.append(block.first)
      values.append(block.mean)
      if block.last > block.first {
        steps.append(block.last)
        values.append(block.mean)
      }
    }
    return .isotonic(scores: steps, probabilities: values)
  }

  private static func counts(_ scores: [Double], _ labels: [Bool]) throws(MetricError) -> Int {
    guard scores.count == labels.count, !scores.contains(where: { !$0.isFinite }) else {
      throw MetricError("\(labels.count) labels for \(scores.count) scores, which must be finite")
    }
    let positives = labels.count { $0 }
    guard positives > 0, positives < labels.count else { throw MetricError("calibration needs both classes") }
    return positives
  }

  private static func logit(_ p: Double) -> Double { log(p / (1 - p)) }
}
