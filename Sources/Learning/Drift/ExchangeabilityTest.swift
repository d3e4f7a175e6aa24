#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Watches conformal p-values in use: a bet against their being uniform, whose capital is large only when the data no longer are
/// like the calibration's.
///
/// The simple jumper martingale (V. Vovk, I. Petej, I. Nouretdinov, E. Ahlberg, L. Carlsson, A. Gammerman, "Retrain or not
/// retrain: conformal test martingales for change-point detection", COPA 2021): capital is spread over the bets
/// 1 + ε(p − ½), ε ∈ {−1, 0, 1}, and a share J of it is spread anew at each step. Under exchangeability the chance that the capital
/// ever reaches c is at most 1/c (Ville), however often it is looked at.
public struct ExchangeabilityTest: Sendable, Hashable, Codable {
  /// The share that is spread anew.
  public let jump: Double
  /// The logarithm of the whole capital, and the shares of the three bets.
  public internal(set) var logCapital = 0.0
  var shares = [1.0 / 3, 1.0 / 3, 1.0 / 3]
  /// The highest logarithm so far.
  public internal(set) var peak = 0.0
  /// P-values seen.
  public internal(set) var count = 0

  /// A test that has seen nothing.
  public init(jump: Double = 0.01) { self.jump = min(1, max(0, jump)) }

  /// Takes a p-value; ties should be broken at random for uniformity. Values outside [0, 1] are left out.
  public mutating func add(_ p: Double) {
    guard (0...1).contains(p) else { return }
    let total = shares.reduce(0, +)
    for (index, bet) in [-1.0, 0, 1].enumerated() {
      let spread = (1 - jump) * shares[index] + jump * total / 3
      shares[index] = spread * (1 + bet * (p - 0.5))
    }
    let sum = shares.reduce(0, +)
    logCapital += log(sum)
    for index in shares.indices { shares[index] /= sum }
    peak = max(peak, logCapital)
    count += 1
  }

  /// Whether the evidence against exchangeability has ever been as strong as 1/level.
  public func isBroken(level: Double = 0.01) -> Bool { peak >= -log(min(1, max(1e-300, level))) }

  /// Begins anew, after a retraining.
  public mutating func restart() { self = ExchangeabilityTest(jump: jump) }
}
