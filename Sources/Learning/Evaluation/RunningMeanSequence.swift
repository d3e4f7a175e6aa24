#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Limits of the average so far that hold at every moment at once, also when the mean changes: the share of true alerts up to
/// now, or the findings missed up to now.
///
/// The empirical Bernstein sequence of S. R. Howard, A. Ramdas, J. McAuliffe, J. Sekhon, "Time-uniform, nonparametric,
/// nonasymptotic confidence sequences", Annals of Statistics 49 (2021), theorem 4: with values in [0, 1], the prediction X̂ᵢ made
/// before xᵢ, and V = Σ (xᵢ − X̂ᵢ)², the average of the conditional means lies within u(V)/t of the average of the values. u is the
/// polynomial stitched boundary of theorem 1 (η = 2, s = 1.4, m = 1, scale 1),
///
///     u(v) = √(k₁²·v·ℓ + k₂²·ℓ²) + k₂·ℓ,   ℓ = ln(ζ(s)·(log₂ v + 1)^s) + ln(2/α)
///
/// with k₁ = (η^¼ + η^−¼)/√2, k₂ = (√η + 1)/2 and v ≥ m. `ConfidenceSequence` is tighter where the mean is constant, and wrong
/// where it is not.
public struct RunningMeanSequence: Sendable, Hashable, Codable {
  /// The chance that the average ever lies outside.
  public let alpha: Double
  /// Values seen.
  public private(set) var count = 0
  private var sum = 0.0
  private var spread = 0.0

  /// A sequence that has seen nothing.
  public init(alpha: Double = 0.05) { self.alpha = min(0.5, max(1e-12, alpha)) }

  /// The average of the values.
  public var mean: Double { count > 0 ? sum / Double(count) : 0.5 }
  /// The lower limit.
  public var lower: Double { count > 0 ? max(0, mean - width) : 0 }
  /// The upper limit.
  public var upper: Double { count > 0 ? min(1, mean + width) : 1 }

  private var width: Double {
    let v = max(1, spread)
    let zeta = 3.105_547_3
    let level = log(zeta) + 1.4 * log(log2(v) + 1) + log(2 / alpha)
    let first = (pow(2, 0.25) + pow(2, -0.25)) / 2.0.squareRoot()
    let second = (2.0.squareRoot() + 1) / 2
    let boundary = (first * first * v * level + second * second * level * level).squareRoot() + second * level
    return boundary / Double(count)
  }

  /// Adds a value of [0, 1]; others are limited to it, NaN is left out.
  public mutating func add(_ value: Double) {
    guard !value.isNaN else { return }
    let x = min(1, max(0, value))
    let predicted = (0.5 + sum) / Double(count + 1)
    spread += (x - predicted) * (x - predicted)
    sum += x
    count += 1
  }
}
