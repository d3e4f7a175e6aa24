#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A confidence interval for a mean that stays valid however often it is looked at and whenever one stops.
///
/// The hedged betting sequence of I. Waudby-Smith and A. Ramdas, "Estimating means of bounded random variables by betting", JRSS
/// B 86 (2024), section 4: for each candidate m two gamblers bet that the mean is higher and lower,
///
///     K⁺ₜ(m) = Π (1 + λ⁺ᵢ·(xᵢ − m)),  K⁻ₜ(m) = Π (1 − λ⁻ᵢ·(xᵢ − m)),  λᵢ = √(2·ln(2/α)/(σ̂²ᵢ₋₁·i·ln(1 + i)))
///
/// with λ⁺ ≤ c/m, λ⁻ ≤ c/(1 − m), c = ½, and a candidate is out once max(K⁺/2, K⁻/2) ≥ 1/α. It needs values in [0, 1] whose mean given
/// the past is constant, and nothing else: no independence, no distribution. Where the mean may change, take
/// `RunningMeanSequence`.
public struct ConfidenceSequence: Sendable, Hashable, Codable {
  /// The chance that the mean ever lies outside.
  public let alpha: Double
  /// Values seen.
  public private(set) var count = 0
  /// The mean of the values seen.
  public var mean: Double { count > 0 ? sum / Double(count) : 0.5 }

  private let candidates: Int
  private var sum = 0.0
  private var squares = 0.25
  /// ln K⁺ and ln K⁻ of each candidate.
  private var upward: [Double]
  private var downward: [Double]
  /// The candidates never ruled out: a running intersection.
  private var first: Int
  private var last: Int

  /// A sequence that has seen nothing.
  ///
  /// - Parameter resolution: the distance of candidates; the limits are rounded outward to it.
  public init(alpha: Double = 0.05, resolution: Double = 0.001) {
    self.alpha = min(0.5, max(1e-12, alpha))
    candidates = Int((1 / min(0.1, max(1e-5, resolution))).rounded())
    upward = Array(repeating: 0, count: candidates + 1)
    downward = upward
    first = 0
    last = candidates
  }

  /// The lower limit.
  public var lower: Double { max(0, Double(first - 1) / Double(candidates)) }
  /// The upper limit.
  public var upper: Double { min(1, Double(last + 1) / Double(candidates)) }

  /// Adds a value of [0, 1]; others are limited to it, NaN is left out.
  public mutating func add(_ value: Double) {
    guard !value.isNaN else { return }
    let x = min(1, max(0, value))
    count += 1
    let i = Double(count)
    // The variance of the values before this one, as if one of variance ¼ had come first.
    let variance = squares / i
    let wager = (2 * log(2 / alpha) / (variance * i * log(1 + i))).squareRoot()
    for index in stride(from: first, through: last, by: 1) {
      let m = Double(index) / Double(candidates)
      let up = m > 0 ? min(wager, 0.5 / m) : wager
      let down = m < 1 ? min(wager, 0.5 / (1 - m)) : wager
      upward[index] += log1p(up * (x - m))
      downward[index] += log1p(-down * (x - m))
    }
    sum += x
    let smoothed = (0.5 + sum) / (i + 1)
    squares += (x - smoothed) * (x - smoothed)
    shrink()
  }

  private mutating func shrink() {
    let limit = log(2 / alpha)
    func isOut(_ index: Int) -> Bool { max(upward[index], downward[index]) >= limit }
    while first < last, isOut(first) { first += 1 }
    while last > first, isOut(last) { last -= 1 }
  }
}
