#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How counts scatter about their mean: one of three families, weighted by how well each predicted so far.
///
/// - negative binomial, with the dispersion φ of var = μ + φ·μ² by moments (Poisson when φ = 0);
/// - hurdle: zero with its own probability, and beyond it a shifted negative binomial (zero inflation);
/// - log-normal of count + 1, for counts with a heavy upper tail.
///
/// Weights are those of exponentially forgetting prequential log-likelihoods.
struct CountResiduals: Sendable, Hashable {
  private var weight: Float = 0
  private var excess: Float = 0
  private var square: Float = 0
  private var positives: Float = 0
  private var positiveSum: Float = 0
  private var positiveExcess: Float = 0
  private var positiveSquare: Float = 0
  private var logSum: Float = 0
  private var logSquare: Float = 0
  /// Of the negative binomial, the hurdle and the log-normal.
  private var families = FamilyWeights()

  /// φ before anything was seen, and with how many buckets' weight: a fifth of the mean as standard deviation.
  private static let priorDispersion = 0.04
  private static let priorWeight = 4.0

  init() {}

  private func dispersion(_ mean: Double) -> Double {
    let prior = Self.priorWeight * max(mean * mean, 1e-9)
    return (max(0, Double(excess)) + Self.priorDispersion * prior) / (Double(square) + prior)
  }

  /// Variance about a mean, without that of the mean itself.
  func variance(_ mean: Double) -> Double { mean + dispersion(mean) * mean * mean }

  // MARK: Families

  private struct Hurdle {
    var rate: Double
    var mean: Double
    var size: Double
  }

  /// The share of non-zero buckets and the distribution beyond one, for a mean that the seasons scale.
  private func hurdle(_ mean: Double, uncertainty: Double) -> Hurdle {
    let rate = (Double(positives) + 0.5) / (Double(weight) + 1)
    let typical = (Double(positiveSum) + 0.5) / (Double(positives) + 0.5)
    let average = rate * (1 + typical)
    let ratio = mean / max(average, 1e-9)
    // A busier hour has more non-zero buckets, as a thinner Poisson process would.
    let scaled = min(1 - 1e-9, -expm1(log1p(-min(rate, 1 - 1e-9)) * ratio))
    let beyond = max(1e-9, mean / max(scaled, 1e-9) - 1)
    let prior = Self.priorWeight * max(beyond * beyond, 1e-9)
    let dispersion =
      (max(0, Double(positiveExcess)) + Self.priorDispersion * prior) / (Double(positiveSquare) + prior)
      + uncertainty / max(mean * mean, 1e-9)
    return Hurdle(rate: scaled, mean: beyond, size: 1 / max(dispersion, 1e-9))
  }

  private func logNormal(_ mean: Double, uncertainty: Double) -> (location: Double, deviation: Double) {
    let count = Double(weight) + 1
    let shift = Double(logSum) / count
    let spread = max(0, (Double(logSquare) + 0.25) / count - shift * shift)
    let variance = max(spread, 1e-4) * (1 + 1 / count) + uncertainty / ((mean + 1) * (mean + 1))
    return (log(mean + 1) + shift, variance.squareRoot())
  }

  // MARK: Probabilities

  /// The tails at a count, for a mean with the variance of its estimate.
  func tails(_ count: Double, mean: Double, uncertainty: Double) -> Tails {
    let shares = families.shares
    var result = Tails(lower: -.infinity, upper: -.infinity)
    func add(_ tails: Tails, _ share: Double) {
      guard share > 1e-12 else { return }
      result.lower = LogProbability.sum(result.lower, log(share) + tails.lower)
      result.upper = LogProbability.sum(result.upper, log(share) + tails.upper)
    }
    let size = size(mean, uncertainty)
    add(.negativeBinomial(count, mean: mean, size: size), shares.first)
    if shares.second > 1e-12 {
      let hurdle = hurdle(mean, uncertainty: uncertainty)
      add(Self.tails(count, hurdle), shares.second)
    }
    if shares.third > 1e-12 {
      let normal = logNormal(mean, uncertainty: uncertainty)
      let degrees = max(2, Double(weight))
      let above = Tails.student((log(count + 0.5) - normal.location) / normal.deviation, degrees: degrees).upper
      let below = Tails.student((log(count + 1.5) - normal.location) / normal.deviation, degrees: degrees).lower
      add(Tails(lower: below, upper: count <= 0 ? 0 : above), shares.third)
    }
    return Tails(lower: min(0, result.lower), upper: min(0, result.upper))
  }

