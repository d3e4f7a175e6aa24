import Evidence
import Foundation
import Learning
public import Triage

/// A ranking of points moved by verdicts on some of them.
///
/// A point that a method ranks r-th of n has the standing log((n + 1) / r), whatever the unit of the method's scores; points of equal
/// score share their mean rank. What verdicts say of a point (`PointFeedback`) is added, and the points are ranked by the sum.
///
/// No point leaves the ranking. *Floor*: the most unusual hundredth keeps at least half of its standing, as alerts of high severity keep
/// half of their severity's points: of 10,000 points, verdicts on others do not bring the first behind the hundredth unless
/// others are raised past it.
public struct OutlierFeedback: Sendable {
  /// What was said, and how it counts.
  public struct Input: Sendable {
    /// Verdicts on rows of the table.
    public var judgements: [PointFeedback.Judgement]
    /// How they become evidence.
    public var learner: PointFeedback.Learner
    /// The time at which age is counted, in nanoseconds since 1970; nil for verdicts that do not age.
    public var now: Int64?
    /// The time on the clock.
    public var present: Int64?

    /// Verdicts and how they count.
    public init(
      _ judgements: [PointFeedback.Judgement], learner: PointFeedback.Learner = .leafEvidence, now: Int64? = nil,
      present: Int64? = nil
    ) {
      self.judgements = judgements
      self.learner = learner
      self.now = now
      self.present = present
    }
  }

  /// How a point moved.
  public struct Move: Sendable, Hashable {
    /// Its rank by the method alone, from 1.
    public var rankBefore: Int
    /// Its rank with what was said, from 1.
    public var rank: Int
    /// What was said, in the unit of standings; 0 where nothing was said of anything like it.
    public var evidence: Double
    /// Whether the floor kept it from falling further.
    public var isAtFloor: Bool
    /// The verdicts that speak about it, at most `OutlierFeedback.maximumVoices`.
    public var voices: [PointFeedback.Voice]
  }

  /// A row to look at next.
  public struct Proposal: Sendable, Hashable {
    /// The row, from 0.
    public var row: Int
    /// How it moved.
    public var move: Move
    /// Why, in words.
    public var why: String
  }

  /// The verdicts that explain a point.
  static let maximumVoices = 3
  /// The floor is for one point in so many.
  static let protectedShare = 100

  /// What was made of the verdicts.
  public let feedback: PointFeedback
  /// How they were used.
  public let learner: PointFeedback.Learner
  /// The rows, most unusual first.
  let order: [Int]
  private let rankBefore: [Int]
  private let rank: [Int]
  private let isAtFloor: [Bool]
  private let said: [Int: Verdict.Disposition]

  /// Moves a ranking.
  ///
  /// - Parameters:
  ///   - scores: By the method; larger is more unusual.
  ///   - table: The points, scaled and without missing values.
  ///   - fitted: The points that the leaves are grown on.
  init(_ input: Input, scores: [Double], table: FeatureTable, fitted: FeatureTable, seed: UInt64) {
    let forest = IsolationForest(fitting: fitted, seed: seed)
    feedback = PointFeedback(
      input.judgements,
      leaves: .init(numbers: forest.leaves(table), trees: forest.treeCount, perTree: forest.leavesPerTree),
      learner: input.learner, now: input.now, present: input.present)
    learner = input.learner
    let before = scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
    let standings = Self.standings(scores, before)
    let protected = (scores.count + Self.protectedShare - 1) / Self.protectedShare
    var moved = standings
    var isAtFloor = Array(repeating: false, count: scores.count)
    for (position, row) in before.enumerated() {
      let wanted = standings[row] + feedback.evidence[row]
      let floor = position < protected ? standings[row] / 2 : -.infinity
      isAtFloor[row] = wanted < floor
      moved[row] = max(floor, wanted)
    }
    let rankBefore = Self.ranks(before)
    order = moved.indices.sorted { (-moved[$0], rankBefore[$0]) < (-moved[$1], rankBefore[$1]) }
    rank = Self.ranks(order)
    self.rankBefore = rankBefore
    self.isAtFloor = isAtFloor
    said = Dictionary(input.judgements.map { ($0.row, $0.verdict.disposition) }) { first, _ in first }
  }

  /// How a row moved.
  public func move(of row: Int) -> Move {
    Move(
      rankBefore: rankBefore[row], rank: rank[row], evidence: feedback.evidence[row], isAtFloor: isAtFloor[row],
      voices: feedback.voices(on: row, limit: Self.maximumVoices))
  }

  /// Rows that stand higher, and lower, than without verdicts.
  public var moved: (up: Int, down: Int) {
    (
      zip(rank, rankBefore).count { $0 < $1 }, zip(rank, rankBefore).count { $0 > $1 }
    )
  }

  /// Rows that the floor kept from falling further.
  public var heldAtFloor: Int { isAtFloor.count { $0 } }

  /// The rows to look at next: the first of the ranking on which nobody has said anything.
  ///
  /// To look where an anomaly is most probable is the greedy policy of active anomaly discovery (M. A. Siddiqui et al., KDD 2018; S. Das et
  /// al., 2018): it finds most within a budget of looks, and a wrong guess is what the next ranking learns from.
  public func next(_ count: Int) -> [Proposal] {
    order.lazy.filter { said[$0] == nil }.prefix(max(0, count)).map { row in
      let move = move(of: row)
      return Proposal(row: row, move: move, why: Self.reason(move))
    }
  }

  private static func reason(_ move: Move) -> String {
    guard let voice = move.voices.first, move.evidence != 0 else {
      return "unusual by itself, and nothing like it was judged yet"
    }
    if move.evidence > 0 { return "what was judged like it was confirmed: \(voice.words)" }
    return "still the most unusual that is left, though \(voice.words)"
  }

  private static func ranks(_ order: [Int]) -> [Int] {
    var ranks = order
    for (position, row) in order.enumerated() { ranks[row] = position + 1 }
    return ranks
  }

  /// log((n + 1) / rank), equal scores with their mean rank.
  private static func standings(_ scores: [Double], _ order: [Int]) -> [Double] {
    var standings = scores
    var first = 0
    while first < order.count {
      var last = first
      while last + 1 < order.count, scores[order[last + 1]] == scores[order[first]] { last += 1 }
      let rank = Double(first + last) / 2 + 1
      for position in first...last { standings[order[position]] = log(Double(order.count + 1) / rank) }
      first = last + 1
    }
    return standings
  }
}

extension PointFeedback.Voice {
  /// `row 12 is true_positive by ann (shares 83 % of leaves)`.
  public var words: String {
    let share = Int((similarity * 100).rounded())
    return "row \(judgement.row) is \(judgement.verdict.disposition.rawValue) by \(judgement.verdict.author)"
      + " (shares \(share) % of leaves)"
  }
}
