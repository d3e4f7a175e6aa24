import Foundation
import Testing

/// `shrike jobs run --state`, `snapshots` and `revert` on the real binary.
@Suite struct JobsStateCommandTests {
  private static let job = """
    {"job_id":"failures","analysis_config":{"bucket_span":"15m","influencers":["source.ip"],
    "detectors":[{"function":"high_non_zero_count","partition_field_name":"user.name"},
    {"function":"rare","by_field_name":"source.ip"}]},
    "datafeed_config":{"indices":["*"],"query":{"term":{"event.outcome":"failure"}}}}
    """

  /// Failed logons in some quarters of an hour since the first of the month; in one of them a hundred.
  private static func events(_ buckets: Range<Int>, burst: Int? = nil) -> String {
    var lines = ""
    for bucket in buckets {
      let minutes = bucket * 15
      let place = String(format: "%02dT%02d:%02d", 1 + minutes / 1_440, minutes % 1_440 / 60, minutes % 60)
      for failure in 0..<(bucket == burst ? 100 : 2 + bucket % 3) {
        lines += #"{"@timestamp":"2026-03-\#(place):\#(String(format: "%02d", failure % 60))Z","#
        lines += #""event":{"outcome":"failure","category":["authentication"]},"user":{"name":"alice"},"#
        lines += #""source":{"ip":"10.0.0.\#(bucket == burst ? 66 : bucket % 4)"}}"# + "\n"
      }
    }
    return lines
  }

  /// A job, its events in three parts, and a folder for what it learns.
  private struct Place {
    var job: String
    var parts: [String]
    var state: String

    func run(_ part: Int, _ more: [String] = []) throws -> Binary.Outcome {
      try Binary.run(["jobs", "run", job, parts[part], "--state", state] + more)
    }

    func learn(_ part: Int, _ more: [String] = []) throws {
      let outcome = try run(part, more)
      #expect(outcome.status == 0, "\(outcome.error)")
    }

    func revert(_ number: Int) throws -> Binary.Outcome { try Binary.run(["jobs", "revert", state, "\(number)"]) }

    func snapshots() throws -> [[String: Any]] {
      let outcome = try Binary.run(["jobs", "snapshots", state, "--format", "json"])
      let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
      return try #require(object?["snapshots"] as? [[String: Any]], "\(outcome.error)")
    }

    /// The numbers of the snapshots, the current one negative.
    func numbers() throws -> [Int] {
      try snapshots().compactMap { entry in
        (entry["snapshot_id"] as? Int).map { entry["current"] as? Bool == true ? -$0 : $0 }
      }
    }

    func file(_ number: Int) -> URL {
      URL(filePath: state).appending(path: "failures").appending(path: String(format: "%06d.snapshot", number))
    }
  }

  private static func withPlace(_ body: (Place) throws -> Void) throws {
    try Binary.withFolder { folder in
      let job = folder.appending(path: "failures.json")
      try Self.job.write(to: job, atomically: true, encoding: .utf8)
      let parts = try [(0..<120, nil), (120..<200, 180), (200..<260, 230)].enumerated().map { index, part in
        let file = folder.appending(path: "part\(index).ndjson")
        try events(part.0, burst: part.1).write(to: file, atomically: true, encoding: .utf8)
        return file.path()
      }
      try body(Place(job: job.path(), parts: parts, state: folder.appending(path: "state").path()))
    }
  }

  @Test func goingBackGivesTheResultsOfTheEarlierStateByteForByte() throws {
    try Self.withPlace { place in
      let first = try place.run(0)
      #expect(first.status == 0, "\(first.error)")
      let second = try place.run(1)
      #expect(second.output.contains(#""partition_field_value":"alice""#))
      let third = try place.run(2)
      #expect(try place.numbers() == [1, 2, -3])
      // The same part is judged otherwise by what has seen it.
      #expect(try place.run(1).output != second.output)
      let back = try place.revert(1)
      #expect(back.status == 0, "\(back.error)")
      #expect(back.output.contains("goes on from snapshot 1"))
      #expect(try place.numbers() == [-1, 2, 3, 4])
      #expect(try place.run(1).output == second.output)
      #expect(try place.run(2).output == third.output)
      #expect(try place.numbers() == [1, 2, 3, 4, 5, -6])
      let parents = try place.snapshots().map { $0["parent"] as? Int }
      #expect(parents == [nil, 1, 2, 3, 1, 5])
      // Two ways of being told the same are one state, but for numbers and the time of day.
      let counts = try place.snapshots().map { $0["event_count"] as? Int }
      #expect(counts[1] == counts[4] && counts[2] == counts[5])
    }
  }

