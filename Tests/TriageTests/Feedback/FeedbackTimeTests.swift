import Evidence
import Learning
import TestSupport
import Testing

@testable import Triage

/// Alerts of one time.
@Suite struct FeedbackTimeTests {
  private static func alert(_ id: String, _ rule: String, host: String, hour: Int64, severity: Severity = .medium)
    -> Alert
  {
    let time = ScriptedEvent.start + hour * 3_600_000_000_000
    return Alert(
      id: id, title: rule, ruleID: rule, severity: severity, risk: 40, firstSeen: time, lastSeen: time, techniques: [],
      tactics: [], entities: [EntityKey(.host, host)], signals: [], signalCount: 1)
  }

  private static func points(_ alert: Alert, _ verdicts: [(Alert, Verdict.Disposition)]) -> Double {
    let said = verdicts.map { FeedbackTests.verdict($0.0.id, $0.1, by: "ann") }
    let traits = Dictionary(uniqueKeysWithValues: verdicts.map { ($0.0.id, AlertTraits($0.0)) })
    let ranking = FeedbackRanking(VerdictBook(said, now: ScriptedEvent.start, traits: traits))
    return ranking.move(alert, AlertTraits(alert))?.points ?? 0
  }

  @Test func aConfirmedAttackRaisesWhatIsOfItsHourAndAFalseAlertLowersNothingElsewhere() {
    let judged = Self.alert("j", "scan", host: "a", hour: 5)
    let elsewhere = Self.alert("e", "odd", host: "b", hour: 5)
    let later = Self.alert("l", "odd", host: "b", hour: 6)
    #expect(Self.points(elsewhere, [(judged, .truePositive)]) > 0.3)
    #expect(Self.points(later, [(judged, .truePositive)]) == 0)
    #expect(Self.points(elsewhere, [(judged, .falsePositive)]) == 0)
    // Denials outweigh confirmations of the same hour.
    let denied = (0..<3).map {
      (Self.alert("d\($0)", "noise", host: "c\($0)", hour: 5), Verdict.Disposition.falsePositive)
    }
    #expect(Self.points(elsewhere, [(judged, .truePositive)] + denied) == 0)
  }

  @Test(arguments: [Severity.low, .medium, .high, .critical]) func aDecoyLowersNothingGraveBesideIt(
    _ severity: Severity
  ) {
    let decoy = Self.alert("d", "noise", host: "a", hour: 5)
    let beside = Self.alert("b", "theft", host: "a", hour: 5, severity: severity)
    let moved = Self.points(beside, [(decoy, .falsePositive)])
    #expect(severity < .high ? moved < 0 && moved > -1 : moved == 0, "\(moved)")
  }

  @Test func hoursAreThoseOfUTC() {
    #expect(AlertTraits.hour(of: 0) == "1970-01-01 00h" && AlertTraits.hour(of: -1) == "1969-12-31 23h")
    #expect(AlertTraits.hour(of: ScriptedEvent.start + 5 * 3_600_000_000_000) == "2026-01-01 05h")
  }

  /// Random verdicts on alerts that share hosts and hours, and whatever one more analyst says: the whole move stays within the
  /// bound.
  @Test(arguments: 0..<20) func oneAnalystMovesNoAlertFurtherThanTheBound(_ seed: Int) {
    var random = Xoshiro256(seed: UInt64(seed) + 100)
    let policy = FeedbackPolicy()
    func draw(_ author: String, _ count: Int, _ said: Verdict.Disposition? = nil) -> [Verdict] {
      (0..<count).map { index in
        let disposition = said ?? (random.nextUnit() < 0.4 ? .truePositive : .falsePositive)
        let hour = Int(random.nextUnit() * 2)
        return Verdict(
          id: "\(author)\(index)", subjectKind: "alert", subjectID: "old\(index)", disposition: disposition,
          author: author, time: ScriptedEvent.start + Int64(index) * 3_600_000_000_000, confidence: 1, note: "",
          traits: [
            "rule": random.nextUnit() < 0.5 ? "r" : "s", "host": "h\(Int(random.nextUnit() * 2))",
            "hour": AlertTraits.hour(of: ScriptedEvent.start + Int64(hour) * 3_600_000_000_000),
          ])
      }
    }
    let honest = (0..<4).flatMap { draw("honest\($0)", Int(random.nextUnit() * 12)) }
    let liar = draw("liar", 60, seed % 2 == 0 ? .falsePositive : .truePositive)
    let alert = Self.alert("a", "r", host: "h0", hour: 0)
    func points(_ verdicts: [Verdict]) -> Double {
      let ranking = FeedbackRanking(VerdictBook(verdicts, now: ScriptedEvent.start, policy: policy))
      return ranking.move(alert, AlertTraits(alert))?.points ?? 0
    }
    #expect(abs(points(honest + liar) - points(honest)) <= policy.bound(analysts: 1) + 1e-9)
  }

  @Test func whatWasJudgedSmallIsNotLeftOutWhenItIsLarge() throws {
    func alert(_ id: String, signals: Int) -> Alert {
      var alert = Self.alert(id, "lookups", host: "a", hour: 5)
      alert.signalCount = signals
      return alert
    }
    let judged = alert("j", signals: 9)
    let verdicts = ["ann", "bob"].map { FeedbackTests.verdict("j", .falsePositive, by: $0) }
    // The verdict carries the number with it.
    let named = AlertTraits(judged).named
    #expect(named["signals"] == "9")
    let ranking = FeedbackRanking(
      VerdictBook(verdicts, now: ScriptedEvent.start, traits: ["j": AlertTraits(named)]))
    func suppression(_ signals: Int) -> AlertMove.Suppression? {
      let other = alert("o", signals: signals)
      return ranking.move(other, AlertTraits(other))?.suppression
    }
    #expect(suppression(12) == .twoAnalysts && suppression(99) == .twoAnalysts)
    #expect(suppression(12_000) == .unusualVolume && suppression(12_000)?.isAllowed == false)
  }
}
