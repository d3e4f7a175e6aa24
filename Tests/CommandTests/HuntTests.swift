import Foundation
import Testing

/// A whole hunt, on the real binary.
@Suite struct HuntTests {
  struct Result: Decodable {
    struct Entity: Decodable {
      var kind: String
      var id: String
    }
    struct Finding: Decodable {
      var id: String
      var severity: String
      var entities: [Entity]
    }
    var event_count: Int
    var duplicate_count: Int
    var simulated: Bool
    var rule_count: Int
    var incidents: [Finding]
    var alerts: [Finding]
  }

  static func hunt(_ arguments: [String]) throws -> (status: Int32, result: Result) {
    let outcome = try Binary.run(["hunt", "--format", "json"] + arguments)
    return (outcome.status, try JSONDecoder().decode(Result.self, from: Data(outcome.output.utf8)))
  }

  @Test func findsThePlantedAttackAndReportsIt() throws {
    try Binary.withFolder { folder in
      let events = folder.appending(path: "events.ndjson").path()
      let truth = folder.appending(path: "truth.ndjson").path()
      let report = folder.appending(path: "report.html").path()
      let simulate = ["simulate", "--hosts", "8", "--days", "2", "--seed", "11", "--attack", "phishing"]
      #expect(try Binary.run(simulate + ["--output", events, "--truth", truth]).status == 0)
      let (status, result) = try Self.hunt([events, "--report", report])
      #expect(status == 1, "something at or above high was found")
      #expect(result.simulated)
      #expect(result.rule_count >= 25)
      let victims = try String(contentsOfFile: truth, encoding: .utf8).split(separator: "\n").compactMap {
        try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
      }.compactMap { $0["host.name"] as? String }
      let incident = try #require(result.incidents.first)
      #expect(incident.severity == "critical")
      #expect(incident.entities.contains { $0.kind == "host" && victims.contains($0.id) })
      let page = try String(contentsOfFile: report, encoding: .utf8)
      #expect(page.contains("Simulated data"))
      #expect(page.contains("comsvcs.dll"))
    }
  }

  @Test func findsNothingSeriousInOrdinaryLife() throws {
    try Binary.withFolder { folder in
      let events = folder.appending(path: "events.ndjson").path()
      let simulate = ["simulate", "--hosts", "8", "--days", "2", "--seed", "12", "--benign", "--output", events]
      #expect(try Binary.run(simulate).status == 0)
      let (status, result) = try Self.hunt([events])
      #expect(status == 0)
      #expect(result.incidents.isEmpty)
      #expect(result.alerts.allSatisfy { $0.severity != "critical" && $0.severity != "high" })
    }
  }

  @Test func countsTheSameRecordOnce() throws {
    try Binary.withFolder { folder in
      let events = folder.appending(path: "events.ndjson").path()
      #expect(try Binary.run(["simulate", "--hosts", "6", "--days", "1", "--benign", "--output", events]).status == 0)
      let once = try Self.hunt([events]).result
      let twice = try Self.hunt([events, events]).result
      #expect(twice.event_count == once.event_count)
      #expect(twice.duplicate_count == once.event_count)
      #expect(twice.alerts.map(\.id) == once.alerts.map(\.id))
    }
  }

  @Test func storesWhatItFoundOnceAndForAll() throws {
    try Binary.withFolder { folder in
      let events = folder.appending(path: "events.ndjson").path()
      let store = folder.appending(path: "shrike.db").path()
      #expect(try Binary.run(["simulate", "--hosts", "6", "--days", "1", "--output", events]).status == 0)
      let first = try Self.hunt([events, "--store", store])
      let second = try Self.hunt([events, "--store", store])
      #expect(first.result.alerts.map(\.id) == second.result.alerts.map(\.id))
    }
  }

  @Test func namesARuleFolderThatIsMissing() throws {
    let outcome = try Binary.run(["hunt", "--rules", "/nonexistent", "/dev/null"])
    #expect(outcome.status == 1)
    #expect(outcome.error.contains("/nonexistent"))
  }
}
