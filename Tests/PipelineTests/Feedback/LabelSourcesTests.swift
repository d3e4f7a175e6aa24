import Evidence
import Foundation
import Testing
import Triage

@testable import Pipeline

/// Lists and simulations as sources of labels.
@Suite struct LabelSourcesTests {
  private static func alert(_ id: String, _ entities: [EntityKey], time: Int64) -> Alert {
    let signal = Signal(
      detector: DetectorID(name: "d", version: "1"), ruleID: "r", title: "t", time: time, severity: .low, score: 1,
      logLikelihoodRatio: 0, entities: entities, events: [EventReference(id: "e", path: "p", record: 1, time: time)])
    return Alert(
      id: id, title: "t", ruleID: "r", severity: .low, risk: 10, firstSeen: time, lastSeen: time, techniques: [],
      tactics: [], entities: entities, signals: [signal], signalCount: 1)
  }

  private static func withFile<R>(_ name: String, _ text: String, _ body: (String) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.appending(path: "shrike-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    try Data(text.utf8).write(to: file)
    return try body(file.path())
  }

  private static let start: Int64 = 1_772_409_600_000_000_000

  @Test func listsSpeakOfAlertsThatNameTheirIndicators() throws {
    let bad = Self.alert("bad", [EntityKey(.domain, "EVIL.example")], time: Self.start)
    let good = Self.alert("good", [EntityKey(.address, "10.0.0.1"), EntityKey(.host, "h")], time: Self.start)
    let other = Self.alert("other", [EntityKey(.host, "h")], time: Self.start)
    try Self.withFile("intel.txt", "# ours\nevil.example # seen in March\n\n") { threats in
      try Self.withFile("known.txt", "10.0.0.1\n") { known in
        var sources = LabelSources()
        try sources.addList(threats, isMalicious: true)
        try sources.addList("scanners=" + known, isMalicious: false)
        let said = sources.weakLabels([bad, good, other])
        #expect(
          said == [
            .init(subject: "alert:bad", source: "list:intel", isMalicious: true),
            .init(subject: "alert:good", source: "list:scanners", isMalicious: false),
          ])
        let labels = LabelSet([], book: VerdictBook([], now: 0), weak: said)
        #expect(labels.labels.map(\.provenance) == [["list:intel"], ["list:scanners"]])
        #expect(labels.labels[0].probability > 0.5 && labels.labels[1].probability < 0.5)
      }
    }
    try Self.withFile("empty.txt", "# nothing\n") { path in
      var sources = LabelSources()
      #expect(throws: HuntError.self) { try sources.addList(path, isMalicious: true) }
      #expect(throws: HuntError.self) { try sources.addList(path + "-not-there", isMalicious: true) }
    }
  }

  @Test func theTruthOfASimulationIsASource() throws {
    let truth =
      #"{"@timestamp":"2026-03-02T00:00:00.000000005Z","event.id":"x","host.name":"WS-1","campaign":"spray-1","threat.technique.id":"T1110","threat.tactic.id":"TA0006","step":0}"#
    let attack = Self.alert("a", [EntityKey(.host, "ws-1")], time: Self.start + 5)
    let elsewhere = Self.alert("b", [EntityKey(.host, "ws-2")], time: Self.start + 5)
    try Self.withFile("truth.ndjson", truth + "\n") { path in
      var sources = LabelSources()
      try sources.addSimulation(path)
      let said = sources.weakLabels([attack, elsewhere])
      #expect(said.map(\.source) == ["simulation:spray-1", "simulation:benign"])
      #expect(said.map(\.isMalicious) == [true, false])
    }
    try Self.withFile("bad.ndjson", truth + "\n{}\n") { path in
      var sources = LabelSources()
      #expect {
        try sources.addSimulation(path)
      } throws: { "\($0)".contains("bad.ndjson:2:") }
    }
  }
}
