import Evidence
import Learning
import Testing

@testable import Triage

@Suite struct PointFeedbackTests {
  static let minute: Int64 = 60_000_000_000
  static let trees = 10
  static let perTree = 4

  /// Forty points in random leaves.
  static let leaves: PointFeedback.Leaves = {
    var random = Xoshiro256(seed: 3)
    let numbers = (0..<40 * trees).map { _ in UInt16.random(in: 0..<UInt16(perTree), using: &random) }
    return .init(numbers: numbers, trees: trees, perTree: perTree)
  }()

  static func judgement(
    _ row: Int, _ disposition: Verdict.Disposition, by author: String, at minute: Int64, confidence: Double = 1,
    source: String = "a"
  ) -> PointFeedback.Judgement {
    .init(
      row: row,
      Verdict(
        id: "\(author)-\(row)-\(minute)-\(disposition.rawValue)", subjectKind: "row", subjectID: "\(row)",
        disposition: disposition, author: author, time: minute * Self.minute, confidence: confidence, note: "",
        source: source))
  }

  static func random(_ count: Int, by authors: [String], seed: UInt64) -> [PointFeedback.Judgement] {
    var random = Xoshiro256(seed: seed)
    return (0..<count).map { _ in
      judgement(
        Int.random(in: 0..<40, using: &random), random.nextUnit() < 0.4 ? .truePositive : .falsePositive,
        by: authors[Int.random(in: 0..<authors.count, using: &random)],
        at: Int64.random(in: 0..<100_000, using: &random), confidence: 0.5 + random.nextUnit() / 2)
    }
  }

  @Test(arguments: PointFeedback.Learner.allCases) func theOrderInTheFileChangesNothing(
    _ learner: PointFeedback.Learner
  ) {
    let said = Self.random(60, by: ["ann", "bob", "eve"], seed: 5)
    let forward = PointFeedback(said, leaves: Self.leaves, learner: learner)
    let backward = PointFeedback(said.reversed(), leaves: Self.leaves, learner: learner)
    #expect(forward.evidence == backward.evidence && forward.evidence.contains { $0 != 0 })
    #expect(forward.voices(on: 7, limit: 3) == backward.voices(on: 7, limit: 3))
  }

  @Test func leafEvidenceOfARowIsThatOfItsLeaves() {
    let said = [
      Self.judgement(0, .truePositive, by: "ann", at: 0), Self.judgement(1, .falsePositive, by: "bob", at: 1),
    ]
    let found = PointFeedback(said, leaves: Self.leaves).evidence
    // Each author's word counts 2 · 0.9 − 1 = 0.8; a leaf with one such verdict is worth ±log((0.8 + 0.5) / 0.5).
    let one = Logarithm.of(1.3 / 0.5)
    for row in 0..<40 {
      var sum = 0.0
      for tree in 0..<Self.trees {
        let leaf = Self.leaves.of(row)[row * Self.trees + tree]
        let isFirst = leaf == Self.leaves.of(0)[tree]
        let isSecond = leaf == Self.leaves.of(1)[Self.trees + tree]
        sum += isFirst == isSecond ? 0 : isFirst ? one : -one
      }
      let expected = PointFeedback.leafWeight * sum / Double(Self.trees)
      #expect(abs(found[row] - expected) < 1e-4, "row \(row): \(found[row]), \(expected)")
    }
  }

  /// Whatever one author says, in however many verdicts and at whatever times, moves no point further than the bound that is
  /// printed. Nobody else judged the same rows, so that all are trusted alike (docs/Feedback.md).
  @Test(arguments: 0..<10) func oneAuthorMovesNoPointFurtherThanTheBound(_ seed: Int) throws {
    let honest = Self.random(30, by: ["ann", "bob"], seed: UInt64(seed)).filter { $0.row < 20 }
    let liar = Self.random(400, by: ["eve"], seed: UInt64(seed + 100)).filter { $0.row >= 20 }
    let before = PointFeedback(honest, leaves: Self.leaves)
    let after = PointFeedback(honest + liar, leaves: Self.leaves)
    let bound = try #require(after.authorBound)
    for row in 0..<40 { #expect(abs(after.evidence[row] - before.evidence[row]) <= bound + 1e-4) }
    let flood = (0..<400).map { Self.judgement(0, .truePositive, by: "eve", at: Int64($0) * 120) }
    let reached = PointFeedback(flood, leaves: Self.leaves).evidence[0]
    #expect(reached <= bound + 1e-4 && reached > 0.9 * bound, "\(reached) of \(bound)")
  }

  @Test func oneSourceOfManyAuthorsIsBoundedToo() throws {
    let many = (0..<300).map { Self.judgement(0, .falsePositive, by: "author\($0)", at: Int64($0) * 120) }
    let found = PointFeedback(many, leaves: Self.leaves)
    let bound = try #require(found.sourceBound)
    #expect(found.evidence[0] >= -bound - 1e-4 && found.evidence[0] < -0.9 * bound)
  }

  @Test func agesByTheTimeThatIsGivenAndNeverByVerdicts() {
    let day: Int64 = 24 * 60
    let said = [
      Self.judgement(0, .truePositive, by: "ann", at: 0), Self.judgement(0, .unsure, by: "eve", at: 60_000 * day),
    ]
    let fresh = PointFeedback(said, leaves: Self.leaves, present: 100 * day * Self.minute)
    #expect(abs((fresh.voices(on: 0, limit: 1).first?.weight ?? 0) - 0.8) < 1e-9)
    #expect(fresh.flags.map(\.kind) == [.future])
    let old = PointFeedback(said, leaves: Self.leaves, now: 90 * day * Self.minute)
    let ratio = (old.voices(on: 0, limit: 1).first?.weight ?? 0) / (fresh.voices(on: 0, limit: 1).first?.weight ?? 1)
    #expect(abs(ratio - 0.5) < 1e-9, "\(ratio)")
  }

  @Test func burstsCountAFifthAndAreFlagged() {
    let slow = (0..<25).map { Self.judgement($0, .falsePositive, by: "ann", at: Int64($0) * 30) }
    let fast = (0..<25).map { Self.judgement($0, .falsePositive, by: "ann", at: 0) }
    let calm = PointFeedback(slow, leaves: Self.leaves)
    let rash = PointFeedback(fast, leaves: Self.leaves)
    #expect(calm.flags.isEmpty && rash.flags.map(\.kind) == [.burst])
    #expect(rash.evidence.reduce(0, +) > calm.evidence.reduce(0, +))
  }

  @Test func nothingSaidAndNothingDecidedIsNeutral() {
    #expect(PointFeedback([], leaves: Self.leaves).evidence == Array(repeating: 0, count: 40))
    let unsure = PointFeedback([Self.judgement(3, .unsure, by: "ann", at: 0)], leaves: Self.leaves)
    #expect(unsure.used == 0 && unsure.evidence.allSatisfy { $0 == 0 } && unsure.voices(on: 3, limit: 3).isEmpty)
  }
}
