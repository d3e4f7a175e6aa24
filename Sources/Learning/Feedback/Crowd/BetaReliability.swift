/// How far a judge can be trusted, from how often it agreed with what turned out to be right: a beta distribution.
public struct BetaReliability: Sendable, Hashable, Codable {
  /// The weight of judgements that were right, prior included.
  public private(set) var right: Double
  /// The weight of judgements that were wrong, prior included.
  public private(set) var wrong: Double

  /// A judge nobody knows: taken to have been right in 9 of 10.
  public init(right: Double = 9, wrong: Double = 1) {
    self.right = max(0.01, right)
    self.wrong = max(0.01, wrong)
  }

  /// Learns how one judgement turned out; `agreement` is the probability that it was right.
  public mutating func observe(agreement: Double, weight: Double = 1) {
    guard agreement.isFinite, weight > 0, weight.isFinite else { return }
    let share = min(1, max(0, agreement))
    right += weight * share
    wrong += weight * (1 - share)
  }

  /// The expected share of right judgements.
  public var mean: Double { right / (right + wrong) }

  /// The standard deviation of that share.
  public var deviation: Double {
    let total = right + wrong
    return (right * wrong / (total * total * (total + 1))).squareRoot()
  }

  /// How much a judgement counts, in 0 … 1: 2·p − 1, so that one who is right half of the time counts nothing.
  public var weight: Double { max(0, 2 * mean - 1) }
}
