import Foundation
import Testing

/// Verdicts, exceptions, audits and budgets through the real binary.
@Suite struct FeedbackCommandTests {
  private let soc = FeedbackDesk()
  private struct Proposal: Decodable {
    var state: String
    var hiddenAlerts: Int
    var hiddenSignals: Int
    var hiddenAttacks: [String]
    var analysts: Int
    var traits: [String: String]
  }

  private func proposals(_ line: String, in folder: URL) throws -> [Proposal] {
    let outcome = try soc.run("feedback exceptions --store @soc.db \(line) --format json", in: folder)
    return try JSONDecoder().decode([Proposal].self, from: Data(outcome.output.utf8))
  }

  @Test func exceptionsSayWhatTheyWouldHaveHidden() throws {
    try Binary.withFolder { folder in
      try soc.prepare(folder)
      let first = try soc.hunt("@benign.ndjson --store @soc.db", in: folder)
      #expect(first.alerts.count == 8 && first.budgets.isEmpty)
      let judged = first.alerts.prefix(3).map(\.id)
      try soc.write(judged.map { soc.verdict("alert", $0, "false_positive", by: "ann") }, "ann.ndjson", in: folder)
      try soc.run("feedback import @ann.ndjson --store @soc.db", in: folder)
      let alone = try proposals("", in: folder)
      #expect(!alone.isEmpty && alone.allSatisfy { $0.hiddenAttacks.isEmpty })
      let widest = try #require(alone.first)
      #expect(widest.hiddenAlerts == 8 && widest.hiddenSignals == 8 && widest.analysts == 1)
      #expect(widest.state == "ready", "one analyst, and the same on eight hosts where nothing is malicious")
      let narrow = try #require(alone.first { $0.traits["host"] != nil })
      #expect(narrow.state == "needs_second_analyst" && narrow.hiddenAlerts == 1)
      try soc.write(
        judged.map { soc.verdict("alert", $0, "benign_true_positive", by: "bob") }, "bob.ndjson", in: folder)
      try soc.run("feedback import @bob.ndjson --store @soc.db", in: folder)
      #expect(try proposals("", in: folder).allSatisfy { $0.state == "ready" && $0.analysts == 2 })
      // The same pattern in data of an attack: what would hide it is not ready any more.
      let lab = try soc.hunt("@attack.ndjson --store @lab.db", in: folder)
      #expect(lab.alerts.count == 1)
      let careful = try proposals("--attacks @lab.db", in: folder)
      let group = try #require(careful.first { $0.traits["host_group"] == "web-#" && $0.traits["parent"] != nil })
      #expect(group.state == "would_hide_attacks" && group.hiddenAttacks == ["A shell was started"])
      #expect(careful.contains { $0.traits["host"] != nil && $0.state == "ready" })
      let table = try soc.run("feedback exceptions --store @soc.db --attacks @lab.db", in: folder).output
      #expect(table.contains("would hide an attack: A shell was started"))
      // Nothing was applied: the next hunt shows all alerts, lower ones.
      #expect(try soc.hunt("@benign.ndjson --store @soc.db", in: folder).alerts.count == 8)
    }
  }

