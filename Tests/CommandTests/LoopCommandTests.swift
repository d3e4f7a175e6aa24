import Foundation
import Testing

/// One whole turn of the loop through the real binaries: hunt → verdicts → retrain → better precision at the same budget on later
/// data → promote → drift is seen → guard-rails act → roll back.
///
/// The fleet has three noisy rules. In daily life they fire by day, one at a time; intrusions come at night. No verdict says that
/// as such: what is the same in rule, process, parent and host group is harmless by day and an attack by night, so that
/// re-ranking by similarity cannot tell them apart, and a model that reads the alerts' features can.
@Suite struct LoopCommandTests {
  private struct Life {
    /// Events in order of time, and the times at which something malicious happened, by host.
    var lines: [String] = []
    var attacks: Set<String> = []
  }

  private static let programs = ["cmd.exe", "net.exe", "whoami.exe"]

  private static func rule(_ program: String) -> String {
    """
    id = "own-\(program.prefix { $0 != "." })"
    name = "\(program) was started"
    rationale = "r"
    severity = "medium"
    query = 'process where process.name == "\(program)"'

    [[tests]]
    name = "a"
    matches = true
    event = '{"event.category":"process","process.name":"\(program)"}'
    """
  }

  /// Some days of the fleet, beginning on a day of March 2026.
  ///
  /// - Parameter isShifted: Daily life now happens mostly by night: the fleet changed.
  private static func life(from first: Int, days: Int, seed: UInt64, isShifted: Bool = false) -> Life {
    var draws = LifeTable.Draws(state: seed)
    var life = Life()
    var number = 0
    for day in first..<first + days {
      var starts: [(minute: Int, host: Int, isAttack: Bool)] = []
      for host in 0..<24 where draws.unit() < 0.75 {
        let hour = draws.unit() < (isShifted ? 0.7 : 0.1) ? draws.unit() * 5 : 8 + draws.unit() * 10
        starts.append((Int(hour * 60), host, false))
      }
      for _ in 0..<4 where draws.unit() < 0.6 {
        starts.append((Int(draws.unit() * 5 * 60), Int(draws.unit() * 24), true))
      }
      for start in starts.sorted(by: { $0.minute < $1.minute }) {
        number += 1
        let program = programs[Int(draws.unit() * 3)]
        let time = String(
          format: "2026-%02d-%02dT%02d:%02d:00Z", 3 + (day - 1) / 30, (day - 1) % 30 + 1, start.minute / 60,
          start.minute % 60)
        let host = String(format: "web-%02d", start.host)
        let id = "\(seed)-\(number)"
        for (name, own, parent) in [("updater.exe", "p" + id, ""), (program, "c" + id, "p" + id)] {
          let from = parent.isEmpty ? "" : #","parent":{"entity_id":"\#(parent)","name":"updater.exe"}"#
          life.lines.append(
            #"{"@timestamp":"\#(time)","event":{"category":["process"],"type":["start"]},"host":{"name":"\#(host)"},"#
              + #""process":{"entity_id":"\#(own)","name":"\#(name)"\#(from)}}"#)
        }
        if start.isAttack { life.attacks.insert(host + time) }
      }
    }
    return life
  }

  private struct Row {
    var alert: String
    var isShown: Bool
    var isAttack: Bool
    var seen: Double
  }

  /// The rows of a table that `hunt --features` wrote, with the truth.
  private static func rows(_ life: LifeFolder, _ name: String, _ attacks: Set<String>) throws -> [Row] {
    let text = String(decoding: try life.bytes(name), as: UTF8.self)
    return try text.split(separator: "\n").map { line in
      let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let (host, seen) = (try #require(row["host"] as? String), try #require(row["seen"] as? Double))
      let time = Date(timeIntervalSince1970: seen).formatted(.iso8601)
      return Row(
        alert: try #require(row["alert"] as? String), isShown: row["shown"] as? String == "shown",
        isAttack: attacks.contains(host + time), seen: seen)
    }
  }

  private static func precision(_ rows: [Row]) -> (shown: Int, share: Double) {
    let shown = rows.filter(\.isShown)
    return (shown.count, Double(shown.count(where: \.isAttack)) / Double(max(1, shown.count)))
  }

  /// Verdicts on what was shown and on two fifths of the rest, one in twenty wrong.
  private static func verdicts(_ rows: [Row]) -> String {
    var draws = LifeTable.Draws(state: 5)
    var text = ""
    for row in rows {
      let (isAudited, isWrong) = (draws.unit() < 0.4, draws.unit() < 0.05)
      guard row.isShown || isAudited else { continue }
      let time = Date(timeIntervalSince1970: row.seen + 3_600).formatted(.iso8601)
      text +=
        #"{"subject":{"kind":"alert","id":"\#(row.alert)"},"disposition":"\#(row.isAttack != isWrong ? "true" : "false")_positive","#
        + #""author":"\#(draws.unit() < 0.5 ? "ann" : "bob")","time":"\#(time)"}"# + "\n"
    }
    return text
  }

  private static let hunting = "--no-bundled-rules --no-rarity --rules @rules --alert-budget 6"

  @Test func verdictsMakeALaterQueueBetterAndADriftedModelIsTakenBack() throws {
    try Binary.withFolder { url in
      let life = LifeFolder(folder: url)
      try FileManager.default.createDirectory(at: url.appending(path: "rules"), withIntermediateDirectories: true)
      for program in Self.programs { try life.write("rules/\(program).toml", Self.rule(program)) }
      // Hunt sixty days, and judge.
      let past = Self.life(from: 1, days: 60, seed: 1)
      try life.write("past.ndjson", past.lines.joined(separator: "\n") + "\n")
      _ = try life.run("hunt @past.ndjson --store @soc.db --features @past-f.ndjson \(Self.hunting)")
      let seen = try Self.rows(life, "past-f.ndjson", past.attacks)
      #expect(seen.count > 1_000 && seen.count(where: \.isAttack) > 100)
      try life.write("verdicts.ndjson", Self.verdicts(seen))
      _ = try life.run("feedback import @verdicts.ndjson --store @soc.db")
      try life.write("labels.ndjson", try life.run("feedback labels --store @soc.db --judged").output)
      // The table from the store is the table of the hunt.
      _ = try life.run("feedback features --store @soc.db --output @table.csv")
      _ = try life.run("feedback features --store @soc.db --output @table.ndjson")
      let lines = try ["table.ndjson", "past-f.ndjson"].map { Set(try life.bytes($0).split(separator: 0x0A)) }
      #expect(lines[0] == lines[1])
      try retrain(life)
      let later = Self.life(from: 61, days: 30, seed: 2)
      try life.write("later.ndjson", later.lines.joined(separator: "\n") + "\n")
      try comparesQueues(life, later)
      try watches(life)
      // The hunt obeys, and the old queue is back.
      let back = try life.run(
        "hunt @later.ndjson --store @c.db --features @c.ndjson \(Self.hunting) --alert-model queue --registry @reg",
        "--format json")
      #expect(try Self.versions(back) == ["v1"])
      let (returned, after) = (
        Self.precision(try Self.rows(life, "c.ndjson", later.attacks)),
        Self.precision(try Self.rows(life, "b.ndjson", later.attacks))
      )
      #expect(returned.share < after.share - 0.05, "\(returned) \(after)")
    }
  }

  /// Two versions: one that does not read the hour, and one that does.
  private func retrain(_ life: LifeFolder) throws {
    _ = try life.run("model key @key")
    for (number, size) in [(1, "--drop hour --rounds 20"), (2, "--rounds 60")] {
      _ = try life.run(
        "model train @table.csv --feedback @labels.ndjson --id alert --time seen --threads 1 --resamples 20 --leaves 6 \(size)",
        "--attack-steps 1 --false-positive-rate 0.3 --bundle @b\(number) --key @key --name queue --version v\(number)",
        "--number \(number)")
      _ = try life.run("model add @b\(number) --registry @reg" + (number == 1 ? " --trust @key.pub" : ""))
      var promote = "model promote queue v\(number) --registry @reg --by ada --format json --to"
      if number == 1 {
        // Without the hour no attack is found at the threshold, which the gates refuse; it goes on by somebody's word.
        _ = try life.run("\(promote) shadow")
        let refused = try life.run("\(promote) canary --share 0.5", expecting: 1)
        #expect(refused.error.contains("its evaluation was refused"))
        promote = promote.replacing("--to", with: "--override --reason first-model --to")
      }
      for step in ["shadow", "canary --share 0.5", "active"].dropFirst(number == 1 ? 1 : 0) {
        let step = try life.object(try life.run("\(promote) \(step)"))
        #expect(step["action"] as? String == "promote" && step["actor"] as? String == "ada")
        try LifeSchema.holds(step, "registry-step")
      }
    }
    let difference = try life.object(try life.run("model diff @b1 @b2 --trust @key.pub --format json"))
    try LifeSchema.holds(difference, "model-diff")
    #expect((difference["changed"] as? [String])?.contains("model.shrike") == true)
  }

  /// Thirty later days at the same budget: with what verdicts do alone, and with the model as well.
  private func comparesQueues(_ life: LifeFolder, _ later: Life) throws {
    for name in ["a", "b", "c"] {
      try FileManager.default.copyItem(
        at: life.folder.appending(path: "soc.db"), to: life.folder.appending(path: "\(name).db"))
    }
    _ = try life.run("hunt @later.ndjson --store @a.db --features @a.ndjson \(Self.hunting)")
    let with = try life.run(
      "hunt @later.ndjson --store @b.db --features @b.ndjson \(Self.hunting) --alert-model queue --registry @reg",
      "--format json")
    let before = Self.precision(try Self.rows(life, "a.ndjson", later.attacks))
    let after = Self.precision(try Self.rows(life, "b.ndjson", later.attacks))
    #expect(abs(before.shown - after.shown) <= 20, "the budget is the same: \(before), \(after)")
    #expect(after.share > before.share + 0.12, "\(before) \(after)")
    #expect(try Self.versions(with) == ["v2"])
    // The report knows the models of the registry and what their evaluations said.
    let card = try life.object(
      try life.run("report @b.db --registry @reg --alert-budget 6 --format json", expecting: nil))
    let robustness = try #require(card["robustness"] as? [String: Any])
    let models = try #require(robustness["models"] as? [[String: Any]])
    let inUse = try #require(models.first { $0["version"] as? String == "v2" })
    #expect(models.count == 1 && inUse["stage"] as? String == "active" && inUse["is_refused"] as? Bool == false)
    #expect((inUse["auroc"] as? Double ?? 0) > 0.7 && (inUse["gates"] as? [String: String])?.count == 10)
    #expect(inUse["left_after_attack"] is Double && inUse["attack_steps"] as? Int == 1)
  }

  /// What hunts see is held against the month before: as long as the fleet is as it was, it holds; then the fleet works by night.
  private func watches(_ life: LifeFolder) throws {
    _ = try life.run("feedback features --store @b.db --from 2026-04-01 --until 2026-04-30 --output @window.csv")
    let watch = "model monitor queue @WATCHED --registry @reg --window @window.csv --id alert --host host --time seen"
    let observe = "--trusted @TRUSTED --observation @seen.json --ignore novelty --format json"
    func good(_ table: String, _ name: String, _ attacks: Set<String>) throws {
      let kept = try zip(Self.rows(life, table, attacks), life.bytes(table).split(separator: 0x0A)).filter {
        !$0.0.isAttack
      }
      try life.write(name, kept.map { String(decoding: $0.1, as: UTF8.self) + "\n" }.joined())
    }
    let later = Self.life(from: 61, days: 30, seed: 2)
    try good("b.ndjson", "good.ndjson", later.attacks)
    let guards = "model guard queue @seen.json --registry @reg --false-positive-rate 0.25 --format json"
    let held = try life.object(
      try life.run(
        watch.replacing("WATCHED", with: "b.ndjson"), observe.replacing("TRUSTED", with: "good.ndjson")))
    #expect(!Self.moved(held).contains("hour"))
    let fine = try life.object(try life.run(guards))
    #expect(fine["rolled_back"] as? Bool == false && fine["look"] as? Int == 1)
    let changed = Self.life(from: 91, days: 20, seed: 3, isShifted: true)
    try life.write("changed.ndjson", changed.lines.joined(separator: "\n") + "\n")
    _ = try life.run(
      "hunt @changed.ndjson --store @b.db --features @changed-f.ndjson \(Self.hunting) --alert-model queue",
      "--registry @reg")
    try good("changed-f.ndjson", "good.ndjson", changed.attacks)
    let drift = try life.object(
      try life.run(
        watch.replacing("WATCHED", with: "changed-f.ndjson"), observe.replacing("TRUSTED", with: "good.ndjson"),
        "--moved-share 0.02", expecting: 1))
    #expect(Self.moved(drift).first == "hour", "\(Self.moved(drift))")
    let outcome = try life.object(try life.run(guards, expecting: 1))
    try LifeSchema.holds(outcome, "model-guard")
    #expect(outcome["rolled_back"] as? Bool == true && outcome["version_in_use"] as? String == "v1")
    #expect((outcome["broken"] as? [String])?.first?.contains("known-good inputs were reported") == true)
  }

  private static func versions(_ outcome: Binary.Outcome) throws -> [String] {
    let result = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let model = try #require(result["queue_model"] as? [String: Any])
    return try #require(model["versions"] as? [[String: Any]]).compactMap { $0["version"] as? String }
  }

  private static func moved(_ report: [String: Any]) -> [String] {
    let drift = report["drift"] as? [String: Any]
    let features = drift?["features"] as? [[String: Any]] ?? []
    return features.filter { $0["stability"] as? Double ?? 0 > 0.2 && $0["adjusted_p"] as? Double ?? 1 < 0.01 }
      .compactMap { $0["name"] as? String }
  }

  @Test func modelsThatReadSomethingElseAreRefused() throws {
    try Binary.withFolder { url in
      let life = LifeFolder(folder: url)
      try life.write("t.csv", LifeTable.csv(800, from: 0, seed: 1))
      try life.write("e.ndjson", "{\"@timestamp\":\"2026-03-02T00:00:00Z\",\"host\":{\"name\":\"a\"}}\n")
      _ = try life.run("model key @key")
      _ = try life.run(
        "model train @t.csv --label y --time day --rounds 5 --threads 1 --resamples 5 --no-attack",
        "--bundle @b --key @key --name pe --version v1 --number 1")
      let wrong = try life.run("hunt @e.ndjson --alert-model @b --trust @key.pub", expecting: 1)
      #expect(wrong.error.contains("the model reads size, which is no feature of alerts"))
      let unsigned = try life.run("hunt @e.ndjson --alert-model @b", expecting: 1)
      #expect(unsigned.error.contains("name the keys that may sign with --trust"))
      _ = try life.run("hunt @e.ndjson --registry @reg", expecting: 2)
      _ = try life.run("model add @b --registry @reg --trust @key.pub")
      let unused = try life.run("hunt @e.ndjson --alert-model pe --registry @reg", expecting: 1)
      #expect(unused.error.contains("no version of pe is active or a canary"))
      _ = try life.run("feedback features --store @none.db", expecting: 1)
      _ = try life.run("feedback features --store @none.db --from tomorrow", expecting: 2)
    }
  }
}
