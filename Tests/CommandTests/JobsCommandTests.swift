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
