import Evidence
import Testing
import Triage

@Suite struct AlertTests {
  @Test func repeatedSignalsOfOneActivityAreOneAlert() throws {
    var story = Story()
    story.process("a", "setup.exe", parent: nil, at: 0, host: "WS1")
    story.process("b", "cmd.exe", parent: "a", at: 1, host: "WS1")
    story.process("c", "cmd.exe", parent: "a", at: 2, host: "WS1")
    for second in stride(from: 10.0, to: 2_000, by: 100) {
      story.signal("r", at: second, host: "WS1", process: second < 1_000 ? "b" : "c")
    }
    let alerts = story.result().alerts
    let alert = try #require(alerts.first)
    #expect(alerts.count == 1)
    #expect(alert.signalCount == 20)
    #expect(alert.lastSeen - alert.firstSeen == 1_900_000_000_000)
  }

  @Test func aLongPauseBeginsANewAlert() {
    var story = Story()
    for hour in [0.0, 0.5, 1.2, 5, 5.1] { story.signal("r", at: hour * 3_600, host: "WS1") }
    #expect(story.result().alerts.map(\.signalCount).sorted() == [2, 3])
  }

  @Test func otherRulesHostsAndUsersAreOtherAlerts() {
    var story = Story()
    story.signal("r", at: 0, host: "WS1")
    story.signal("s", at: 0, host: "WS1")
    story.signal("r", at: 0, host: "WS2")
    story.signal("r", at: 0, host: "WS1", user: "corp\\bob")
    #expect(story.result().alerts.count == 4)
  }

  @Test func theSameSignalGivenTwiceCountsOnce() {
    var story = Story()
    let signal = story.signal("r", at: 0, host: "WS1")
    story.signals.append(signal)
    #expect(story.result().alerts.map(\.signalCount) == [1])
  }

  @Test func keptSignalsAreBoundedAndTheStrongestComeFirst() throws {
    var story = Story()
    for index in 0..<500 {
      story.signal("r", at: Double(index) * 60, host: "WS1", severity: index == 321 ? .critical : .low)
    }
    let alert = try #require(story.result().alerts.first)
    #expect(alert.signalCount == 500)
    #expect(alert.signals.count == TriageConfiguration().signalsPerAlert)
    #expect(alert.signals[0].severity == .critical)
    #expect(alert.severity == .critical)
  }

  @Test func riskRisesWithSeverityAndEvidenceAndStaysBelowTheSeverity() {
    func risk(_ severity: Severity, _ ratio: Double, _ pValue: Double? = nil) -> Double {
      var story = Story()
      story.signal("r", at: 0, host: "WS1", severity: severity)
      story.signals[0].logLikelihoodRatio = ratio
      story.signals[0].pValue = pValue
      return story.result().alerts.first?.risk ?? -1
    }
    #expect(risk(.low, 0) == 10.5)
    #expect(risk(.high, 0) < risk(.high, 3))
    #expect(risk(.high, 3) < risk(.critical, 3))
    #expect(risk(.high, 0, 1e-6) > risk(.high, 0, 1e-2))
    #expect(risk(.critical, 1e9) <= 99)
    #expect(risk(.critical, -.infinity) == 49.5)
    #expect(risk(.critical, .nan) == 49.5)
  }

  @Test func groupsAreBoundedAndNothingIsLostSilently() {
    var configuration = TriageConfiguration()
    configuration.groupCapacity = 100
    var story = Story()
    for index in 0..<5_000 { story.signal("r\(index)", at: Double(index), host: "WS1") }
    let result = story.result(configuration)
    #expect(result.alerts.count <= 200)
    #expect(result.alerts.reduce(0) { $0 + $1.signalCount } + result.lostSignals == 5_000)
  }

  @Test func tacticsComeFromTechniquesWhereASignalNamesNone() {
    var story = Story()
    story.signal("r", at: 0, host: "WS1", techniques: ["T1003.001"])
    #expect(story.result().alerts.first?.tactics == ["TA0006"])
  }
}
