import Foundation
import Testing

/// `shrike jobs` on the real binary.
@Suite struct JobsCommandTests {
  private static let job = """
    {"job_id":"failures","analysis_config":{"bucket_span":"15m","influencers":["source.ip"],
    "detectors":[{"function":"high_non_zero_count","partition_field_name":"user.name"}]},
    "datafeed_config":{"indices":["*"],"query":{"term":{"event.outcome":"failure"}}}}
    """

  /// Two days of events; in one bucket, one account fails a hundred times.
  private static let events: String = {
    var lines = ""
    for bucket in 0..<192 {
      let minutes = bucket * 15
      let day = 2 + minutes / 1_440
      let hour = minutes % 1_440 / 60
      let failures = bucket == 180 ? 100 : 2 + bucket % 3
      for failure in 0..<failures {
        let time =
          "2026-03-0\(day)T" + String(format: "%02d:%02d:%02dZ", hour, minutes % 60 + failure / 60, failure % 60)
        lines += #"{"@timestamp":"\#(time)","event":{"outcome":"failure","category":["authentication"]},"#
        lines += #""user":{"name":"alice"},"source":{"ip":"10.0.0.\#(bucket == 180 ? 66 : 1)"}}"# + "\n"
      }
    }
    return lines
  }()

  private static func withFiles<R>(_ body: (_ job: String, _ events: String, _ folder: URL) throws -> R) throws -> R {
    try Binary.withFolder { folder in
      let job = folder.appending(path: "failures.json")
      let events = folder.appending(path: "events.ndjson")
      try Self.job.write(to: job, atomically: true, encoding: .utf8)
      try Self.events.write(to: events, atomically: true, encoding: .utf8)
      return try body(job.path(), events.path(), folder)
    }
  }

  @Test func runPrintsWhatIsImprobableAndWhoIsToBlame() throws {
    try Self.withFiles { job, events, _ in
      let outcome = try Binary.run(["jobs", "run", job, events, "--min-score", "50"])
      #expect(outcome.status == 0, "\(outcome.error)")
      let records = try outcome.output.split(separator: "\n").compactMap {
        try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
      }
      let record = try #require(records.first { $0["result_type"] as? String == "record" })
      #expect(record["partition_field_value"] as? String == "alice")
      #expect((record["actual"] as? [NSNumber])?.map(\.intValue) == [100])
      #expect(record["source.ip"] as? [String] == ["10.0.0.66"])
      #expect(records.contains { $0["influencer_field_value"] as? String == "10.0.0.66" })
    }
  }

  @Test func aSnapshotIsWrittenAndTakenUp() throws {
    try Self.withFiles { job, events, folder in
      let state = folder.appending(path: "state").path()
      #expect(try Binary.run(["jobs", "run", job, events, "--snapshot", state]).status == 0)
      let again = try Binary.run(["jobs", "run", job, events, "--from", state])
      // All events lie before what was learnt.
      #expect(again.status == 0, "\(again.error)")
      #expect(again.output.contains("\"out_of_order_timestamp_count\":"))
      try Data([1, 2, 3]).write(to: folder.appending(path: "state"))
      let broken = try Binary.run(["jobs", "run", job, events, "--from", state])
      #expect(broken.status == 1)
      #expect(broken.error.contains("the snapshot cannot be restored"))
    }
  }

  private static let rule = """
    [metadata]
    maturity = "production"

    [rule]
    name = "Spike in failed logons"
    rule_id = "ml-1"
    type = "machine_learning"
    machine_learning_job_id = ["failures", "failures_v2"]
    anomaly_threshold = 50
    severity = "high"
    risk_score = 73
    """