  @Test func auditsAreDrawnJudgedAndCounted() throws {
    try Binary.withFolder { folder in
      try soc.prepare(folder)
      let days = (2...12).flatMap { day in soc.shells((1...8).map { "web-0\($0)" }, parent: "updater.exe", day: day) }
      try soc.write(days, "fleet.ndjson", in: folder)
      let result = try soc.hunt("@fleet.ndjson --store @soc.db --alert-budget 2", in: folder)
      #expect(result.held_back_count + result.alerts.count == 88 && result.held_back_count > 40)
      #expect(result.budgets.map(\.scope) == ["fleet"] && Double(result.budgets[0].shown) <= result.budgets[0].bound)
      let draw = try soc.run("feedback audits draw --store @soc.db --share 0.5 --seed 3 --format json", in: folder)
      let drawn = try #require(
        try JSONSerialization.jsonObject(with: Data(draw.output.utf8)) as? [String: Any])
      #expect(drawn["findings"] as? Int == result.held_back_count && drawn["looks"] as? Int == result.alerts.count)
      try soc.run("feedback audits draw --store @soc.db --share 0.5", in: folder, expecting: 1)
      #expect(
        try soc.run("feedback audits export --store @soc.db", in: folder).output.isEmpty, "not before it is judged")
      struct Open: Decodable { var alertID: String }
      let list = try soc.run("feedback audits list --store @soc.db --format json", in: folder).output
      let open = try JSONDecoder().decode([Open].self, from: Data(list.utf8))
      #expect(open.count == drawn["drawn"] as? Int && !open.isEmpty)
      let verdicts = open.enumerated().map {
        soc.verdict("alert", $0.element.alertID, $0.offset == 0 ? "true_positive" : "false_positive", by: "ann")
      }
      try soc.write(verdicts, "audits.ndjson", in: folder)
      try soc.run("feedback import @audits.ndjson --store @soc.db", in: folder)
      let export = try soc.run("feedback audits export --store @soc.db", in: folder).output
      #expect(export.split(separator: "\n").count == result.held_back_count)
      try Data(export.utf8).write(to: folder.appending(path: "records.ndjson"))
      let report = try soc.run(
        "report @soc.db --format json --alert-budget 2 --output @r.html", in: folder, expecting: 1)
      #expect(report.error.contains("refused: "), "nothing of the queue was judged")
      let card = try #require(try JSONSerialization.jsonObject(with: Data(report.output.utf8)) as? [String: Any])
      let audit = try #require(card["audit"] as? [String: Any])
      #expect(audit["audited"] as? Int == open.count && audit["found"] as? Int == 1 && audit["open"] as? Int == 0)
      #expect((card["missed"] as? [Any])?.count == 1 && card["held_back"] as? Int == result.held_back_count)
      // The records of one store count in the report of another.
      try soc.run("hunt @benign.ndjson --no-bundled-rules --no-rarity --rules @rules --store @b.db", in: folder)
      let other = try soc.run("report @b.db --audits @records.ndjson --format json", in: folder, expecting: 1)
      #expect(other.output.contains("\"unseen\":\(result.held_back_count)"))
      try soc.run("feedback audits draw --store @soc.db --share 0", in: folder, expecting: 2)
      let queue = try soc.run("feedback audits draw --store @b.db --queue 2 --share 1 --seed 1", in: folder).output
      #expect(queue.contains("of 6 findings below the threshold"), "\(queue)")
    }
  }

  @Test func budgetsHoldForPartsOfTheAlerts() throws {
    try Binary.withFolder { folder in
      try soc.prepare(folder)
      let days = (2...12).flatMap { day in
        soc.shells((1...4).flatMap { ["web-0\($0)", "lap-0\($0)"] }, parent: "updater.exe", day: day)
      }
      try soc.write(days, "fleet.ndjson", in: folder)
      let result = try soc.hunt(
        "@fleet.ndjson --alert-budget-for host-group:web-#=0.5 --alert-budget-for detector:rules=50", in: folder)
      #expect(result.budgets.map(\.scope) == ["detector:rules", "host_group:web-#"])
      func count(_ prefix: String) -> Int {
        result.alerts.count { $0.entities.contains { $0.kind == "host" && $0.id.hasPrefix(prefix) } }
      }
      #expect(count("lap") == 44 && count("web") < 15 && count("web") > 0)
      let each = try soc.hunt("@fleet.ndjson --alert-budget-for host:*=0.2", in: folder)
      #expect(each.budgets.count == 8)
      for bad in ["planet:x=1", "host:x", "detector:rules=-1", "host:x=many"] {
        try soc.run("hunt @fleet.ndjson --alert-budget-for \(bad)", in: folder, expecting: 2)
      }
    }
  }

  @Test func verdictsOnIncidentsAndDisputesAreKnownToTheStore() throws {
    try Binary.withFolder { folder in
      let events = "simulate --hosts 8 --days 2 --seed 11 --attack phishing --output @e.ndjson --truth @t.ndjson"
      try soc.run(events, in: folder)
      try soc.run("hunt @e.ndjson --store @soc.db", in: folder, expecting: 1)
      let found = try soc.run("hunt @e.ndjson --store @soc.db --format json", in: folder, expecting: 1)
      struct Incidents: Decodable {
        struct Incident: Decodable { var id: String }
        var incidents: [Incident]
      }
      let incident = try #require(
        try JSONDecoder().decode(Incidents.self, from: Data(found.output.utf8)).incidents.first)
      try soc.write(
        [
          soc.verdict("incident", incident.id, "true_positive", by: "ann"),
          soc.verdict("incident", incident.id, "false_positive", by: "bob"),
          soc.verdict("incident", "unknown", "unsure", by: "bob"),
        ], "v.ndjson", in: folder)
      let imported = try soc.run("feedback import @v.ndjson --store @soc.db", in: folder)
      #expect(imported.output.contains("1 about subjects that are not in the store"), "\(imported.output)")
      let stats = try soc.run("feedback stats --store @soc.db", in: folder).output
      #expect(stats.contains("incident:\(incident.id)") && stats.contains("ann") && stats.contains("bob"))
      // Twenty pairs beforehand that disagree at 0.18, and this one: d = 4.6/21, so (1 − √(1 − 2d))/2 = 0.125.
      #expect(
        stats.contains("12.52 % of verdicts to be wrong: of 1 pairs by different analysts on one subject 1 disagree"))
      let again = try soc.run("hunt @e.ndjson --store @soc.db --format json", in: folder, expecting: 1).output
      #expect(
        again.contains("verdicts by 2 analysts") || again.contains("true-positive verdicts by 2"), "they move alerts")
    }
  }
}
