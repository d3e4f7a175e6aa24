/// The probability that the next observation is of a category as rare as, or rarer than, a given count: the p-value of
/// "something this rare or new".
///
/// The Pitman–Yor process gives a category with count n_k the predictive probability (n_k − d) / (n + θ), and everything
/// not seen yet together (θ + d·K) / (n + θ), with K categories and n observations (J. Pitman, M. Yor, 1997). The sum over
/// the unseen and all categories with count ≤ r is
///
///     p(r) = (θ + d·K + Σ_{k: n_k ≤ r} (n_k − d)) / (n + θ).
///
/// The discount d is the limit of the share of categories seen once, so it is estimated as that share N₁/K, shrunk towards
/// the discount d₀ of the pooled contexts as if `shrinkage` more categories had been seen there:
/// d = (N₁ + s·d₀) / (K + s). With this d, p(0) is close to the Good–Turing estimate N₁/n of the unseen mass
/// (I. J. Good, 1953), and stays positive where nothing was seen only once.
public struct PitmanYor: Sendable, Hashable {
  /// θ: pseudo-observations of "something new" before anything was seen.
  public var concentration: Double
  /// d₀: the discount of the contexts together.
  public var pooledDiscount: Double
  /// s: with how many categories' weight d₀ counts.
  public var shrinkage: Double

  /// A process with its parameters.
  public init(concentration: Double = 1, pooledDiscount: Double = 0.5, shrinkage: Double = 5) {
    self.concentration = concentration
    self.pooledDiscount = pooledDiscount
    self.shrinkage = shrinkage
  }

  /// The discount N₁ / (N₁ + 2·N₂) of H. Ney, U. Essen and R. Kneser (1994), with half a pseudo-category for each count
  /// and kept within [0.05, 0.95].
  public static func discount(seenOnce: UInt64, seenTwice: UInt64) -> Double {
    let once = Double(seenOnce) + 0.5
    return min(0.95, max(0.05, once / (once + 2 * Double(seenTwice) + 0.5)))
  }

  /// The p-value of an observation whose category had been seen `count` times before, in a context with these counts.
  ///
  /// With `leavingOut`, the spectrum already contains the observation itself, which is taken out first: `count` is then
  /// the number of *other* observations of the category. Counts above `CountSpectrum.depth` give 1.
  public func pValue(count: Int, in spectrum: CountSpectrum, leavingOut: Bool = false) -> Double {
    let observations = Double(spectrum.total) - (leavingOut ? 1 : 0)
    guard count < CountSpectrum.depth, observations > 0 else { return 1 }
    var categories = Double(spectrum.distinct)
    var once = Double(spectrum.categories(seen: 1))
    if leavingOut, count == 0 {
      categories -= 1
      once -= 1
    } else if leavingOut, count == 1 {
      once += 1
    }
    let discount = (max(0, once) + shrinkage * pooledDiscount) / (max(0, categories) + shrinkage)
    var mass = concentration + discount * max(0, categories)
    for seen in stride(from: 1, through: count, by: 1) {
      mass += Double(spectrum.categories(seen: seen)) * (Double(seen) - discount)
    }
    // Without the observation its category falls from count + 1 to count.
    if leavingOut, count > 0 { mass += Double(count) - discount }
    return min(1, mass / (observations + concentration))
  }
}
