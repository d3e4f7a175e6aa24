import ECS
import Evidence
import Rules
import TestSupport
import Testing

@testable import Detectors

@Suite struct RarityDetectorTests {
  func hunt(
    _ events: [ScriptedEvent], _ configuration: RarityDetector.Configuration = .init()
  ) -> [Signal] {
    var detectors = DetectorCatalog.rarity(configuration).makeAll()
    let fields = detectors.flatMap(\.fields)
    let batches = Script.batches(events).map { Script.observed($0, fields) }
    var signals: [Signal] = []
    for index in detectors.indices {
      for batch in batches { detectors[index].observe(batch, into: &signals) }
      detectors[index].finish(into: &signals)
    }
    return signals
  }

  static let start = ["event.category": "process", "event.type": "start", "host.name": "WS1"]

  @Test(arguments: UInt64(0)..<5) func aSmallCaptureIsNotDrownedInFirstSightings(seed: UInt64) {
    var fleet = FleetScript(seed: seed, hosts: 1, days: 1, hasAnomalies: false)
    let events = Array(fleet.events().prefix(50))
    #expect(hunt(events).isEmpty)
    let allDifferent = (0..<50).map { number in
      ScriptedEvent(second: Double(number), Self.start.merging(["process.name": "tool\(number).exe"]) { $1 })
    }
    #expect(hunt(allDifferent).isEmpty)
  }

  /// Six seeds of ordinary work: no more than 5 signals in 10,000 events.
  @Test func ordinaryWorkGivesFewSignals() {
    var events = 0
    var signals = 0
    for seed in UInt64(100)..<106 {
      var fleet = FleetScript(seed: seed)
      let script = fleet.events()
      events += script.count
      signals += hunt(script).count
    }
    #expect(events > 60_000)
    #expect(Double(signals) / Double(events) * 10_000 <= 5)
  }

  /// A parent with much history and few children starts another once.
  @Test func aNewChildOfABusyParentIsFoundAndExplained() throws {
    var events: [ScriptedEvent] = []
    for host in 0..<32 {
      for hour in 0..<(14 * 8) {
        let fields = Self.start.merging([
          "host.name": "WS\(host)", "process.parent.name": "WINWORD.EXE", "process.name": "splwow64.exe",
        ]) { $1 }
        events.append(ScriptedEvent(second: Double(hour * 3 * 3_600 + host), fields))
      }
    }
    let strange = Self.start.merging([
      "host.name": "WS7", "process.parent.name": "winword.exe", "process.name": "PowerShell.exe",
      "user.name": "alice", "process.entity_id": "p1",
    ]) { $1 }
    events.insert(ScriptedEvent(second: 500_000, strange), at: 1_500)
    let signals = hunt(events).filter { $0.ruleID == "shrike.rarity.parent-child" }
    let signal = try #require(signals.first)
    #expect(signals.count == 1)
    #expect(signal.title == "Once in 13 days: winword.exe starts powershell.exe")
    #expect(signal.reasons[0].note == "once in 13 days on any of 32 hosts that winword.exe starts powershell.exe")
    #expect(signal.reasons[1].value == "3,584")
    #expect(signal.severity == .low)
    #expect(try #require(signal.pValue) < 0.001)
    #expect(signal.logLikelihoodRatio > 2)
    #expect(signal.entities.contains(EntityKey(.host, "ws7")))
    #expect(signal.entities.contains(EntityKey(.process, "p1")))
  }

  /// A loop that starts the same program a thousand times in an hour is one sighting.
  @Test func aBurstCountsOnce() {
    var events: [ScriptedEvent] = []
    for second in 0..<3_000 {
      events.append(ScriptedEvent(second: Double(second), Self.start.merging(["process.name": "loop.exe"]) { $1 }))
    }
    events.append(ScriptedEvent(second: 3_001, Self.start.merging(["process.name": "other.exe"]) { $1 }))
    #expect(hunt(events).isEmpty)
  }

  @Test func aStreamStaysSilentWhileItLearnsAndSpeaksAtOnceAfterwards() {
    var configuration = RarityDetector.Configuration()
    configuration.signalsPerTenThousandEvents = 100
    configuration.maximumPValue = 0.02
    configuration.mode = .stream(learning: 5 * 86_400_000_000_000)
    func events(strangeDay: Double) -> [ScriptedEvent] {
      var events = (0..<(20 * 24)).map { hour in
        ScriptedEvent(second: Double(hour) * 3_600, Self.start.merging(["process.name": "usual.exe"]) { $1 })
      }
      events.append(
        ScriptedEvent(second: strangeDay * 86_400 + 7, Self.start.merging(["process.name": "odd.exe"]) { $1 }))
      return events.sorted { ($0.time ?? 0) < ($1.time ?? 0) }
    }
    #expect(hunt(events(strangeDay: 4), configuration).isEmpty)
    let late = hunt(events(strangeDay: 15), configuration)
    #expect(late.map(\.title) == ["First time in 15 days: odd.exe runs on ws1"])
  }

  @Test func theBudgetBoundsWhatIsBelieved() {
    let budget = SignalBudget(perTenThousandEvents: 2, ceiling: 0.01)
    #expect(budget.limit(events: 0) == 1)
    #expect(budget.limit(events: 24_999) == 4)
    #expect(budget.streamThreshold(events: 0, tests: 0) == 0.01)
    #expect(budget.streamThreshold(events: 100_000, tests: 4_000) == 0.005)
  }

  @Test(arguments: [
    (0.000_4, "1 in 2,500"), (0.01, "1 in 100"), (1.0 / 3, "1 in 3"), (0.7, "likely"), (1e-9, "1 in 1,000,000,000"),
  ])
  func chancesAreSaidAsOdds(probability: Double, words: String) {
    #expect(Words.odds(probability) == words)
  }

  @Test func everyDetectorHasAnIdentifierAndAPurpose() {
    let entries = DetectorCatalog.standard(rules: .bundled).entries
    #expect(Set(entries.map(\.name)).count == entries.count)
    for entry in entries {
      #expect(entry.make().id.name == entry.name)
      #expect(entry.purpose.hasSuffix("."))
    }
  }
}