  private func size(_ mean: Double, _ uncertainty: Double) -> Double {
    let square = max(mean * mean, 1e-12)
    return 1 / max(dispersion(mean) + uncertainty / square, 1e-9)
  }

  private static func tails(_ count: Double, _ hurdle: Hurdle) -> Tails {
    let zero = log1p(-hurdle.rate)
    guard count > 0 else { return Tails(lower: zero, upper: 0) }
    let inner = Tails.negativeBinomial(count - 1, mean: hurdle.mean, size: hurdle.size)
    let positive = log(hurdle.rate)
    return Tails(lower: LogProbability.sum(zero, positive + inner.lower), upper: positive + inner.upper)
  }

  // MARK: Learning

  /// Learns how a count lay to its mean. `decay` is what earlier ones keep.
  mutating func learn(_ count: Double, mean: Double, uncertainty: Double, weight sample: Double, decay: Double) {
    forget(decay)
    weigh(count, mean: mean, uncertainty: uncertainty, sample)
    let difference = count - mean
    let w = Float(sample)
    weight += w
    excess += w * Float(difference * difference - mean - uncertainty)
    square += w * Float(mean * mean)
    if count > 0 {
      let beyond = (Double(positiveSum) + 0.5) / (Double(positives) + 0.5)
      let offset = count - 1 - beyond
      if positives > 0 {
        positiveExcess += w * Float(offset * offset - beyond)
        positiveSquare += w * Float(beyond * beyond)
      }
      positives += w
      positiveSum += w * Float(count - 1)
    }
    let ratio = log(count + 1) - log(mean + 1)
    logSum += w * Float(ratio)
    logSquare += w * Float(ratio * ratio)
  }

  private mutating func forget(_ decay: Double) {
    let keep = Float(decay)
    weight *= keep
    excess *= keep
    square *= keep
    positives *= keep
    positiveSum *= keep
    positiveExcess *= keep
    positiveSquare *= keep
    logSum *= keep
    logSquare *= keep
  }

  /// Rewards the families that expected the count.
  private mutating func weigh(_ count: Double, mean: Double, uncertainty: Double, _ sample: Double) {
    guard weight > 4 else { return }
    let size = size(mean, uncertainty)
    let base = Self.logMass(count, mean: mean, size: size)
    let hurdle = hurdle(mean, uncertainty: uncertainty)
    let other =
      count > 0
      ? log(hurdle.rate) + Self.logMass(count - 1, mean: hurdle.mean, size: hurdle.size) : log1p(-hurdle.rate)
    let normal = logNormal(mean, uncertainty: uncertainty)
    let third = Self.logMass(
      from: (log(count + 0.5) - normal.location) / normal.deviation,
      to: (log(count + 1.5) - normal.location) / normal.deviation)
    families.learn((base, other, third), weight: sample)
  }

  /// ln of the standard normal mass between two values. A density would not do: of a count that hardly varies it is far above
  /// one, and no mass is.
  private static func logMass(from low: Double, to high: Double) -> Double {
    let (near, far) = low + high >= 0 ? (low, high) : (-high, -low)
    let upper = LogProbability.normalUpper(near)
    return max(-1_000, upper + LogProbability.complement(LogProbability.normalUpper(far) - upper))
  }

  private static func logMass(_ count: Double, mean: Double, size: Double) -> Double {
    guard size < 1e7 else { return count * log(max(mean, 1e-12)) - mean - lgamma(count + 1) }
    return lgamma(count + size) - lgamma(size) - lgamma(count + 1) + size * log(size / (size + mean))
      + count * log(max(mean, 1e-12) / (size + mean))
  }

  // MARK: State

  func write(to writer: inout StateWriter) {
    for value in [
      weight, excess, square, positives, positiveSum, positiveExcess, positiveSquare, logSum, logSquare,
    ] {
      writer.append(Double(value))
    }
    families.write(to: &writer)
  }

  init(from reader: inout StateReader) throws(StateError) {
    weight = try reader.single()
    excess = try reader.single()
    square = try reader.single()
    positives = try reader.single()
    positiveSum = try reader.single()
    positiveExcess = try reader.single()
    positiveSquare = try reader.single()
    logSum = try reader.single()
    logSquare = try reader.single()
    families = try FamilyWeights(from: &reader)
    guard weight >= 0, square >= 0, positives >= 0, positiveSquare >= 0 else {
      throw StateError("the residuals of a series are damaged")
    }
  }
}
