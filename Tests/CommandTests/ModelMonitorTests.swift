import Foundation
import Testing

/// Two versions in a registry, a drifted canary, and the way back, through the real binaries.
@Suite struct ModelMonitorTests {
  @Test func whatIsLikeTrainingHoldsAndWhatIsNotBreaks() throws {
    try Binary.withFolder { url in
      let life = LifeFolder(folder: url)
      try life.write("t.csv", LifeTable.csv(2_400, from: 0, seed: 1))
      _ = try life.run("model key @key")
      _ = try life.run(
        "model train @t.csv --label y --time day --drop noise --rounds 30 --leaves 8 --threads 1 --resamples 20 --no-attack",
        "--false-positive-rate 0.02 --bundle @b --key @key --name pe --version v1 --number 1")
      let recent = LifeTable.csv(2_400, from: 100, seed: 9)
      try life.write("recent.csv", recent)
      try life.write("drifted.csv", LifeTable.csv(900, from: 100, seed: 10, drift: 3))
      try life.write("verdicts.ndjson", Self.verdicts(recent, wrongFrom: .max))
      let held = try life.run(
        "model monitor @b @recent.csv --trust @key.pub --id event --verdicts @verdicts.ndjson --format json")
      let report = try #require(try JSONSerialization.jsonObject(with: Data(held.output.utf8)) as? [String: Any])
      try Self.holds(report, "monitor.schema.json")
      let states = try Self.states(report)
      #expect(states["input_drift"] == "held" && states["score_drift"] == "held" && states["novelty"] == "held")
      #expect(states["concept_drift"] == "held" && states["calibration"] == "held" && states["silence"] == "unanswered")
      #expect(report["model"] as? String == "pe" && report["rows"] as? Int == 2_400)

      let broken = try life.run("model monitor @b @drifted.csv --trust @key.pub", expecting: 1)
      #expect(broken.output.contains("BROKEN   input drift") && broken.output.contains("BROKEN   score drift"))
      #expect(broken.output.contains("BROKEN   novelty"))
      let ignored = try life.run(
        "model monitor @b @drifted.csv --trust @key.pub --ignore input_drift --ignore score_drift --ignore novelty")
      #expect(ignored.output.contains("ignored: "))
      // Verdicts turn: from the middle on everything reported is called false.
      try life.write("turned.ndjson", Self.verdicts(recent, wrongFrom: 1_200))
      let turned = try life.run(
        "model monitor @b @recent.csv --trust @key.pub --id event --verdicts @turned.ndjson", expecting: 1)
      #expect(turned.output.contains("BROKEN   concept drift") && turned.output.contains("changed at verdict"))
      // A bundle whose reference was changed is refused, and so is wrong usage.
      try life.write("b/reference.json", "{}")
      _ = try life.run("model monitor @b @recent.csv --trust @key.pub", expecting: 1)
      _ = try life.run("model monitor @b @recent.csv --trust @key.pub --verdicts @verdicts.ndjson", expecting: 2)
      _ = try life.run("model monitor @b @recent.csv --trust @key.pub --observation @o.json", expecting: 2)
    }
  }

  /// The truth as verdicts, in the order of rows, and from some row on everything malicious called false.
  private static func verdicts(_ table: String, wrongFrom: Int) -> String {
    var text = ""
    for (row, line) in table.split(separator: "\n").dropFirst().enumerated() {
      let cells = line.split(separator: ",")
      let isMalicious = cells[8] == "1" && row < wrongFrom
      let (hour, minute) = (row / 60, row % 60)
      let time =
        "2026-03-\(hour / 24 < 8 ? "0" : "")\(hour / 24 + 2)T\(hour % 24 < 10 ? "0" : "")\(hour % 24):\(minute < 10 ? "0" : "")\(minute):00Z"
      text +=
        #"{"subject":{"kind":"alert","id":"\#(cells[7])"},"disposition":"\#(isMalicious ? "true" : "false")_positive","author":"ann","time":"\#(time)"}"#
        + "\n"
    }
    return text
  }

  private static func states(_ report: [String: Any]) throws -> [String: String] {
    let rails = try #require(report["rails"] as? [[String: Any]])
    return Dictionary(
      uniqueKeysWithValues: rails.compactMap { rail in
        (rail["name"] as? String).flatMap { name in (rail["state"] as? String).map { (name, $0) } }
      })
  }

