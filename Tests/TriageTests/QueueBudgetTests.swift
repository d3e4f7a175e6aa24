import Evidence
import Learning
import Testing
import Triage

/// A queue that keeps to its budget.
@Suite struct QueueBudgetTests {
  private static let day: Int64 = 86_400_000_000_000

  /// Alerts every hour, of which every tenth is risky.
  private func alerts(days: Int, pValue: Double? = nil) -> [Alert] {
    (0..<24 * days).map { index in
      let time = Int64(index) * Self.day / 24
      let signal = Signal(
        detector: DetectorID(name: "t", version: "1"), ruleID: "r", title: "t", time: time, severity: .medium, score: 1,
        pValue: index == 100 ? pValue : nil, logLikelihoodRatio: 50)
      return Alert(
        id: "a\(index)", title: "t", ruleID: "r", severity: .medium, risk: index % 10 == 3 ? 80 : 20, firstSeen: time,
        lastSeen: time, techniques: [], tactics: [], entities: [], signals: [signal], signalCount: 1)
    }
  }

  @Test(arguments: [0.5, 1, 2, 5]) func withoutVerdictsTheCountIsThePromise(perDay: Double) throws {
    let list = alerts(days: 30)
    let outcome = QueueBudget(perDay: perDay).split(list)
    let report = try #require(outcome.report)
    #expect(Double(outcome.shown.count) <= report.bound)
    #expect((0.6...1.25).contains(Double(outcome.shown.count) / (perDay * 30)))
    let risky = list.filter { outcome.shown.contains($0.id) && $0.risk == 80 }.count
    #expect(risky >= outcome.shown.count * 3 / 4 || risky >= 60)
  }

  @Test func confirmedAttacksMakeRoom() {
    let list = alerts(days: 30)
    let none = QueueBudget(perDay: 1).split(list)
    let verdicts = list.filter { $0.risk == 80 }.map {
      Verdict(
        id: "v" + $0.id, subjectKind: "alert", subjectID: $0.id, disposition: .truePositive, author: "a",
        time: $0.lastSeen + 60_000_000_000, confidence: 1, note: "")
    }
    let judged = QueueBudget(perDay: 1).split(list, verdicts: verdicts)
    #expect(judged.shown.count > none.shown.count)
    #expect(judged.report?.refuted == 0 && (judged.report?.confirmed ?? 0) > 0)
  }

  @Test func onlyCalibratedEvidenceGoesBeyondTheBudget() {
    #expect(QueueBudget(perDay: 0).split(alerts(days: 10)).shown.isEmpty)
    #expect(QueueBudget(perDay: 0).split(alerts(days: 10, pValue: 1e-12)).shown == ["a100"])
    #expect(QueueBudget(perDay: 1).split([]).report == nil)
  }

  @Test func aShortCaptureIsShownItsShareOfADay() {
    let list = Array(alerts(days: 1).prefix(10))
    let shown = QueueBudget(perDay: 5).split(list).shown
    #expect((1...6).contains(shown.count) && shown.contains("a3"))
  }
}