  /// The rules of the alerts of a hunt, and the rules that wait.
  private static func hunt(
    _ arguments: [String]
  ) throws -> (rules: [String], waiting: [String], outcome: Binary.Outcome) {
    let outcome = try Binary.run(["hunt", "--no-bundled-rules", "--no-rarity", "--format", "json"] + arguments)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any], "\(outcome.error)")
    let alerts = try #require(object["alerts"] as? [[String: Any]])
    let waiting = try #require(object["waiting_rules"] as? [[String: Any]])
    return (
      alerts.compactMap { $0["rule"] as? String }, waiting.compactMap { $0["rule_id"] as? String }, outcome
    )
  }

  @Test func aRuleAboutTheJobRunsInAHuntInsteadOfTheJobsOwnSignal() throws {
    try Self.withFiles { job, events, folder in
      let rule = folder.appending(path: "rule.toml")
      try Self.rule.write(to: rule, atomically: true, encoding: .utf8)
      let bare = try Self.hunt([events, "--jobs", job])
      #expect(bare.rules == ["failures"])
      #expect(bare.outcome.status == 0)
      let bound = try Self.hunt([events, "--jobs", job, "--rules", rule.path()])
      #expect(bound.rules == ["ml-1"])
      #expect(bound.waiting.isEmpty)
      // The rule's severity, not the job's.
      #expect(bound.outcome.status == 1)
      let alone = try Self.hunt([events, "--rules", rule.path()])
      #expect(alone.rules.isEmpty)
      #expect(alone.waiting == ["ml-1"])
      let text = try Binary.run(["hunt", "--no-bundled-rules", events, "--rules", rule.path()])
      #expect(text.output.contains("1 ran, 1 of them waits for an anomaly job"), "\(text.output)")
    }
  }

  @Test func rulesCheckSaysWhichJobARuleWaitsFor() throws {
    try Self.withFiles { job, _, folder in
      let rule = folder.appending(path: "rule.toml")
      try Self.rule.write(to: rule, atomically: true, encoding: .utf8)
      let waits = try Binary.run(["rules", "check", rule.path()])
      #expect(waits.status == 0)
      #expect(waits.output.contains("waits for the anomaly job failures or failures_v2"), "\(waits.output)")
      #expect(waits.output.contains("elastic, machine_learning: 1 of 1 compile"), "\(waits.output)")
      #expect(waits.output.contains("1 × waits for an anomaly job that does not run"))
      let runs = try Binary.run(["rules", "check", rule.path(), "--jobs", job])
      #expect(runs.status == 0)
      #expect(!runs.output.contains("waits"), "\(runs.output)")
    }
  }

  @Test func plotAndForecast() throws {
    try Self.withFiles { job, events, _ in
      let plot = try Binary.run(["jobs", "plot", job, events])
      #expect(plot.status == 0, "\(plot.error)")
      #expect(plot.output.hasPrefix("<svg ") && plot.output.contains("<circle"))
      let none = try Binary.run(["jobs", "plot", job, events, "--series", "nobody"])
      #expect(none.status == 1)
      let forecast = try Binary.run(["jobs", "forecast", job, events, "--buckets", "5"])
      #expect(forecast.output.split(separator: "\n").count == 5)
    }
  }

  @Test func validateNamesFileAndPlace() throws {
    try Self.withFiles { job, _, folder in
      let good = try Binary.run(["jobs", "validate", job, "--format", "json"])
      #expect(good.status == 0)
      let object = try JSONSerialization.jsonObject(with: Data(good.output.utf8)) as? [String: Any]
      #expect(Set((object ?? [:]).keys) == ["files", "jobs", "failed"])
      let bad = Self.job.replacing("high_non_zero_count", with: "high_nothing")
      try bad.write(to: folder.appending(path: "failures.json"), atomically: true, encoding: .utf8)
      let failed = try Binary.run(["jobs", "validate", job])
      #expect(failed.status == 1)
      #expect(failed.output.contains("failures.json: analysis_config.detectors[0].function: there is no function"))
      #expect(try Binary.run(["jobs", "list", job]).output.isEmpty)
    }
  }
}
