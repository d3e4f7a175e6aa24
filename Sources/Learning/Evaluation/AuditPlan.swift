/// Which findings below the threshold are audited, with probabilities that are known before anybody looks.
///
/// Each finding is drawn by itself (Poisson sampling), so that Σ y/π over the drawn is the number of missed ones without bias
/// whatever they are (D. G. Horvitz, D. J. Thompson, "A generalization of sampling without replacement from a finite
/// universe", JASA 47, 1952), and so that `AuditedRecall` holds at every moment. Half of the expected number of audits is spread evenly
/// over all findings, which keeps the least probability, and with it the width of the limits, within a factor of two
/// of an even draw; the other half is shared equally by the strata, so that small ones (the heights just below the
/// threshold, where most of what is missed is to be expected) are looked at often.
public struct AuditPlan: Sendable, Hashable {
  /// The probability of a finding, by its stratum.
  public let propensities: [Int: Double]

  /// A plan.
  ///
  /// - Parameters:
  ///   - sizes: how many findings each stratum has.
  ///   - expected: how many audits are to be expected in all; more than there are findings audits all of them.
  public init(sizes: [Int: Int], expected: Double) {
    let filled = sizes.filter { $0.value > 0 }
    let total = filled.values.reduce(0, +)
    guard total > 0, expected > 0 else {
      propensities = [:]
      return
    }
    let even = expected / 2 / Double(total)
    let share = expected / 2 / Double(filled.count)
    propensities = filled.mapValues { min(1, max(1e-4, even + share / Double($0))) }
  }

  /// The place of each of `count` findings in one of three strata by how close to the threshold they are: the nearest tenth, the next four
  /// tenths, the rest. Findings are given from the nearest to the farthest.
  public static func stratum(ofPlace place: Int, of count: Int) -> Int {
    let near = max(1, count / 10)
    return place < near ? 0 : place < max(near + 1, count / 2) ? 1 : 2
  }

  /// Whether a finding is drawn: a number in 0 … 1 that depends on the seed and on the finding's identifier alone lies below its
  /// probability. So the draw can be repeated, and does not depend on the order of the findings.
  public static func isDrawn(id: String, seed: UInt64, propensity: Double) -> Bool {
    var state = SplitMix64.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
    for byte in id.utf8 { state = SplitMix64.mix(state ^ UInt64(byte)) &+ 0x9E37_79B9_7F4A_7C15 }
    return Double(SplitMix64.mix(state) >> 11) * 0x1p-53 < propensity
  }
}
