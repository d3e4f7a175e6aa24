import Foundation
import Testing

/// Verdicts, exceptions, audits and budgets through the real binary.
@Suite struct FeedbackCommandTests {
  private static let rule = """
    id = "own-shell"
    name = "A shell was started"
    rationale = "r"
    severity = "medium"
    query = 'process where process.name == "cmd.exe"'

    [[tests]]
    name = "a"
    matches = true
    event = '{"event.category":"process","process.name":"cmd.exe"}'
    """

  private struct Alert: Decodable {
    struct Entity: Decodable {
      var kind: String
      var id: String
    }
    var id: String
    var entities: [Entity]
  }

  private struct Budget: Decodable {
    var scope: String
    var shown: Int
    var bound: Double
  }

  private struct Hunt: Decodable {
    var alerts: [Alert]
    var held_back_count: Int
    var budgets: [Budget]
  }

  @discardableResult
  private func run(_ line: String, in folder: URL, expecting status: Int32 = 0) throws -> Binary.Outcome {
    let arguments = line.split(separator: " ").map { String($0).replacing("@", with: folder.path() + "/") }
    let outcome = try Binary.run(arguments)
    #expect(outcome.status == status, "\(line): \(outcome.error)\(outcome.output)")
    return outcome
  }

  private func write(_ lines: [String], _ name: String, in folder: URL) throws {
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: folder.appending(path: name))
  }

  /// A shell that `parent` started on each host, an hour apart, beginning on the given day of March 2026.
  private func shells(_ hosts: [String], parent: String, day: Int) -> [String] {
    hosts.enumerated().flatMap { place, host in
      let stamp = "2026-03-\(day < 10 ? "0" : "")\(day)T\(place < 10 ? "0" : "")\(place):00:00Z"
      func event(_ id: String, _ name: String, _ parent: String?) -> String {
        let start = parent.map { #","parent":{"entity_id":"\#($0)-\#(host)-\#(day)"}"# } ?? ""
        return
          #"{"@timestamp":"\#(stamp)","event":{"category":["process"],"type":["start"]},"host":{"name":"\#(host)"},"#
          + #""process":{"entity_id":"\#(id)-\#(host)-\#(day)","name":"\#(name)"\#(start)}}"#
      }
      return [event("p", parent, nil), event("c", "cmd.exe", "p")]
    }
  }

  private func verdict(_ kind: String, _ id: String, _ disposition: String, by author: String, day: Int = 20) -> String
  {
    #"{"subject":{"kind":"\#(kind)","id":"\#(id)"},"disposition":"\#(disposition)","author":"\#(author)","#
      + #""time":"2026-03-\#(day)T12:00:00Z"}"#
  }

  private func hunt(_ line: String, in folder: URL) throws -> Hunt {
    let options = "--no-bundled-rules --no-rarity --rules @rules --format json"
    let outcome = try run("hunt \(line) \(options)", in: folder)
    return try JSONDecoder().decode(Hunt.self, from: Data(outcome.output.utf8))
  }

  private func prepare(_ folder: URL) throws {
    let rules = folder.appending(path: "rules")
    try FileManager.default.createDirectory(at: rules, withIntermediateDirectories: true)
    try Data(Self.rule.utf8).write(to: rules.appending(path: "own.toml"))
    try write(shells((1...8).map { "web-0\($0)" }, parent: "updater.exe", day: 2), "benign.ndjson", in: folder)
    try write(shells(["web-11"], parent: "updater.exe", day: 9), "attack.ndjson", in: folder)
  }

  private struct Proposal: Decodable {
    var state: String
    var hiddenAlerts: Int
    var hiddenSignals: Int
    var hiddenAttacks: [String]
    var analysts: Int
    var traits: [String: String]
  }

  private func proposals(_ line: String, in folder: URL) throws -> [Proposal] {
    let outcome = try run("feedback exceptions --store @soc.db \(line) --format json", in: folder)
    return try JSONDecoder().decode([Proposal].self, from: Data(outcome.output.utf8))
  }

  @Test func exceptionsSayWhatTheyWouldHaveHidden() throws {
    try Binary.withFolder { folder in
      try prepare(folder)
      let first = try hunt("@benign.ndjson --store @soc.db", in: folder)
      #expect(first.alerts.count == 8 && first.budgets.isEmpty)
      let judged = first.alerts.prefix(3).map(\.id)
      try write(judged.map { verdict("alert", $0, "false_positive", by: "ann") }, "ann.ndjson", in: folder)
      try run("feedback import @ann.ndjson --store @soc.db", in: folder)
      let alone = try proposals("", in: folder)
      #expect(!alone.isEmpty && alone.allSatisfy { $0.hiddenAttacks.isEmpty })
      let widest = try #require(alone.first)
      #expect(widest.hiddenAlerts == 8 && widest.hiddenSignals == 8 && widest.analysts == 1)
      #expect(widest.state == "ready", "one analyst, and the same on eight hosts where nothing is malicious")
      let narrow = try #require(alone.first { $0.traits["host"] != nil })
      #expect(narrow.state == "needs_second_analyst" && narrow.hiddenAlerts == 1)
      try write(judged.map { verdict("alert", $0, "benign_true_positive", by: "bob") }, "bob.ndjson", in: folder)
      try run("feedback import @bob.ndjson --store @soc.db", in: folder)
      #expect(try proposals("", in: folder).allSatisfy { $0.state == "ready" && $0.analysts == 2 })
      // The same pattern in data of an attack: what would hide it is not ready any more.
      let lab = try hunt("@attack.ndjson --store @lab.db", in: folder)
      #expect(lab.alerts.count == 1)
      let careful = try proposals("--attacks @lab.db", in: folder)
      let group = try #require(careful.first { $0.traits["host_group"] == "web-#" && $0.traits["parent"] != nil })
      #expect(group.state == "would_hide_attacks" && group.hiddenAttacks == ["A shell was started"])
      #expect(careful.contains { $0.traits["host"] != nil && $0.state == "ready" })
      let table = try run("feedback exceptions --store @soc.db --attacks @lab.db", in: folder).output
      #expect(table.contains("would hide an attack: A shell was started"))
      // Nothing was applied: the next hunt shows all alerts, lower ones.
      #expect(try hunt("@benign.ndjson --store @soc.db", in: folder).alerts.count == 8)
    }
  }

  @Test func auditsAreDrawnJudgedAndCounted() throws {
    try Binary.withFolder { folder in
      try prepare(folder)
      let days = (2...12).flatMap { day in shells((1...8).map { "web-0\($0)" }, parent: "updater.exe", day: day) }
      try write(days, "fleet.ndjson", in: folder)
      let result = try hunt("@fleet.ndjson --store @soc.db --alert-budget 2", in: folder)
      #expect(result.held_back_count + result.alerts.count == 88 && result.held_back_count > 40)
      #expect(result.budgets.map(\.scope) == ["fleet"] && Double(result.budgets[0].shown) <= result.budgets[0].bound)
      let draw = try run("feedback audits draw --store @soc.db --share 0.5 --seed 3 --format json", in: folder)
      let drawn = try #require(
        try JSONSerialization.jsonObject(with: Data(draw.output.utf8)) as? [String: Any])
      #expect(drawn["findings"] as? Int == result.held_back_count && drawn["looks"] as? Int == result.alerts.count)
      try run("feedback audits draw --store @soc.db --share 0.5", in: folder, expecting: 1)
      #expect(try run("feedback audits export --store @soc.db", in: folder).output.isEmpty, "not before it is judged")
      struct Open: Decodable { var alertID: String }
      let list = try run("feedback audits list --store @soc.db --format json", in: folder).output
      let open = try JSONDecoder().decode([Open].self, from: Data(list.utf8))
      #expect(open.count == drawn["drawn"] as? Int && !open.isEmpty)
      let verdicts = open.enumerated().map {
        verdict("alert", $0.element.alertID, $0.offset == 0 ? "true_positive" : "false_positive", by: "ann")
      }
      try write(verdicts, "audits.ndjson", in: folder)
      try run("feedback import @audits.ndjson --store @soc.db", in: folder)
      let export = try run("feedback audits export --store @soc.db", in: folder).output
      #expect(export.split(separator: "\n").count == result.held_back_count)
      try Data(export.utf8).write(to: folder.appending(path: "records.ndjson"))
      let report = try run("report @soc.db --format json --alert-budget 2 --output @r.html", in: folder, expecting: 1)
      #expect(report.error.contains("refused: "), "nothing of the queue was judged")
      let card = try #require(try JSONSerialization.jsonObject(with: Data(report.output.utf8)) as? [String: Any])
      let audit = try #require(card["audit"] as? [String: Any])
      #expect(audit["audited"] as? Int == open.count && audit["found"] as? Int == 1 && audit["open"] as? Int == 0)
      #expect((card["missed"] as? [Any])?.count == 1 && card["held_back"] as? Int == result.held_back_count)
      // The records of one store count in the report of another.
      try run("hunt @benign.ndjson --no-bundled-rules --no-rarity --rules @rules --store @b.db", in: folder)
      let other = try run("report @b.db --audits @records.ndjson --format json", in: folder, expecting: 1)
      #expect(other.output.contains("\"unseen\":\(result.held_back_count)"))
      try run("feedback audits draw --store @soc.db --share 0", in: folder, expecting: 2)
      let queue = try run("feedback audits draw --store @b.db --queue 2 --share 1 --seed 1", in: folder).output
      #expect(queue.contains("of 6 findings below the threshold"), "\(queue)")
    }
  }

  @Test func budgetsHoldForPartsOfTheAlerts() throws {
    try Binary.withFolder { folder in
      try prepare(folder)
      let days = (2...12).flatMap { day in
        shells((1...4).flatMap { ["web-0\($0)", "lap-0\($0)"] }, parent: "updater.exe", day: day)
      }
      try write(days, "fleet.ndjson", in: folder)
      let result = try hunt(
        "@fleet.ndjson --alert-budget-for host-group:web-#=0.5 --alert-budget-for detector:rules=50", in: folder)
      #expect(result.budgets.map(\.scope) == ["detector:rules", "host_group:web-#"])
      func count(_ prefix: String) -> Int {
        result.alerts.count { $0.entities.contains { $0.kind == "host" && $0.id.hasPrefix(prefix) } }
      }
      #expect(count("lap") == 44 && count("web") < 15 && count("web") > 0)
      let each = try hunt("@fleet.ndjson --alert-budget-for host:*=0.2", in: folder)
      #expect(each.budgets.count == 8)
      for bad in ["planet:x=1", "host:x", "detector:rules=-1", "host:x=many"] {
        try run("hunt @fleet.ndjson --alert-budget-for \(bad)", in: folder, expecting: 2)
      }
    }
  }

  @Test func verdictsOnIncidentsAndDisputesAreKnownToTheStore() throws {
    try Binary.withFolder { folder in
      let events = "simulate --hosts 8 --days 2 --seed 11 --attack phishing --output @e.ndjson --truth @t.ndjson"
      try run(events, in: folder)
      try run("hunt @e.ndjson --store @soc.db", in: folder, expecting: 1)
      let found = try run("hunt @e.ndjson --store @soc.db --format json", in: folder, expecting: 1)
      struct Incidents: Decodable {
        struct Incident: Decodable { var id: String }
        var incidents: [Incident]
      }
      let incident = try #require(
        try JSONDecoder().decode(Incidents.self, from: Data(found.output.utf8)).incidents.first)
      try write(
        [
          verdict("incident", incident.id, "true_positive", by: "ann"),
          verdict("incident", incident.id, "false_positive", by: "bob"),
          verdict("incident", "unknown", "unsure", by: "bob"),
        ], "v.ndjson", in: folder)
      let imported = try run("feedback import @v.ndjson --store @soc.db", in: folder)
      #expect(imported.output.contains("1 about subjects that are not in the store"), "\(imported.output)")
      let stats = try run("feedback stats --store @soc.db", in: folder).output
      #expect(stats.contains("incident:\(incident.id)") && stats.contains("ann") && stats.contains("bob"))
      let again = try run("hunt @e.ndjson --store @soc.db --format json", in: folder, expecting: 1).output
      #expect(
        again.contains("verdicts by 2 analysts") || again.contains("true-positive verdicts by 2"), "they move alerts")
    }
  }
}
