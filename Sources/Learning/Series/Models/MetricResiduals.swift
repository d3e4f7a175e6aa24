#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How the values of a metric scatter about their mean: normal, and for values that are always positive gamma or
/// log-normal, weighted by how well each predicted so far.
///
/// Normal and log-normal are used as Student's t of the observations' weight, which is the predictive distribution when mean
/// and variance are estimated.
struct MetricResiduals: Sendable, Hashable {
  private var weight: Float = 0
  private var square: Double = 0
  private var ratioSquare: Float = 0
  private var logSum: Float = 0
  private var logSquare: Float = 0
  /// Of the normal, the gamma and the log-normal.
  private var families = FamilyWeights()
  /// Whether every value and every mean so far was positive.
  private var isPositive = true

  init() {}

  /// Variance about a mean, without that of the mean itself.
  func variance(_ mean: Double) -> Double {
    // Values that never differ still have some grain.
    let grain = max(abs(mean) * 1e-3, 1e-9)
    return (square + grain * grain) / Double(max(weight, 1))
  }

  private var usesPositive: Bool { isPositive && weight > 4 }

  private func shape(_ mean: Double, _ uncertainty: Double) -> Double {
    let spread = Double(ratioSquare) / Double(max(weight, 1)) + uncertainty / max(mean * mean, 1e-18)
    return 1 / max(spread, 1e-6)
  }

  private func logNormal(_ mean: Double, _ uncertainty: Double) -> (location: Double, deviation: Double) {
    let count = Double(max(weight, 1))
    let shift = Double(logSum) / count
    let spread = max(1e-6, Double(logSquare) / count - shift * shift)
    return (log(mean) + shift, (spread + uncertainty / (mean * mean)).squareRoot())
  }

  /// The tails at a value, for a mean with the variance of its estimate.
  func tails(_ value: Double, mean: Double, uncertainty: Double) -> Tails {
    let shares = usesPositive && mean > 0 && value > 0 ? families.shares : (first: 1, second: 0, third: 0)
    let degrees = max(2, Double(weight) - 1)
    let deviation = (variance(mean) + uncertainty).squareRoot()
    var result = Tails.student((value - mean) / deviation, degrees: degrees)
    guard shares.first < 1 else { return result }
    result.lower += log(shares.first)
    result.upper += log(shares.first)
    let shape = shape(mean, uncertainty)
    let gamma = Tails.gamma(value, shape: shape, scale: mean / shape)
    let normal = logNormal(mean, uncertainty)
    let third = Tails.student((log(value) - normal.location) / normal.deviation, degrees: degrees)
    for (tails, share) in [(gamma, shares.second), (third, shares.third)] where share > 1e-12 {
      result.lower = LogProbability.sum(result.lower, log(share) + tails.lower)
      result.upper = LogProbability.sum(result.upper, log(share) + tails.upper)
    }
    return Tails(lower: min(0, result.lower), upper: min(0, result.upper))
  }

  /// Learns how a value lay to its mean.
  mutating func learn(_ value: Double, mean: Double, uncertainty: Double, weight sample: Double, decay: Double) {
    weigh(value, mean: mean, uncertainty: uncertainty, sample)
    let keep = Float(decay)
    let w = Float(sample)
    let difference = value - mean
    weight = weight * keep + w
    square = square * decay + sample * min(difference * difference, 1e200)
    guard isPositive, value > 0, mean > 0 else {
      isPositive = isPositive && value > 0 && mean > 0
      return
    }
    let ratio = value / mean - 1
    ratioSquare = min(ratioSquare * keep + w * Float(min(ratio * ratio, 1e6)), 1e12)
    let logarithm = Float(log(value / mean))
    logSum = logSum * keep + w * logarithm
    logSquare = logSquare * keep + w * logarithm * logarithm
  }

  private mutating func weigh(_ value: Double, mean: Double, uncertainty: Double, _ sample: Double) {
    guard weight > 8, isPositive, value > 0, mean > 0 else { return }
    let variance = variance(mean) + uncertainty
    let base = -0.5 * (value - mean) * (value - mean) / variance - 0.5 * log(variance) - 0.918_938_533_204_672_7
    let shape = shape(mean, uncertainty)
    let scale = mean / shape
    let gamma = (shape - 1) * log(value) - value / scale - lgamma(shape) - shape * log(scale)
    let normal = logNormal(mean, uncertainty)
    let z = (log(value) - normal.location) / normal.deviation
    let third = -0.5 * z * z - log(normal.deviation) - 0.918_938_533_204_672_7 - log(value)
    families.learn((base, gamma, third), weight: sample)
  }

  // MARK: State

  func write(to writer: inout StateWriter) {
    writer.append(square)
    for value in [weight, ratioSquare, logSum, logSquare] { writer.append(Double(value)) }
    families.write(to: &writer)
    writer.append(isPositive)
  }

  init(from reader: inout StateReader) throws(StateError) {
    square = try reader.finite()
    weight = try reader.single()
    ratioSquare = try reader.single()
    logSum = try reader.single()
    logSquare = try reader.single()
    families = try FamilyWeights(from: &reader)
    isPositive = try reader.bool()
    guard weight >= 0, square >= 0, ratioSquare >= 0 else { throw StateError("the residuals of a series are damaged") }
  }
}
