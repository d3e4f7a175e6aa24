#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The two tails at a value, as logarithms: P(X ≤ x) and P(X ≥ x). For discrete distributions both contain P(X = x).
public struct Tails: Sendable, Hashable {
  /// ln P(X ≤ x).
  public var lower: Double
  /// ln P(X ≥ x).
  public var upper: Double

  /// Tails by their logarithms.
  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// ln of the two-sided p-value 2·min(lower, upper), at most 0.
  public var twoSided: Double { min(0, min(lower, upper) + 0.693_147_180_559_945_3) }

  /// The tails of a mixture of two distributions with weights `share` and 1 − `share`.
  public func mixed(with other: Tails, share: Double) -> Tails {
    guard share > 0 else { return other }
    guard share < 1 else { return self }
    let a = log(share)
    let b = log1p(-share)
    return Tails(
      lower: min(0, LogProbability.sum(a + lower, b + other.lower)),
      upper: min(0, LogProbability.sum(a + upper, b + other.upper)))
  }
}

extension Tails {
  /// Poisson with a mean, at a count.
  public static func poisson(_ count: Double, mean: Double) -> Tails {
    guard mean > 0 else { return Tails(lower: 0, upper: count > 0 ? -.infinity : 0) }
    let lower = count < 0 ? -.infinity : IncompleteGamma.logarithms(count + 1, mean).upper
    let upper = count <= 0 ? 0 : IncompleteGamma.logarithms(count, mean).lower
    return Tails(lower: lower, upper: upper)
  }

  /// Negative binomial with a mean and a size r (variance mean + mean²/r), at a count.
  public static func negativeBinomial(_ count: Double, mean: Double, size: Double) -> Tails {
    guard size < 1e7, mean > 0 else { return poisson(count, mean: mean) }
    let success = size / (size + mean)
    let failure = mean / (size + mean)
    let lower =
      count < 0 ? -.infinity : IncompleteBeta.logarithms(size, count + 1, x: success, complement: failure).lower
    let upper = count <= 0 ? 0 : IncompleteBeta.logarithms(count, size, x: failure, complement: success).lower
    return Tails(lower: lower, upper: upper)
  }

  /// Student's t with some degrees of freedom, at a standardized value.
  public static func student(_ t: Double, degrees: Double) -> Tails {
    guard degrees < 1e6 else {
      return Tails(lower: LogProbability.normalUpper(-t), upper: LogProbability.normalUpper(t))
    }
    let square = t * t
    // Beyond this the square overflows; the tail is a power.
    let x = square.isFinite ? degrees / (degrees + square) : 0
    let y = square.isFinite ? square / (degrees + square) : 1
    let far: Double
    if x > 0 {
      far = IncompleteBeta.logarithms(degrees / 2, 0.5, x: x, complement: max(y, 1e-300)).lower
    } else {
      far = -700
    }
    let tail = min(0, far) - 0.693_147_180_559_945_3
    let rest = LogProbability.complement(tail)
    return t >= 0 ? Tails(lower: rest, upper: tail) : Tails(lower: tail, upper: rest)
  }

  /// Gamma with a shape and a scale.
  public static func gamma(_ value: Double, shape: Double, scale: Double) -> Tails {
    guard value > 0 else { return Tails(lower: -.infinity, upper: 0) }
    let both = IncompleteGamma.logarithms(shape, value / scale)
    return Tails(lower: both.lower, upper: both.upper)
  }

  /// Log-normal: ln X is normal with a mean and a standard deviation.
  public static func logNormal(_ value: Double, location: Double, deviation: Double) -> Tails {
    guard value > 0 else { return Tails(lower: -.infinity, upper: 0) }
    let z = (log(value) - location) / deviation
    return Tails(lower: LogProbability.normalUpper(-z), upper: LogProbability.normalUpper(z))
  }
}
