#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Evidence against a hypothesis as a betting score: its expectation under the hypothesis is at most one, so products of
/// independent e-values and averages of any e-values are e-values again.
public enum EValue {
  /// The natural logarithm of the e-value of a p-value, by the mixture calibrator
  ///
  ///     e(p) = ∫₀¹ κ·p^(κ−1) dκ = (1 − p + p·ln p) / (p·(ln p)²)
  ///
  /// of V. Vovk and R. Wang, "E-values: calibration, combination and applications" (2021), equation 2. The logarithm is
  /// 0.58 for p = 0.05, 3.0 for p = 0.001, 8.6 for p = 10⁻⁶ and −ln 2 for p = 1. `p` is limited to [10⁻³⁰⁰, 1].
  public static func logarithm(ofPValue p: Double) -> Double {
    // With t = −ln p the calibrator is (e^t − 1 − t) / t², which is 1/2 + t/6 + … near t = 0.
    let t = -log(min(1, max(p, 1e-300)))
    return t < 1e-4 ? log(0.5 + t / 6) : log(expm1(t) - t) - 2 * log(t)
  }
}
