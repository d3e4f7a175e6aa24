import ECS
import Foundation
import Synchronization
import Testing

@testable import Store

/// Set once by the writer.
private final class Flag: Sendable {
  let flag = Atomic(false)
}

@Suite struct ConcurrencyTests {
  /// Every answer is that of some moment: a multiple of a batch, and never less than before.
  @Test func readsWhileWriting() async throws {
    let folder = try TemporaryFolder()
    var options = StoreOptions()
    options.durability = .process
    options.policy.segmentRows = 500
    let store = try EventStore(path: folder.path("s.db"), options: options)
    let done = Flag()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { done.flag.store(true, ordering: .releasing) }
        for number in 0..<120 as Range<UInt64> {
          var builder = BatchBuilder(origin: EventOrigin(path: "p", format: "test"))
          for row in 0..<25 {
            builder.append(.hostName, string: "host-\(row % 5)")
            builder.endRow(at: RecordPosition(offset: 0, record: UInt64(row)))
          }
          let prints = (0..<25 as Range<UInt64>).map { EventFingerprint(low: number * 25 + $0, high: 3) }
          try store.ingest(builder.finish(), fingerprints: prints)
        }
      }
      for _ in 0..<2 {
        group.addTask {
          var last = 0
          while !done.flag.load(ordering: .acquiring) {
            let count = try store.topValues(of: .hostName).reduce(0) { $0 + $1.count }
            #expect(count % 25 == 0 && count >= last)
            last = count
            var events = 0
            try store.forEachBatch { events += $0.count }
            #expect(events % 25 == 0 && events >= last)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try store.summary().events == 3_000)
    #expect(try store.topValues(of: .hostName, limit: 1).first?.count == 600)
    #expect(store.problems.isEmpty)
  }

  @Test func bodiesMayUseTheStore() throws {
    let folder = try TemporaryFolder()
    let store = try EventStore(path: folder.path("s.db"))
    var events = RandomEvents(seed: 4)
    try store.ingest(events.batch(rows: 20), fingerprints: (0..<20).map { EventFingerprint(low: $0, high: 1) })
    var seen = 0
    try store.forEachBatch { batch in
      seen += try store.count()
      store.note(InputProgress(path: "x", format: "t", bytes: 0, records: UInt64(batch.count), isComplete: true))
      try store.flush()
    }
    #expect(seen == 20)
    #expect(try store.input(path: "x")?.records == 20)
  }
}
