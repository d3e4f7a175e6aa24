import Evidence

/// How much each of a set of verdicts counts: its confidence, times how far its author is trusted, halved with every half-life of
/// age, and a fifth of that where it came in a burst. 0 … 1, and the same in whatever order the verdicts came.
struct VerdictWeights {
  /// Who gave them, and how far each is trusted.
  let reliability: AnalystReliability
  /// Bursts and authors whom nobody bears out.
  let flags: [FeedbackFlag]
  private let policy: FeedbackPolicy
  private let now: Int64
  /// The identifiers of what came in bursts.
  private let inBursts: Set<String>

  /// Weighs verdicts that say malicious or not.
  ///
  /// - Parameter now: The time at which age is counted, in nanoseconds since 1970; later verdicts count as given then.
  init(_ decided: [Verdict], now: Int64, policy: FeedbackPolicy) {
    self.policy = policy
    self.now = now
    reliability = AnalystReliability(decided)
    let bursts = FeedbackFlag.bursts(decided, policy)
    inBursts = bursts.verdicts
    flags = bursts.flags + FeedbackFlag.unreliable(reliability, policy)
  }

  /// What a verdict counts.
  func weight(of verdict: Verdict) -> Double {
    let age = verdict.time < now ? Double(TimeSpan(first: verdict.time, last: now).length) : 0
    var weight = min(1, max(0, verdict.confidence)) * reliability.weight(of: verdict.author)
    weight *= Logarithm.exp(-0.693_147_180_559_945_3 * age / Double(max(1, policy.halfLife)))
    if inBursts.contains(verdict.id) { weight *= 0.2 }
    return weight
  }
}
