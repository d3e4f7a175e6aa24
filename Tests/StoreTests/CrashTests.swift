import ECS
import Foundation
import Testing

@testable import Store

/// What was acknowledged survives `kill -9`, and nothing is doubled by doing the work again.
@Suite struct CrashTests {
  static func batches() -> [(batch: EventBatch, prints: [EventFingerprint])] {
    var events = RandomEvents(seed: 99)
    return (0..<400 as Range<UInt64>).map { number in
      let batch = events.batch(rows: 5)
      return (batch, (0..<5).map { EventFingerprint(low: number * 5 + $0, high: number) })
    }
  }

  /// Ingests batch by batch and notes each acknowledged one in a file, until it is killed from within by a timer.
  static func ingestUntilKilled(in folder: String, after milliseconds: Int) throws {
    let killer = Thread {
      usleep(UInt32(milliseconds) * 1_000)
      kill(getpid(), SIGKILL)
    }
    let notes = FileHandle(forWritingAtPath: folder + "/acknowledged")
    var options = StoreOptions()
    options.durability = .process
    let store = try EventStore(path: folder + "/s.db", options: options)
    let work = batches()
    killer.start()
    while true {
      for (number, item) in work.enumerated() {
        let progress = InputProgress(
          path: "input", format: "test", bytes: UInt64(number + 1), records: UInt64(number + 1), isComplete: false)
        try store.ingest(item.batch, fingerprints: item.prints, progress: progress)
        try notes?.write(contentsOf: Data("\(number)\n".utf8))
      }
      usleep(1_000)
    }
  }

  @Test(arguments: [15, 40, 90, 160])
  func nothingAcknowledgedIsLostOrDoubled(milliseconds: Int) async throws {
    let folder = try TemporaryFolder()
    let path = folder.url.path
    try Data().write(to: URL(filePath: path + "/acknowledged"))
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, milliseconds = milliseconds as Int] in
      try CrashTests.ingestUntilKilled(in: path, after: milliseconds)
    }
    let notes = try String(contentsOfFile: path + "/acknowledged", encoding: .utf8)
    let acknowledged = Set(notes.split(separator: "\n").compactMap { Int($0) })
    let work = Self.batches()
    let store = try EventStore(path: path + "/s.db")
    #expect(try store.verify().isEmpty)
    var found: [EventFingerprint] = []
    try store.forEachBatch { found += $0.fingerprints }
    #expect(Set(found).count == found.count)
    let present = Set(found)
    for number in acknowledged { #expect(work[number].prints.allSatisfy(present.contains)) }
    // Segment and progress were committed together.
    #expect(try store.input(path: "input").map { Int($0.records) * 5 } ?? 0 == found.count)
    for item in work { try store.ingest(item.batch, fingerprints: item.prints, durability: .buffered) }
    try store.flush()
    #expect(try store.summary().events == work.count * 5)
    var restored: [EventContents] = []
    try store.forEachBatch { restored += EventContents.all($0.batch) }
    #expect(restored == work.flatMap { EventContents.all($0.batch) })
  }
}