  /// Members that a schema requires are there, and no others.
  private static func holds(_ document: [String: Any], _ name: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/schemas/\(name)")
    let schema = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    let known = Set(try #require(schema["properties"] as? [String: Any]).keys)
    let required = Set(try #require(schema["required"] as? [String]))
    #expect(required.isSubset(of: document.keys) && Set(document.keys).isSubset(of: known), "\(document.keys.sorted())")
  }

  @Test func aDriftedCanaryRollsBackByItself() throws {
    try Binary.withFolder { url in
      let life = LifeFolder(folder: url)
      try life.write("t.csv", LifeTable.csv(1_600, from: 0, seed: 1))
      _ = try life.run("model key @key")
      // The second version was trained before the fleet changed: what is usual now it has never seen as benign.
      try life.write("changed.csv", LifeTable.csv(1_600, from: 0, seed: 2, drift: 2.5))
      for (number, table) in [(1, "changed.csv"), (2, "t.csv")] {
        _ = try life.run(
          "model train @\(table) --label y --time day --drop noise --rounds 30 --leaves 8 --threads 1 --resamples 20",
          "--attack-steps 1 --false-positive-rate 0.02 --bundle @b\(number) --key @key --name pe --version v\(number) --number \(number)"
        )
        _ = try life.run("model add @b\(number) --registry @reg" + (number == 1 ? " --trust @key.pub" : ""))
        _ = try life.run("model promote pe v\(number) --registry @reg --to shadow")
        _ = try life.run("model promote pe v\(number) --registry @reg --to canary --share 0.1")
        _ = try life.run("model promote pe v\(number) --registry @reg --to canary --share 0.4")
        if number == 1 { _ = try life.run("model promote pe v1 --registry @reg --to active") }
      }
      try life.write("recent.csv", LifeTable.csv(2_000, from: 100, seed: 9, malicious: 0.02, drift: 2.5))
      try life.write("good.csv", LifeTable.csv(600, from: 100, seed: 11, malicious: 0, drift: 2.5))
      let seen = try life.run(
        "model monitor pe @recent.csv --registry @reg --host host --time day --time-unit days --trusted @good.csv",
        "--observation @observation.json --format json", expecting: 1)
      let report = try #require(try JSONSerialization.jsonObject(with: Data(seen.output.utf8)) as? [String: Any])
      #expect(report["version"] as? String == "v2")
      let observation = try life.object("observation.json")
      let (alerts, days) = (observation["alerts"] as? Int ?? 0, observation["endpointDays"] as? Double ?? 0)
      let (others, beside) = (
        observation["referenceAlerts"] as? Int ?? 0, observation["referenceEndpointDays"] as? Double ?? 0
      )
      #expect(days > 100 && beside > days && Double(alerts) / days > 5 * Double(others) / beside, "\(observation)")
      #expect(observation["trusted"] as? Int == 600 && observation["latency"] is Double)
      let guarded = try life.run("model guard pe @observation.json --registry @reg", expecting: 1)
      #expect(guarded.error.contains("rolled back and frozen: more than 2.0 times the alerts"))
      #expect(guarded.error.contains("known-good inputs were reported"))
      #expect(try life.run("model list @reg --host any").output.contains("on any: v1"))
      #expect(try life.run("model list @reg").output.contains("(frozen)"))
      // Nothing goes on until somebody allows it, and the version in use holds what broke the other.
      _ = try life.run("model promote pe v1 --registry @reg --to active", expecting: 1)
      _ = try life.run("model freeze pe --off --registry @reg --by ada --reason looked")
      _ = try life.run(
        "model monitor pe @recent.csv --registry @reg --host host --time day --time-unit days --trusted @good.csv",
        "--observation @second.json --ignore novelty --ignore input_drift --ignore score_drift")
      _ = try life.run("model guard pe @second.json --registry @reg --false-positive-rate 0.03")
      let log = try life.run("model list @reg --log").output
      #expect(log.contains("guard-rails: rollback pe v2 to retired") && log.contains("ada: unfreeze pe"))
      let difference = try life.run("model diff @b1 @b2 --trust @key.pub")
      #expect(difference.output.contains("pe v1 → pe v2") && difference.output.contains("~ lineage.json"))
    }
  }
}
