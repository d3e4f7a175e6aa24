#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How evidence loses weight with age.
///
/// Forward decay (G. Cormode, V. Shkapenyuk, D. Srivastava, B. Xu, ICDE 2009): an observation at time t is stored with the
/// weight 2^((t − landmark) / half-life), which does not depend on when it arrives, and a sum is read at time `now` times
/// 2^((landmark − now) / half-life). So sums do not depend on the order of observations and can be added across places.
/// Landmarks move by whole half-lives only: moving one scales by a power of two, which is exact.
public struct EvidenceDecay: Sendable, Hashable, Codable {
  /// The time in which evidence loses half of its weight, in the caller's unit; infinite for evidence that never ages.
  public let halfLife: Double

  /// A decay with a half-life; anything that is not a positive number means no decay.
  public init(halfLife: Double = .infinity) {
    self.halfLife = halfLife > 0 ? halfLife : .infinity
  }

  /// No decay.
  public static let none = EvidenceDecay()

  /// The last landmark at or before a time.
  func landmark(for time: Double) -> Double {
    guard halfLife.isFinite, time.isFinite else { return 0 }
    return (time / halfLife).rounded(.down) * halfLife
  }

  /// What weight 1 at `time` is worth in the units of `landmark`. The landmark must not be far after the time's own.
  func factor(from time: Double, to landmark: Double) -> Double {
    guard halfLife.isFinite, time.isFinite else { return 1 }
    return exp2(min(1_000, max(-1_000, (time - landmark) / halfLife)))
  }
}
