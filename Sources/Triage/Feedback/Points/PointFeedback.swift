public import Evidence
import Learning

/// What verdicts on points of a table say about all of its points.
///
/// A forest divides the table into leaves, as views divide alerts into cells: each verdict is counted in the leaf of its point
/// in every tree, within the limits of `FeedbackPolicy` for an hour of one author, one author and one source. What is said of
/// a point is `LeafEvidence` over its leaves.
///
/// With leaves judged by themselves (p = ½ in `LeafEvidence`) the evidence of a leaf is log((P + a) / (N + a)), so that the proof in
/// `FeedbackPolicy` holds leaf by leaf: one author moves the mean over leaves by at most log(1 + c / a), k authors by at most
/// log(1 + k·c / a), and one source by at most log(1 + sourceMass / a), whatever they say and however often.
public struct PointFeedback: Sendable {
  /// How verdicts become evidence.
  public enum Learner: String, Sendable, Hashable, CaseIterable {
    /// Counts in leaves, in closed form: no order, and bounded.
    case leafEvidence = "leaf-evidence"
    /// Steps along a gradient in the order of time (`MirrorDescentRanking`): the published baseline. A verdict moves a point by at most a
    /// step; how far many of one author move it is not bounded.
    case mirrorDescent = "mirror-descent"
  }

  /// Where the points of a table end in a forest.
  public struct Leaves: Sendable {
    /// Rows × trees, as `IsolationForest.leaves` gives them.
    public var numbers: [UInt16]
    /// The number of trees.
    public var trees: Int
    /// Numbers of leaves are below this.
    public var perTree: Int

    /// Leaves of a forest.
    public init(numbers: [UInt16], trees: Int, perTree: Int) {
      self.numbers = numbers
      self.trees = trees
      self.perTree = perTree
    }

    func of(_ row: Int) -> ArraySlice<UInt16> { numbers[row * trees..<(row + 1) * trees] }
  }

  /// A verdict on a point.
  public struct Judgement: Sendable, Hashable {
    /// The point's row, from 0.
    public var row: Int
    /// What was said.
    public var verdict: Verdict

    /// A verdict on the point of a row.
    public init(row: Int, _ verdict: Verdict) {
      self.row = row
      self.verdict = verdict
    }
  }

  /// One verdict as it speaks about a point.
  public struct Voice: Sendable, Hashable {
    /// What was said, and of which row.
    public var judgement: Judgement
    /// The share of trees in which both points end in the same leaf, 0 … 1.
    public var similarity: Double
    /// How much the verdict counts, 0 … 1.
    public var weight: Double
  }

  /// The weight of the mean log odds against `log((n + 1) / rank)`.
  static let leafWeight = 6.0
  /// The length of a step of mirror descent.
  static let step = 3.0

  /// What is said of each point, in the unit of the logarithm of its rank; 0 where nothing is.
  public let evidence: [Double]
  /// Verdicts that say malicious or not.
  public let used: Int
  /// By how many authors.
  public let authors: Int
  /// The most by which one author moves a point, in the unit of `evidence`; nil where there is no bound.
  public let authorBound: Double?
  /// The most by which one source moves a point.
  public let sourceBound: Double?
  /// What a person should look at.
  public let flags: [FeedbackFlag]
  private let voices: [(judgement: Judgement, weight: Double)]
  private let leaves: Leaves

