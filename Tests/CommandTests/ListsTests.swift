import Foundation
import Testing

/// `shrike lists`, and what `shrike scan` and `shrike hunt` make of lists, rules and indicators, on the real binary.
@Suite struct ListsTests {
  private static let program = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "SignaturesTests/Fixtures/sha1.exe")
  /// SHA-256 of the root certificate in the chain of the fixture, as a scan tells it.
  private static func root() throws -> String {
    let output = try Binary.run(["scan", "--format", "ndjson", program.path()]).output
    let line = try #require(output.split(separator: "\n").first)
    let record = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    let signatures = (record["signature"] as? [String: Any])?["signatures"] as? [[String: Any]]
    let chain = try #require(signatures?.first?["chain"] as? [[String: Any]])
    return try #require((chain.last?["certificate"] as? [String: Any])?["sha256"] as? String)
  }

  private static func sign(_ list: String, in folder: URL) throws -> (list: String, key: String) {
    let key = folder.appending(path: "key").path()
    let plain = folder.appending(path: "list.json")
    let signed = folder.appending(path: "signed.json").path()
    try Data(list.utf8).write(to: plain)
    #expect(try Binary.run(["lists", "key", "--output", key]).status == 0)
    let outcome = try Binary.run(["lists", "sign", plain.path(), "--key", key, "--output", signed])
    #expect(outcome.status == 0, "\(outcome.error)")
    return (signed, key + ".pub")
  }

  @Test func aListOfSignersMakesAFileTrusted() throws {
    try Binary.withFolder { folder in
      let root = try Self.root()
      let (list, key) = try Self.sign(
        #"{"name":"ours","expires":"2126-01-01T00:00:00Z","trusted_signers":[{"certificate_sha256":"\#(root)"}]}"#,
        in: folder)
      let outcome = try Binary.run(["scan", "--list", list, "--list-key", key, Self.program.path()])
      #expect(outcome.status == 0, "\(outcome.error)")
      #expect(outcome.output.hasPrefix("trusted"))
      let verified = try Binary.run(["lists", "verify", list, "--list-key", key])
      #expect(verified.output.contains("ours: 0 good files, 0 bad files, 1 signers"))
    }
  }

  @Test func aListThatEndedOrWasChangedIsRefused() throws {
    try Binary.withFolder { folder in
      let (list, key) = try Self.sign(#"{"name":"old","expires":"2020-01-01T00:00:00Z"}"#, in: folder)
      let ended = try Binary.run(["scan", "--list", list, "--list-key", key, Self.program.path()])
      #expect(ended.status == 1)
      #expect(ended.error.contains("ended at 2020-01-01T00:00:00Z"))
      let text = try String(contentsOfFile: list, encoding: .utf8).replacingOccurrences(of: "2020-", with: "2120-")
      try Data(text.utf8).write(to: URL(filePath: list))
      let changed = try Binary.run(["scan", "--list", list, "--list-key", key, Self.program.path()])
      #expect(changed.status == 1)
      #expect(changed.error.contains("the list was changed, or somebody else signed it"))
      #expect(try Binary.run(["lists", "key", "--output", folder.appending(path: "key").path()]).status == 1)
    }
  }

  @Test func huntMakesAlertsOfWhatRulesFindInFiles() throws {
    try Binary.withFolder { folder in
      let rules = folder.appending(path: "rules")
      try FileManager.default.createDirectory(at: rules, withIntermediateDirectories: true)
      let rule = #"rule Marker { meta: severity = 90 strings: $a = "Fixture Signer" condition: $a }"#
      try Data(rule.utf8).write(to: rules.appending(path: "good.yar"))
      try Data("rule Broken { condition: }".utf8).write(to: rules.appending(path: "bad.yar"))
      let outcome = try Binary.run(["hunt", "--format", "json", "--yara", rules.path(), Self.program.path()])
      #expect(outcome.status == 1)
      #expect(outcome.error.contains("bad.yar"))
      let result = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
      let alerts = try #require(result["alerts"] as? [[String: Any]])
      #expect(alerts.count == 1)
      #expect(alerts.first?["severity"] as? String == "high")
      #expect((alerts.first?["title"] as? String)?.contains("Marker") == true)
      let quiet = try Binary.run(["hunt", "--format", "json", Self.program.path()])
      #expect(quiet.output.contains("\"alerts\":[]"))
    }
  }

  @Test func huntMatchesIndicators() throws {
    try Binary.withFolder { folder in
      let rules = folder.appending(path: "rule.toml")
      let rule = """
        [rule]
        name = "Known bad address"
        rule_id = "00000000-0000-0000-0000-000000000001"
        type = "threat_match"
        language = "kuery"
        severity = "high"
        risk_score = 73
        description = "d"
        index = ["*"]
        query = "destination.ip:*"
        threat_query = "*:*"
        threat_index = ["*"]
        threat_language = "kuery"
        threat_indicator_path = "threat.indicator"

        [[rule.threat_mapping]]
        [[rule.threat_mapping.entries]]
        field = "destination.ip"
        type = "mapping"
        value = "threat.indicator.ip"
        """
      try Data(rule.utf8).write(to: rules)
      let indicators = folder.appending(path: "indicators.ndjson")
      try Data(#"{"threat":{"indicator":{"ip":"203.0.113.9"}}}"#.utf8 + [0x0A]).write(to: indicators)
      let events = folder.appending(path: "events.ndjson")
      let event =
        #"{"@timestamp":"2026-01-01T00:00:00Z","event":{"kind":"event","category":["network"]},"host":{"name":"h"},"destination":{"ip":"203.0.113.9"}}"#
      try Data((event + "\n" + event.replacing(".9\"", with: ".8\"") + "\n").utf8).write(to: events)
      let words = [
        "hunt", "--format", "json", "--no-bundled-rules", "--no-rarity", "--rules", rules.path(), events.path(),
      ]
      let outcome = try Binary.run(words + ["--indicators", indicators.path()])
      #expect(outcome.output.contains("Known bad address"), "\(outcome.error)")
      #expect(try !Binary.run(words).output.contains("\"title\":\"Known bad address\""))
      try Data("{\n\"broken".utf8).write(to: indicators)
      let broken = try Binary.run(words + ["--indicators", indicators.path()])
      #expect(broken.status == 1)
      #expect(broken.error.contains("indicators.ndjson:2:"))
    }
  }
}
