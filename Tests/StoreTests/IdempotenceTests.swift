import ECS
import Testing

@testable import Store

@Suite struct IdempotenceTests {
  @Test func storesTheSameEventOnce() throws {
    let folder = try TemporaryFolder()
    var events = RandomEvents(seed: 11)
    let batch = events.batch(rows: 400)
    let path = folder.path("s.db")
    var store = try EventStore(path: path)
    var fingerprinter = Fingerprinter(key: store.fingerprintKey)
    let prints = fingerprinter.fingerprints(of: batch)
    let distinct = Set(prints).count
    let first = try store.ingest(batch, fingerprints: prints)
    #expect(first == IngestOutcome(stored: distinct, duplicates: 400 - distinct, isDurable: true))
    let second = try store.ingest(batch, fingerprints: prints)
    #expect(second == IngestOutcome(stored: 0, duplicates: 400, isDurable: true))
    let key = store.fingerprintKey
    try store.close()
    store = try EventStore(path: path)
    #expect(store.fingerprintKey == key)
    #expect(try store.ingest(batch, fingerprints: prints).stored == 0)
    #expect(try store.summary().events == distinct)
  }

  /// With memory for few fingerprints, most are looked up on disk.
  @Test(arguments: [1 << 14, 1 << 20])
  func staysExactWhenFingerprintsDoNotFit(memory: Int) throws {
    let folder = try TemporaryFolder()
    var options = StoreOptions()
    options.durability = .process
    options.fingerprintMemory = memory
    options.policy.segmentRows = 200
    let store = try EventStore(path: folder.path("s.db"), options: options)
    var fingerprinter = Fingerprinter(key: store.fingerprintKey)
    var events = RandomEvents(seed: 12)
    var all: Set<EventFingerprint> = []
    for _ in 0..<2 {
      var again = events
      for _ in 0..<20 {
        let batch = again.batch(rows: 150)
        let prints = fingerprinter.fingerprints(of: batch)
        try store.ingest(batch, fingerprints: prints, durability: .buffered)
        all.formUnion(prints)
      }
    }
    events.random = SplitMix(seed: 0)
    try store.flush()
    #expect(try store.summary().events == all.count)
  }

  @Test func commitsTheProgressOfAnInputWithItsEvents() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("s.db")
    var events = RandomEvents(seed: 13)
    let batch = events.batch(rows: 10)
    let prints = (0..<10).map { EventFingerprint(low: $0, high: 1) }
    let progress = InputProgress(
      path: "input", format: "test", bytes: 900, records: 10, isComplete: true, problems: ["skipped x": 2], updated: 5)
    let store = try EventStore(path: path)
    let outcome = try store.ingest(batch, fingerprints: prints, progress: progress, durability: .buffered)
    #expect(!outcome.isDurable)
    #expect(try store.input(path: "input") == nil)
    try store.flush()
    #expect(try store.input(path: "input") == progress)
    #expect(try store.inputs() == [progress])
  }

  @Test func mergesSmallSegmentsInOrder() throws {
    let folder = try TemporaryFolder()
    var options = StoreOptions()
    options.durability = .process
    let store = try EventStore(path: folder.path("s.db"), options: options)
    var events = RandomEvents(seed: 14)
    var expected: [EventContents] = []
    for number in 0..<150 as Range<UInt64> {
      let batch = events.batch(rows: 2)
      expected += EventContents.all(batch)
      try store.ingest(batch, fingerprints: [.init(low: number, high: 1), .init(low: number, high: 2)])
    }
    #expect(try store.summary().segments < 40)
    try store.compact()
    #expect(try store.summary().segments == 1)
    #expect(try store.events().flatMap { EventContents.all($0.batch) } == expected)
  }

  @Test func refusesASecondWriter() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("s.db")
    let first = try EventStore(path: path)
    let second = try EventStore(path: path)
    var events = RandomEvents(seed: 15)
    let batch = events.batch(rows: 1)
    let prints = [EventFingerprint(low: 1, high: 1)]
    try first.ingest(batch, fingerprints: prints)
    #expect(throws: StoreError.inUse(path: path)) { try second.ingest(batch, fingerprints: prints) }
    #expect(try second.summary().events == 1)
  }
}
