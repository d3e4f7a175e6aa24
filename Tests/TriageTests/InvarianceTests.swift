import Evidence
import Learning
import TestSupport
import Testing
import Triage

@Suite struct InvarianceTests {
  /// Signals of a random month on a random fleet.
  func random(seed: UInt64, count: Int) -> Story {
    var generator = Xoshiro256(seed: seed)
    var story = Story()
    for host in 0..<6 { story.background(host: "H\(host)", user: "u\(host)", count: 40) }
    for id in 0..<40 {
      let parent = id < 5 ? nil : "p\(generator.next() % UInt64(id))"
      story.process("p\(id)", "tool\(id % 7).exe", parent: parent, at: Double(id * 50), host: "H\(id % 6)")
    }
    for _ in 0..<count {
      let host = generator.next() % 6
      let tactic = AttackTactic.allCases[Int(generator.next() % 14)]
      story.signal(
        "r\(generator.next() % 9)", at: Double(generator.next() % 400_000), host: "H\(host)",
        process: generator.next() % 2 == 0 ? "p\(generator.next() % 40)" : nil, user: "corp\\u\(generator.next() % 4)",
        severity: Severity.allCases[Int(generator.next() % 4)], tactics: [tactic])
    }
    return story
  }

  @Test(arguments: UInt64(0)..<3) func theOrderOfSignalsDoesNotMatter(seed: UInt64) {
    var story = random(seed: seed, count: 150)
    let expected = story.result()
    var generator = Xoshiro256(seed: seed &+ 99)
    for _ in 0..<3 {
      story.signals.shuffle(using: &generator)
      #expect(story.result() == expected)
    }
  }

  @Test(arguments: [1, 13, 10_000]) func theSizeOfBatchesDoesNotMatter(rows: Int) {
    let story = random(seed: 5, count: 120)
    #expect(story.result(rows: rows) == story.result())
  }

  @Test func askingTwiceAnswersTheSameAndGivingMoreContinues() {
    var story = random(seed: 3, count: 200)
    var engine = TriageEngine()
    engine.add(story.signals[..<120])
    let early = engine.result()
    #expect(engine.result() == early)
    engine.add(story.signals[120...])
    story.events = []
    #expect(engine.result() == story.result())
  }

  @Test(arguments: UInt64(0)..<3) func anUnrelatedAlertLeavesIncidentsAsTheyAre(seed: UInt64) {
    var story = random(seed: seed, count: 150)
    let before = story.result().incidents
    story.signal("unrelated", at: 200_000, host: "ELSEWHERE", user: "corp\\nobody-else", severity: .low)
    #expect(story.result().incidents == before)
  }

  @Test(arguments: UInt64(0)..<3) func everyAlertIsInAtMostOneIncidentAndLinksFormATree(seed: UInt64) {
    let result = random(seed: seed, count: 200).result()
    let members = result.incidents.flatMap(\.alertIDs)
    #expect(Set(members).count == members.count)
    #expect(Set(result.alerts.map(\.id)).count == result.alerts.count)
    for incident in result.incidents {
      #expect(incident.links.count == incident.alertIDs.count - 1)
      let ids = Set(incident.alertIDs)
      #expect(incident.links.allSatisfy { ids.contains($0.from) && ids.contains($0.to) })
      #expect(incident.firstSeen <= incident.lastSeen)
      #expect(incident.risk >= 0 && incident.risk <= 100)
    }
  }

  /// Twenty thousand signals, most of them unlike any other.
  @Test func manySignalsAreWorkedOff() {
    var generator = Xoshiro256(seed: 1)
    var story = Story()
    for index in 0..<20_000 {
      story.signal(
        "r\(generator.next() % 500)", at: Double(index), host: "H\(generator.next() % 300)",
        user: "corp\\u\(generator.next() % 300)", severity: .medium)
    }
    let result = story.result()
    #expect(result.alerts.reduce(0) { $0 + $1.signalCount } + result.lostSignals == 20_000)
    #expect(result.incidents.allSatisfy { $0.alertIDs.count <= TriageConfiguration().alertsPerIncident })
  }

  @Test func timesFromTheEndsOfTheRangeDoNoHarm() {
    var story = Story()
    for (index, time) in [Int64.min, .max, 0, .min + 1, .max - 1].enumerated() {
      story.signal("r\(index % 2)", at: 0, host: "H")
      story.signals[index].time = time
    }
    #expect(story.result().alerts.reduce(0) { $0 + $1.signalCount } == 5)
  }
}
