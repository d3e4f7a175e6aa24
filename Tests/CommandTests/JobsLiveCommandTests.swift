import Foundation
import Testing

/// `shrike jobs run --live` on the real binary: a stream without end.
@Suite struct JobsLiveCommandTests {
  private static let job = """
    {"job_id":"live","analysis_config":{"bucket_span":"15m","detectors":[{"function":"count"}]}}
    """

  /// Three events in each quarter of an hour.
  private static func events(_ buckets: Range<Int>) -> String {
    let lines = buckets.flatMap { bucket in
      (0..<3).map { String(format: #"{"@timestamp":"2026-03-01T%02d:%02d:0%dZ"}"#, bucket / 4, bucket % 4 * 15, $0) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  @Test func resultsComeWhileTheStreamGoesOnAndASignalEndsItInGoodOrder() throws {
    try Binary.withFolder { folder in
      let job = folder.appending(path: "job.json")
      try Self.job.write(to: job, atomically: true, encoding: .utf8)
      let state = folder.appending(path: "state").path()
      let process = Process()
      let (input, output) = (Pipe(), Pipe())
      process.executableURL = Binary.url
      process.arguments = ["jobs", "run", job.path(), "-", "--live", "--state", state]
      process.standardInput = input
      process.standardOutput = output
      try process.run()
      // A program that does not end is ended, and the expectations say what was missing.
      let identifier = process.processIdentifier
      let watchdog = DispatchWorkItem { kill(identifier, SIGKILL) }
      DispatchQueue.global().asyncAfter(deadline: .now() + 120, execute: watchdog)
      defer { watchdog.cancel() }

      /// Reads what was printed until there are so many buckets.
      var text = ""
      func wait(forBuckets count: Int) -> Int {
        while buckets() < count {
          let more = output.fileHandleForReading.availableData
          if more.isEmpty { break }
          text += String(decoding: more, as: UTF8.self)
        }
        return buckets()
      }
      func buckets() -> Int { text.components(separatedBy: #""result_type":"bucket""#).count - 1 }

      // A bucket is complete when an event comes that is later.
      try input.fileHandleForWriting.write(contentsOf: Data(Self.events(0..<8).utf8))
      #expect(wait(forBuckets: 7) == 7)
      try input.fileHandleForWriting.write(contentsOf: Data(Self.events(8..<12).utf8))
      #expect(wait(forBuckets: 11) == 11)
      // The stream is still open; the bucket that is under way is closed, and what was learnt is kept.
      process.interrupt()
      #expect(wait(forBuckets: 12) == 12)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      let snapshots = try Binary.run(["jobs", "snapshots", state, "--format", "ndjson"])
      #expect(snapshots.output.contains(#""event_count":36"#), "\(snapshots.output)")
      try input.fileHandleForWriting.close()
    }
  }

  @Test func aStreamHasTheResultsOfAFileBeforeScoresAreComputedAgain() throws {
    try Binary.withFolder { folder in
      let job = folder.appending(path: "job.json")
      try Self.job.write(to: job, atomically: true, encoding: .utf8)
      let live = try Binary.run(["jobs", "run", job.path(), "-", "--live"], input: Self.events(0..<40))
      let file = try Binary.run(["jobs", "run", job.path(), "-", "--no-renormalize"], input: Self.events(0..<40))
      #expect(live.status == 0, "\(live.error)")
      #expect(live.output == file.output && live.output.split(separator: "\n").count > 40)
      #expect(try Binary.run(["jobs", "run", job.path(), job.path(), "--live"]).status == 2)
      #expect(try Binary.run(["jobs", "run", job.path(), "-", "--live"], input: "").status == 1)
      let packed = try Binary.run(["jobs", "run", job.path(), "-", "--live"], input: "\u{1F}\u{8}\u{8}\u{0}")
      #expect(packed.status == 1)
    }
  }
}
