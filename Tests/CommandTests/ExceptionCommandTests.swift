import Foundation
import Testing

/// Exceptions from a proposal to a hunt that obeys them, and back, through the real binary.
@Suite struct ExceptionCommandTests {
  private let soc = FeedbackDesk()

  private struct Proposal: Decodable {
    var id: String
    var state: String
    var hiddenAlerts: Int
    var alertsPerDay: Double
    var traits: [String: String]
  }

  private struct Use: Decodable {
    var id: String
    var standing: String
    var hidden_alerts: Int
    var hidden_signals: Int
    var passed_for_severity: Int
    var accepted_by: [String]
    var reason: String
  }

  private struct Hunt: Decodable {
    struct Alert: Decodable { var id: String }
    var alerts: [Alert]
    var excepted_count: Int
    var exceptions: [Use]
  }

  private func proposals(_ line: String = "", in folder: URL) throws -> [Proposal] {
    let outcome = try soc.run("feedback exceptions --store @soc.db \(line) --format json", in: folder)
    return try JSONDecoder().decode([Proposal].self, from: Data(outcome.output.utf8))
  }

  private func hunt(_ line: String, in folder: URL, expecting status: Int32 = 0) throws -> Hunt {
    let outcome = try soc.run(
      "hunt \(line) --no-bundled-rules --no-rarity --rules @rules --format json", in: folder, expecting: status)
    return try JSONDecoder().decode(Hunt.self, from: Data(outcome.output.utf8))
  }

  private func judge(_ ids: some Sequence<String>, _ disposition: String, by author: String, in folder: URL) throws {
    try soc.write(ids.map { soc.verdict("alert", $0, disposition, by: author) }, "\(author).ndjson", in: folder)
    try soc.run("feedback import @\(author).ndjson --store @soc.db", in: folder)
  }

