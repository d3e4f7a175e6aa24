import ECS
import Foundation
import Testing

@testable import Ingest

/// Event counts that the collectors of the shared data counted, not we.
@Suite struct SharedCountTests {
  static let counts: [(path: String, reader: any EventReader.Type, events: UInt64)] = [
    ("windows/eqllib/normalized-T1117-AtomicRed-regsvr32.json", JSONReader.self, 150),
    ("windows/eqllib/normalized-atomic-red-team.json.gz", JSONReader.self, 14_786),
    ("windows/eqllib/sysmon-atomic-red-team.json.gz", JSONReader.self, 19_882),
    ("osquery/msticpy-osqueryd.results.log.gz", JSONReader.self, 266),
    ("osquery/msticpy-osqueryd.snapshots.log.gz", JSONReader.self, 43),
    ("identity/panther-rule-tests.ndjson.gz", JSONReader.self, 892), ("cloud/stratus-red-team", JSONReader.self, 162),
    ("windows/msticpy-processes-on-host-4688.csv.gz", CSVReader.self, 363),
    ("windows/msticpy-win-proc-4688.csv.gz", CSVReader.self, 1_000),
    ("windows/msticpy-host-logons.csv.gz", CSVReader.self, 14),
    ("identity/msticpy-aad-signinlogs.csv.gz", CSVReader.self, 86),
    ("linux/msticpy-linux-proc-auditd-execve.csv.gz", CSVReader.self, 1_000),
    ("network/accd-beacon-sample.csv.gz", CSVReader.self, 876),
  ]

  @Test(.enabled(if: SharedData.isAvailable, "needs ../shared/data"), arguments: 0..<counts.count)
  func findsAsManyEventsAsTheCollectorsCounted(index: Int) throws {
    let sample = Self.counts[index]
    var report = ReadReport()
    var faults: [InputError] = []
    var withoutTime = 0
    let walker = InputWalker(skipped: { faults.append($0) }) { member in
      try member.buffer.fill(to: ReaderRegistry.prefixLength)
      let recognised = ReaderRegistry.recognise(member.buffer.bytes.span)
      #expect(recognised == sample.reader, "\(member.path)")
      var reader = sample.reader.init(options: ReaderOptions())
      let origin = EventOrigin(path: member.path, format: sample.reader.format)
      try reader.read(&member.buffer, origin: origin, report: &report) { batch in
        for row in 0..<batch.count where batch[row].timestamp == nil { withoutTime += 1 }
      }
    }
    try walker.walk(SharedData.root.appending(path: sample.path).path)
    #expect(faults.isEmpty)
    #expect(report.records == sample.events)
    #expect(report.skipped == 0)
    #expect(sample.path.contains("panther") || sample.path.contains("lanl") || withoutTime == 0)
  }
}