  /// Counts verdicts.
  ///
  /// - Parameters:
  ///   - judgements: On rows that exist.
  ///   - now: The time at which age is counted, in nanoseconds since 1970. A table has no time of its own, and verdicts have no say
  ///     in it; without one, verdicts do not age.
  ///   - present: The time on the clock: nobody can have judged later.
  public init(
    _ judgements: [Judgement], leaves: Leaves, learner: Learner = .leafEvidence, now: Int64? = nil,
    present: Int64? = nil, policy: FeedbackPolicy = FeedbackPolicy()
  ) {
    let decided = judgements.filter { $0.verdict.disposition.isMalicious != nil }
    let weighing = VerdictWeights(decided.map(\.verdict), now: now ?? .min, policy: policy)
    // In a fixed order, so that nothing depends on the order in which verdicts came.
    voices = decided.map { ($0, weighing.weight(of: $0.verdict)) }
      .sorted { Self.key($0.0) < Self.key($1.0) }
    self.leaves = leaves
    used = decided.count
    authors = weighing.reliability.analysts.count
    flags = weighing.flags + (present.map { FeedbackFlag.future(judgements.map(\.verdict), present: $0) } ?? [])
    switch learner {
    case .leafEvidence:
      evidence = Self.counted(voices, leaves, policy)
      authorBound = Self.leafWeight * Logarithm.of(1 + policy.analystMass / policy.pseudoCount)
      sourceBound = Self.leafWeight * Logarithm.of(1 + policy.sourceMass / policy.pseudoCount)
    case .mirrorDescent:
      var ranking = MirrorDescentRanking(trees: leaves.trees, leavesPerTree: leaves.perTree, step: Self.step)
      for (judgement, weight) in voices {
        let isMalicious = judgement.verdict.disposition.isMalicious ?? false
        ranking.tell(leaves.of(judgement.row), isPositive: isMalicious, weight: weight)
      }
      evidence = ranking.evidence(leaves.numbers)
      authorBound = nil
      sourceBound = nil
    }
  }

  /// The verdicts that speak about a point, those that pull it the way it went first, then the most similar and heaviest.
  public func voices(on row: Int, limit: Int) -> [Voice] {
    let own = leaves.of(row)
    let isRaised = evidence[row] > 0
    let heard = voices.compactMap { voice -> (voice: Voice, order: (Int, Double))? in
      let shared = zip(own, leaves.of(voice.judgement.row)).count { $0 == $1 }
      let similarity = Double(shared) / Double(max(1, leaves.trees))
      guard similarity > 0, voice.weight > 0 else { return nil }
      let isAlong = voice.judgement.verdict.disposition.isMalicious == isRaised
      return (
        Voice(judgement: voice.judgement, similarity: similarity, weight: voice.weight),
        (isAlong ? 0 : 1, -similarity * voice.weight)
      )
    }
    // What is of one order keeps the order of time.
    let ordered = heard.enumerated().sorted {
      ($0.element.order.0, $0.element.order.1, $0.offset) < ($1.element.order.0, $1.element.order.1, $1.offset)
    }
    return ordered.prefix(max(0, limit)).map(\.element.voice)
  }

  private static func key(_ judgement: Judgement) -> (Int64, String, Int) {
    (judgement.verdict.time, judgement.verdict.id, judgement.row)
  }

  /// Leaf evidence of what is left of the verdicts after every limit.
  private static func counted(
    _ voices: [(judgement: Judgement, weight: Double)], _ leaves: Leaves, _ policy: FeedbackPolicy
  ) -> [Double] {
    guard !voices.isEmpty else { return Array(repeating: 0, count: leaves.numbers.count / max(1, leaves.trees)) }
    var cells: [Int: FeedbackCell] = [:]
    for (judgement, weight) in voices {
      let verdict = judgement.verdict
      let entry = FeedbackCell.Entry(
        author: verdict.author, source: verdict.source ?? "", time: verdict.time,
        isMalicious: verdict.disposition.isMalicious ?? false, weight: weight)
      for (tree, leaf) in leaves.of(judgement.row).enumerated() {
        cells[tree * leaves.perTree + Int(leaf), default: FeedbackCell()].add(entry)
      }
    }
    let evidence = LeafEvidence(
      trees: leaves.trees, leavesPerTree: leaves.perTree, .init(pseudoCount: policy.pseudoCount, leastShare: 0.5)
    ) { tree, leaf in cells[tree * leaves.perTree + Int(leaf)]?.counts(policy) }
    return evidence.evidence(leaves.numbers).map { $0 * leafWeight }
  }
}
