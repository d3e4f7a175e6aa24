import Foundation
import Testing

/// A budget of false alerts that goes on from hunt to hunt, through the real binary.
@Suite struct BudgetCommandTests {
  private let soc = FeedbackDesk()

  private struct Report: Decodable {
    var scope: String
    var days: Double
    var promised: Double
    var seen: Int
    var shown: Int
    var owed: Int
    var confirmed: Int
    var refuted: Int
    var awaiting: Int
  }

  private struct Held: Decodable {
    var kind: String
    var id: String
    var title: String
    var severity: String
  }

  private struct Change: Decodable {
    var before: Double?
    var now: Double?
  }

  private struct Hunt: Decodable {
    struct Named: Decodable { var id: String }
    var alerts: [Named]
    var incidents: [Named]
    var budgets: [Report]
    var budget_totals: [Report]
    var budget_changes: [Change]
    var shown_before_count: Int
    var held_back_count: Int
    var held_back_counts: [String: Int]
    var held_back: [Held]
  }

  private static let rules = "--no-bundled-rules --no-rarity --rules @rules"

  private func hunt(_ line: String, in folder: URL, expecting status: Int32 = 0) throws -> Hunt {
    let outcome = try soc.run("hunt \(line) \(Self.rules) --format json", in: folder, expecting: status)
    return try JSONDecoder().decode(Hunt.self, from: Data(outcome.output.utf8))
  }

  /// Shells on many hosts, one after the other, for so many days of March 2026.
  private func prepare(_ folder: URL, days: Int) throws -> [String] {
    try soc.prepare(folder)
    let names = (1...days).map { "day\($0).ndjson" }
    var all: [String] = []
    for (name, day) in zip(names, 1...days) {
      let events = soc.shells((1...6).map { "web-0\($0)" }, parent: "updater.exe", day: day)
      try soc.write(events, name, in: folder)
      all += events
    }
    try soc.write(all, "all.ndjson", in: folder)
    return names
  }

  @Test func dailyHuntsAreOneQueue() throws {
    try Binary.withFolder { folder in
      let names = try prepare(folder, days: 12)
      let whole = try hunt("@all.ndjson --alert-budget 1", in: folder)
      var (shown, promised, seen) = (0, 0.0, 0)
      var last: Hunt?
      for name in names {
        let daily = try hunt("@\(name) --store @soc.db --alert-budget 1", in: folder)
        let again = try hunt("@\(name) --store @soc.db --alert-budget 1", in: folder)
        let (first, second) = (try #require(daily.budgets.first), try #require(again.budgets.first))
        #expect(second.seen == 0 && second.shown == 0 && second.promised == 0, "hunted again, counted once")
        #expect(
          Set(again.alerts.map(\.id)) == Set(daily.alerts.map(\.id)) && again.held_back_count == daily.held_back_count)
        #expect(again.shown_before_count == first.shown)
        shown += first.shown
        promised += first.promised
        seen += first.seen
        last = again
      }
      let report = try #require(whole.budgets.first)
      let total = try #require(last?.budget_totals.first)
      #expect(abs(promised - report.promised) < 1e-6 && abs(total.promised - promised) < 1e-6)
      #expect(seen == 72 && total.seen == 72 && total.shown == shown && total.awaiting == shown)
      #expect(shown * 2 >= report.shown && shown <= 2 * report.shown, "\(shown) by day, \(report.shown) at once")
      // Verdicts that come between two hunts are known to the next one.
      let judged = try #require(last?.alerts.first ?? whole.alerts.first)
      try soc.write([soc.verdict("alert", judged.id, "false_positive", by: "ann")], "v.ndjson", in: folder)
      try soc.run("feedback import @v.ndjson --store @soc.db", in: folder)
      let after = try hunt("@\(names[11]) --store @soc.db --alert-budget 1", in: folder)
      if last?.alerts.isEmpty == false { #expect(after.budgets.first?.refuted == 1) }
      // Another promise holds from here on, and is said.
      let more = try soc.run("hunt @\(names[0]) --store @soc.db --alert-budget 40 \(Self.rules)", in: folder)
      #expect(more.output.contains("was 1.00 a day in the hunt before and is 40.00 from here on"), "\(more.output)")
      let changed = try hunt("@\(names[1]) --store @soc.db --alert-budget 41", in: folder)
      #expect(changed.budget_changes.first?.before == 40 && changed.budget_changes.first?.now == 41)
      #expect(changed.held_back_count == 0 && changed.budgets.first?.seen == 0, "what was held back fits now")
    }
  }

  private static let wipe = """
    id = "own-wipe"
    name = "Backups were destroyed"
    rationale = "r"
    severity = "critical"
    query = 'process where process.name == "vssadmin.exe"'

    [[tests]]
    name = "a"
    matches = true
    event = '{"event.category":"process","process.name":"vssadmin.exe"}'
    """

  private func wipe(_ host: String, minute: Int) -> String {
    #"{"@timestamp":"2026-03-02T10:\#(minute):00Z","event":{"category":["process"],"type":["start"]},"#
      + #""host":{"name":"\#(host)"},"process":{"entity_id":"v-\#(host)","name":"vssadmin.exe"}}"#
  }

  @Test func criticalAlertsAreNeverSilent() throws {
    try Binary.withFolder { folder in
      try soc.prepare(folder)
      try Data(Self.wipe.utf8).write(to: folder.appending(path: "rules/wipe.toml"))
      let others = (10..<40).map { wipe("srv-\($0)", minute: $0) }
      try soc.write([others[0]], "one.ndjson", in: folder)
      try soc.write(others, "many.ndjson", in: folder)
      // The first of its kind is shown, however short the slice and small the budget.
      let one = try hunt("@one.ndjson --store @soc.db --alert-budget 0.5", in: folder, expecting: 1)
      #expect(one.alerts.count == 1 && one.incidents.count == 1 && one.budgets.first?.owed == 1)
      #expect(one.held_back_count == 0)
      // Those that follow may be held back: then they are named, and the exit status says so.
      let many = try hunt("@many.ndjson --store @soc.db --alert-budget 0.5", in: folder, expecting: 1)
      #expect(many.shown_before_count == 1 && many.held_back_count > 20)
      #expect(many.held_back_counts["critical"] == many.held_back_count && many.held_back.count == 20)
      #expect(many.held_back.allSatisfy { $0.severity == "critical" && $0.kind == "incident" })
      let text = try soc.run(
        "hunt @many.ndjson --store @soc.db --alert-budget 0.5 \(Self.rules) --fail-on critical --report @r.html",
        in: folder, expecting: 1)
      let headline = "\(many.held_back_count) alerts are held back, \(many.held_back_count) of them critical: "
      #expect(text.output.contains(headline) && text.output.contains("Held back"), "\(text.output)")
      let page = try String(contentsOf: folder.appending(path: "r.html"), encoding: .utf8)
      #expect(page.contains(headline))
      // A promise of nothing shows nothing, and is not silent either.
      let none = try hunt("@one.ndjson --alert-budget 0", in: folder, expecting: 1)
      #expect(none.alerts.isEmpty && none.held_back_counts["critical"] == 1 && none.held_back.count == 1)
    }
  }
}