  @Test func theListIsAsItsSchemaSays() throws {
    try Self.withPlace { place in
      try place.learn(0, ["--description", "before the update"])
      try place.learn(1)
      let snapshots = try place.snapshots()
      let allowed = try TableCommandTests.members("jobs-snapshots", "snapshot")
      #expect(snapshots.allSatisfy { Set($0.keys).isSubset(of: allowed) })
      #expect(Set(snapshots.flatMap(\.keys)) == allowed.subtracting(["problem"]))
      #expect(snapshots[0]["description"] as? String == "before the update")
      #expect(snapshots[0]["latest_record_time_stamp"] as? Int == 1_772_430_303_000)
      #expect(snapshots[0]["event_count"] as? Int == 360)
      let table = try Binary.run(["jobs", "snapshots", place.state])
      #expect(table.status == 0)
      #expect(table.output.contains("before the update") && table.output.contains("2026-03-02T05:45:03"))
      let lines = try Binary.run(["jobs", "snapshots", place.state, "--format", "ndjson", "--id", "failures"]).output
      #expect(lines.split(separator: "\n").count == 2)
    }
  }

  @Test func huntsGoOnFromWhatJobsHadLearnt() throws {
    try Self.withPlace { place in
      func hunt(_ part: Int, _ more: [String]) throws -> [String] {
        let outcome = try Binary.run(
          ["hunt", place.parts[part], "--jobs", place.job, "--no-bundled-rules", "--no-rarity", "--format", "json"]
            + more)
        let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        let alerts = try #require(object?["alerts"] as? [[String: Any]], "\(outcome.error)")
        return alerts.compactMap { $0["title"] as? String }
      }
      #expect(try hunt(0, ["--job-state", place.state]).isEmpty)
      // By itself the second part is too short for anything in it to be an alert.
      #expect(try hunt(1, []).isEmpty)
      #expect(try hunt(1, ["--job-state", place.state]) == ["failures (alice)"])
      #expect(try place.numbers() == [1, -2])
      #expect(try place.snapshots().map { $0["parent"] as? Int } == [nil, 1])
      #expect(try place.snapshots().compactMap { $0["bucket_count"] as? Int } == [120, 200])

      // What reads nothing leaves everything as it was, and what cannot be read is told before anything is.
      let picture = URL(filePath: place.state).deletingLastPathComponent().appending(path: "picture")
      try Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]).write(to: picture)
      _ = try Binary.run(["hunt", picture.path(), "--jobs", place.job, "--job-state", place.state])
      #expect(try place.numbers() == [1, -2])
      try Data("no snapshot".utf8).write(to: place.file(2))
      let damaged = try Binary.run(["hunt", place.parts[2], "--jobs", place.job, "--job-state", place.state])
      #expect(damaged.status == 1)
      #expect(damaged.error.contains("000002.snapshot"), "\(damaged.error)")
      #expect(try Binary.run(["hunt", place.parts[2], "--job-state", place.state]).status == 2)
    }
  }

  @Test func forecastsAndPlotsGoOnFromASnapshotAndLeaveIt() throws {
    try Self.withPlace { place in
      for part in place.parts.indices { try place.learn(part) }
      let bytes = try Data(contentsOf: place.file(3))
      let alone = try Binary.run(["jobs", "forecast", place.job, "--state", place.state, "--buckets", "4"])
      #expect(alone.status == 0, "\(alone.error)")
      let whole = try Binary.run(["jobs", "forecast", place.job] + place.parts + ["--buckets", "4"])
      #expect(alone.output == whole.output && alone.output.split(separator: "\n").count == 4)
      #expect(try place.revert(1).status == 0)
      let plot = try Binary.run(["jobs", "plot", place.job, place.parts[1], "--state", place.state])
      #expect(plot.status == 0, "\(plot.error)")
      let untaught = try Binary.run(["jobs", "plot", place.job, place.parts[1]])
      #expect(plot.output.hasPrefix("<svg") && plot.output != untaught.output)
      #expect(try Data(contentsOf: place.file(3)) == bytes)
      #expect(try place.numbers() == [-1, 2, 3])
      #expect(try Binary.run(["jobs", "forecast", place.job]).status == 2)
      #expect(try Binary.run(["jobs", "plot", place.job, "--state", place.state]).status == 2)
    }
  }

  @Test("A store that is not there is told and not made", arguments: ["run", "forecast", "plot"])
  func aMissingStoreIsNotMade(command: String) throws {
    try Self.withPlace { place in
      let store = URL(filePath: place.state).deletingLastPathComponent().appending(path: "missing.db").path()
      let outcome = try Binary.run(["jobs", command, place.job, "--store", store])
      #expect(outcome.status == 1)
      #expect(outcome.error.contains("missing.db: there is no such store"), "\(outcome.error)")
      #expect(!FileManager.default.fileExists(atPath: store))
    }
  }

  @Test func aDamagedSnapshotIsRefusedByName() throws {
    try Self.withPlace { place in
      for part in 0..<2 { try place.learn(part) }
      var bytes = try Data(contentsOf: place.file(2))
      bytes[bytes.count / 2] ^= 4
      try bytes.write(to: place.file(2))
      let refused = try place.run(2)
      #expect(refused.status == 1)
      #expect(refused.output.isEmpty)
      #expect(refused.error.contains("failures/000002.snapshot: cannot be used"), "\(refused.error)")
      let listed = try Binary.run(["jobs", "snapshots", place.state, "--format", "json"])
      #expect(listed.status == 1)
      #expect(listed.output.contains(#""problem":"cannot be used"#), "\(listed.output)")
      #expect(try place.revert(2).status == 1)
      #expect(try place.revert(1).status == 0)
      try place.learn(1)
      #expect(try place.numbers() == [1, 2, -3])
      // Cut short, and of another job.
      try bytes.prefix(40).write(to: place.file(3))
      #expect(try place.run(2).error.contains("000003.snapshot: cannot be used"))
      try Data(contentsOf: place.file(1)).write(to: place.file(3))
      #expect(try place.run(2).error.contains("000003.snapshot: is snapshot 1 of the job 'failures'"))
      let unknown = try place.revert(9)
      #expect(unknown.status == 1)
      #expect(unknown.error.contains("has no snapshot 9; there are 1, 2, 3"), "\(unknown.error)")
    }
  }

  @Test func onlyTheNewestAreKeptAndTheCurrentOne() throws {
    try Self.withPlace { place in
      for _ in 0..<4 { try place.learn(0, ["--keep", "3"]) }
      #expect(try place.numbers() == [2, 3, -4])
      #expect(try place.revert(2).status == 0)
      try place.learn(1, ["--keep", "1"])
      #expect(try place.numbers() == [-5])
      for _ in 0..<11 { try place.learn(2) }
      #expect(try place.numbers() == Array(7..<16) + [-16])
    }
  }

  @Test func nothingIsKeptWhereNothingWasRead() throws {
    try Self.withPlace { place in
      try place.learn(0)
      let none = try Binary.run(["jobs", "run", place.job, place.state + "/none", "--state", place.state])
      #expect(none.status == 1)
      #expect(try place.numbers() == [-1])
      try FileManager.default.removeItem(at: place.file(1).deletingLastPathComponent().appending(path: "current"))
      let lost = try place.run(1)
      #expect(lost.status == 1)
      #expect(lost.error.contains("current: is missing"), "\(lost.error)")
      #expect(try place.revert(1).status == 0)
      try place.learn(1)
    }
  }

  @Test(arguments: [
    ["run", "job.json", "x", "--state", "s", "--from", "f"], ["run", "job.json", "x", "--state", "s", "--keep", "0"],
    ["run", "job.json", "x", "--keep", "3"], ["run", "job.json", "x", "--description", "d"], ["revert", "s"],
    ["revert", "s", "0"], ["snapshots"],
  ])
  func wrongUsageExitsWithTwo(_ arguments: [String]) throws {
    let outcome = try Binary.run(["jobs"] + arguments)
    #expect(outcome.status == 2, "\(outcome.error)")
    #expect(outcome.output.isEmpty)
  }
}