  @Test func anAcceptedExceptionHidesAndIsNamedUntilItIsRemoved() throws {
    try Binary.withFolder { folder in
      try soc.prepare(folder)
      let first = try hunt("@benign.ndjson --store @soc.db", in: folder)
      #expect(first.alerts.count == 8 && first.exceptions.isEmpty)
      try judge(first.alerts.prefix(1).map(\.id), "false_positive", by: "ann", in: folder)
      let narrow = try #require(try proposals(in: folder).first { $0.traits["host"] != nil })
      // One person, and one host: another has to agree.
      let accept = "feedback exceptions accept \(narrow.id) --store @soc.db"
      let alone = try soc.run(accept + " --by ann --reason updater", in: folder, expecting: 1)
      #expect(alone.output.contains("needs a second analyst") && alone.output.contains("accept by ann"))
      #expect(try hunt("@benign.ndjson --store @soc.db", in: folder).alerts.count == 8, "one person hides nothing")
      _ = try soc.run(accept + " --by bob --reason agreed --days 30", in: folder)
      let obeyed = try hunt("@benign.ndjson --store @soc.db --report @r.html", in: folder)
      #expect(obeyed.alerts.count == 7 && obeyed.excepted_count == 1)
      let use = try #require(obeyed.exceptions.first)
      #expect(use.id == narrow.id && use.standing == "in_force" && use.hidden_alerts == 1 && use.hidden_signals == 1)
      #expect(use.accepted_by == ["ann", "bob"] && use.reason == "agreed")
      let page = try String(contentsOf: folder.appending(path: "r.html"), encoding: .utf8)
      #expect(page.contains("Hidden by exceptions") && page.contains("rule=own-shell"))
      let table = try soc.run(
        "hunt @benign.ndjson --store @soc.db --no-bundled-rules --no-rarity --rules @rules", in: folder)
      #expect(
        table.output.contains("Exceptions") && table.output.contains("hid 1 alert with 1 signal (ann, bob: agreed)"))
      // It is not proposed again, it is listed, and what it hides can be drawn for an audit.
      #expect(!(try proposals(in: folder).contains { $0.id == narrow.id }))
      let list = try soc.run("feedback exceptions list --store @soc.db --format json", in: folder).output
      try Self.holds(list, "exception")
      let draw = try soc.run("feedback audits draw --store @soc.db --share 1 --seed 1", in: folder).output
      #expect(draw.contains("of 1 findings below the threshold"))
      _ = try soc.run("feedback exceptions remove \(narrow.id) --store @soc.db --by eve --reason wrong", in: folder)
      let after = try hunt("@benign.ndjson --store @soc.db", in: folder)
      #expect(after.alerts.count == 8 && after.exceptions.isEmpty)
      let history = try soc.run("feedback exceptions list --removed --store @soc.db", in: folder).output
      #expect(history.contains("remove by eve") && history.contains("accept by bob") && history.contains("removed"))
      #expect(try soc.run("feedback exceptions list --store @soc.db", in: folder).output.contains("no exception"))
    }
  }

  @Test func aVerdictThatSaysMaliciousEndsIt() throws {
    try Binary.withFolder { folder in
      try soc.prepare(folder)
      let first = try hunt("@benign.ndjson --store @soc.db", in: folder)
      try judge(first.alerts.prefix(3).map(\.id), "false_positive", by: "ann", in: folder)
      try judge(first.alerts.prefix(3).map(\.id), "false_positive", by: "bob", in: folder)
      let wide = try #require(try proposals(in: folder).first)
      #expect(wide.state == "ready" && wide.hiddenAlerts == 8)
      // Two analysts' verdicts are its grounds, so that one acceptance is enough.
      _ = try soc.run("feedback exceptions accept \(wide.id) --store @soc.db --by ann --reason r", in: folder)
      #expect(try hunt("@benign.ndjson --store @soc.db", in: folder).alerts.isEmpty)
      let hidden = try soc.run(
        "hunt @benign.ndjson --store @soc.db --no-bundled-rules --no-rarity --rules @rules", in: folder)
      #expect(hidden.output.contains("Exceptions hide everything that was found"))
      try judge(first.alerts.suffix(1).map(\.id), "true_positive", by: "eve", in: folder)
      let after = try hunt("@benign.ndjson --store @soc.db", in: folder)
      #expect(after.alerts.count == 8 && after.exceptions.map(\.standing) == ["contradicted"])
      let again = try soc.run(
        "feedback exceptions accept \(wide.id) --store @soc.db --by bob --reason r", in: folder, expecting: 1)
      #expect(again.error.contains("contradicted"))
    }
  }

  @Test func highSeverityTakesTwoPeopleWhoSaySo() throws {
    try Binary.withFolder { folder in
      try soc.prepare(folder)
      let rule = FeedbackDesk.rule.replacing("severity = \"medium\"", with: "severity = \"high\"")
      try Data(rule.utf8).write(to: folder.appending(path: "rules/own.toml"))
      let first = try hunt("@benign.ndjson --store @soc.db", in: folder, expecting: 1)
      for author in ["ann", "bob"] {
        try judge(first.alerts.map(\.id), "false_positive", by: author, in: folder)
      }
      let wide = try #require(try proposals(in: folder).first)
      #expect(wide.state == "would_hide_attacks", "high severity is never ready by verdicts alone")
      let accept = "feedback exceptions accept \(wide.id) --store @soc.db --reason r"
      _ = try soc.run(accept + " --by ann --including-high", in: folder)
      let one = try hunt("@benign.ndjson --store @soc.db", in: folder, expecting: 1)
      #expect(one.alerts.count == 8 && one.exceptions.first?.passed_for_severity == 8)
      let export = try soc.run("feedback exceptions export --store @soc.db", in: folder, expecting: 1)
      #expect(export.output.isEmpty && export.error.contains("high severity"))
      _ = try soc.run(accept + " --by bob --including-high", in: folder)
      let two = try hunt("@benign.ndjson --store @soc.db", in: folder)
      #expect(two.alerts.isEmpty && two.excepted_count == 8)
    }
  }

  @Test func attacksAreNeverHiddenAndUsageIsChecked() throws {
    try Binary.withFolder { folder in
      try soc.prepare(folder)
      let first = try hunt("@benign.ndjson --store @soc.db", in: folder)
      try judge(first.alerts.map(\.id), "false_positive", by: "ann", in: folder)
      _ = try hunt("@attack.ndjson --store @lab.db", in: folder)
      let output = try soc.run(
        "feedback exceptions propose --store @soc.db --attacks @lab.db --format json", in: folder)
      try Self.holds(output.output, "exception-proposal")
      let wide = try #require(try proposals("--attacks @lab.db", in: folder).first { $0.state == "would_hide_attacks" })
      let accept = "feedback exceptions accept \(wide.id) --store @soc.db --by ann --reason r"
      let refused = try soc.run(accept + " --attacks @lab.db", in: folder, expecting: 1)
      #expect(refused.error.contains("would hide an attack (A shell was started)"))
      let unknown = try soc.run(
        "feedback exceptions accept x-1 --store @soc.db --by ann --reason r", in: folder, expecting: 1)
      #expect(unknown.error.contains("no exception x-1 is proposed"))
      for wrong in [
        "accept \(wide.id) --store @soc.db --by ann", "accept \(wide.id) --store @soc.db --by ann --reason r --days -1",
        "remove --store @soc.db --by ann --reason r", "list",
      ] {
        _ = try soc.run("feedback exceptions " + wrong, in: folder, expecting: 2)
      }
      _ = try soc.run("feedback exceptions remove x-1 --store @soc.db --by a --reason r", in: folder, expecting: 1)
    }
  }

  private static let elasticRule =
    #"{"rule_id":"el-shell","type":"eql","language":"eql","name":"Shell by Elastic","severity":"medium","risk_score":47,"#
    + #""description":"d","query":"process where process.name == \"cmd.exe\"","#
    + #""exceptions_list":[{"id":"1","list_id":"LIST","type":"detection","namespace_type":"single"}]}"#

  @Test func exceptionsGoToElasticAndComeFromThere() throws {
    try Binary.withFolder { folder in
      try soc.prepare(folder)
      // Rules obey what is exported, where they name its list.
      try FileManager.default.removeItem(at: folder.appending(path: "rules/own.toml"))
      let rule = Self.elasticRule.replacing("LIST", with: "shrike-exceptions-el-shell")
      try soc.write([rule], "rules/el.ndjson", in: folder)
      let first = try hunt("@benign.ndjson --store @soc.db", in: folder)
      #expect(first.alerts.count == 8)
      for author in ["ann", "bob"] {
        try judge(first.alerts.prefix(1).map(\.id), "false_positive", by: author, in: folder)
      }
      let narrow = try #require(try proposals(in: folder).first { $0.traits["host"] != nil })
      _ = try soc.run("feedback exceptions accept \(narrow.id) --store @soc.db --by ann --reason updater", in: folder)
      _ = try soc.run("feedback exceptions export --store @soc.db --output @rules/exceptions.ndjson", in: folder)
      #expect(try hunt("@benign.ndjson", in: folder).alerts.count == 7, "obeyed by the rule, without the store")
      // Back into another store: accepted by whoever made it, who is one person.
      _ = try soc.run(
        "hunt @benign.ndjson --store @b.db --no-bundled-rules --no-rarity --rules @rules/el.ndjson", in: folder)
      let added = try soc.run("feedback exceptions import @rules/exceptions.ndjson --store @b.db", in: folder).output
      #expect(added.contains("needs a second analyst") && added.contains("accept by ann") && added.contains("updater"))
      let twice = try soc.run("feedback exceptions import @rules/exceptions.ndjson --store @b.db", in: folder).output
      #expect(twice == added, "the same file again changes nothing")
      // Other items: those that say what alerts cannot be compared by, and those of nobody's rule.
      try soc.write(
        [
          rule,
          #"{"list_id":"shrike-exceptions-el-shell","name":"n","entries":[{"field":"process.command_line","type":"wildcard","operator":"included","value":"*x*"}]}"#,
          #"{"list_id":"other","name":"n","entries":[{"field":"process.name","type":"match","operator":"included","value":"a"}]}"#,
          "no json",
          #"{"list_id":"shrike-exceptions-el-shell","os_types":["windows"],"entries":[{"field":"host.name","type":"match","value":"a"}]}"#,
        ], "items.ndjson", in: folder)
      let rejected = try soc.run("feedback exceptions import @items.ndjson --store @b.db", in: folder, expecting: 1)
      let errors = rejected.error
      #expect(errors.contains("items.ndjson:2: an entry of type 'wildcard' on 'process.command_line'"))
      #expect(errors.contains("items.ndjson:3: nothing says whose exception it is: name the rule with --rule"))
      #expect(errors.contains("items.ndjson:4: is not a JSON object"))
      #expect(errors.contains("items.ndjson:5: is meant for some operating systems only"))
      let missing = try soc.run("feedback exceptions import @none.ndjson --store @b.db", in: folder, expecting: 1)
      #expect(missing.error.contains("none.ndjson: cannot be read"))
    }
  }

  /// Every object has the members that the schema requires, and no others.
  private static func holds(_ output: String, _ name: String) throws {
    let lines = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]])
    #expect(!lines.isEmpty)
    for line in lines { try LifeSchema.holds(line, name) }
  }
}
