import Evidence
import Learning
import Testing

@testable import Triage

/// The time at which verdicts are old, and what wrong and false dates can do to it.
@Suite struct FeedbackClockTests {
  private static let day: Int64 = 86_400_000_000_000
  private static let start: Int64 = 1_600_000_000_000_000_000
  private static let far: Int64 = 4_070_908_800_000_000_000

  private static func alerts(_ count: Int, days: Int64 = 30) -> [Alert] {
    (0..<count).map { index in
      let time = start + Int64(index) * days * day / Int64(max(1, count))
      return Alert(
        id: "a\(index)", title: "t", ruleID: "r\(index % 3)", severity: .medium, risk: 40, firstSeen: time,
        lastSeen: time,
        techniques: [], tactics: [], entities: [EntityKey(.host, "h\(index % 5)")], signals: [], signalCount: 1)
    }
  }

  private static func verdicts(_ count: Int, by author: String, at time: (Int) -> Int64) -> [Verdict] {
    (0..<count).map { index in
      Verdict(
        id: "\(author)\(index)", subjectKind: "alert", subjectID: "a\(index)", disposition: .falsePositive,
        author: author,
        time: time(index), confidence: 1, note: "")
    }
  }

  @Test(arguments: [
    ([1, 2, 3], 3), ([5], 5), ([1, 2, 100_000], 100_000), (Array(1...40) + [100_000], 40),
    (Array(1...40) + [100_000, 106_000], 40), (Array(1...40) + Array(200...202), 202), ([-50_000] + Array(1...40), 40),
  ])
  func fewTimesBehindALongGapAreWrongClocks(days: [Int], last: Int) {
    #expect(FeedbackClock.last(of: days.map { Int64($0) * Self.day }) == Int64(last) * Self.day)
  }

  @Test func theLongestTimesDoNotTrap() {
    #expect(FeedbackClock.last(of: [Int64.min, .max]) == .max)
    #expect(FeedbackClock.last(of: Array(repeating: Int64.min, count: 30) + [.max]) == .min)
    #expect(FeedbackClock.last(of: []) == nil)
  }

  /// What others said counts the same whatever date somebody writes on a verdict, and the writer is named.
  @Test(arguments: [Verdict.Disposition.unsure, .falsePositive]) func aVerdictOfTheFutureMakesNoOtherOld(
    _ said: Verdict.Disposition
  ) throws {
    let alerts = Self.alerts(25)
    let honest = Self.verdicts(10, by: "ann") { Self.start + Int64($0) * Self.day }
    let present = Self.start + 40 * Self.day
    let plain = FeedbackInput(honest, present: present).applied(to: alerts)
    #expect(plain.moves.values.contains { $0.points < -5 } && plain.summary.flags.isEmpty)
    var future = Self.verdicts(1, by: "mallory") { _ in Self.far }
    future[0].disposition = said
    future[0].subjectID = "of-nobody"
    let result = FeedbackInput(honest + future, present: present).applied(to: alerts)
    #expect(result.moves == plain.moves)
    #expect(
      result.summary.flags.contains { $0.contains("mallory") && $0.contains("future") }, "\(result.summary.flags)")
  }

  @Test func anAlertOfAWrongClockMakesNoVerdictOld() {
    let alerts = Self.alerts(25)
    let verdicts = Self.verdicts(10, by: "ann") { Self.start + Int64($0) * Self.day }
    let plain = FeedbackInput(verdicts).applied(to: alerts)
    var wrong = alerts[24]
    wrong.id = "wrong"
    wrong.lastSeen = Self.far
    let moved = FeedbackInput(verdicts).applied(to: alerts + [wrong]).moves
    #expect(alerts.allSatisfy { moved[$0.id]?.points == plain.moves[$0.id]?.points })
  }

  /// One analyst with verdicts of any dates, from before the epoch to the end of time, moves no alert further than the bound that
  /// is printed.
  @Test(arguments: 0..<20) func theBoundHoldsWhateverDatesALiarWrites(seed: Int) {
    var random = Xoshiro256(seed: UInt64(seed) + 900)
    let alerts = Self.alerts(30)
    let honest = (0..<3).flatMap { analyst in
      Self.verdicts(12, by: "honest\(analyst)") { Self.start + Int64($0 % 25) * Self.day }
    }
    let dates: [Int64] = [.min, -Self.far, 0, Self.start, Self.start + 20 * Self.day, Self.far, .max]
    let liar = (0..<40).map { index in
      Verdict(
        id: "liar\(index)", subjectKind: "alert", subjectID: "a\(Int.random(in: 0..<30, using: &random))",
        disposition: seed % 2 == 0 ? .falsePositive : .truePositive, author: "liar",
        time: dates[Int.random(in: 0..<dates.count, using: &random)], confidence: 1, note: "")
    }
    // Reliabilities are those of all verdicts; the bound is about what is said (docs/Feedback.md).
    let all = honest + liar
    let traits = Dictionary(uniqueKeysWithValues: alerts.map { ($0.id, AlertTraits($0)) })
    let now = FeedbackClock.last(of: alerts.map(\.lastSeen)) ?? 0
    let with = VerdictBook(all, now: now, traits: traits)
    for verdict in honest {
      let alone = VerdictBook(honest, now: now, traits: traits).weights[verdict.id] ?? 0
      let trust = (with.reliability.weight(of: verdict.author), BetaReliability().weight)
      #expect((with.weights[verdict.id] ?? 0) <= max(alone, alone * trust.0 / trust.1) + 1e-9)
    }
    let before = FeedbackInput(honest).applied(to: alerts).moves
    let after = FeedbackInput(all).applied(to: alerts).moves
    let bound = FeedbackPolicy().bound(analysts: 1)
    for alert in alerts {
      let moved = abs((after[alert.id]?.points ?? 0) - (before[alert.id]?.points ?? 0))
      #expect(moved <= bound + 1e-9, "\(alert.id) moved by \(moved)")
    }
  }

  @Test func twoAccountsThatAreHardlySureSuppressNothing() throws {
    func suppression(_ confidence: Double) throws -> AlertMove.Suppression? {
      let alerts = Self.alerts(3)
      let verdicts = ["ann", "bob"].flatMap { author in
        Self.verdicts(1, by: author) { _ in Self.start }.map { verdict in
          var verdict = verdict
          verdict.confidence = confidence
          return verdict
        }
      }
      return FeedbackInput(verdicts).applied(to: alerts).moves["a0"]?.suppression
    }
    #expect(try suppression(1) == .twoAnalysts)
    #expect(try suppression(0.1) == AlertMove.Suppression.none)
    #expect(try suppression(0.3) == AlertMove.Suppression.none)
  }
}
