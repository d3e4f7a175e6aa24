import ECS
import Testing

@testable import Store

@Suite struct RoundTripTests {
  func prints(_ count: Int, seed: UInt64) -> [EventFingerprint] {
    var random = SplitMix(seed: seed ^ 0xABCD)
    return (0..<count).map { _ in EventFingerprint(low: random.next(), high: random.next()) }
  }

  @Test(arguments: 0..<24 as Range<UInt64>)
  func restoresEveryCellInOrder(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    var options = StoreOptions()
    options.durability = .process
    options.policy.segmentRows = [64, 300, 65_536][Int(seed % 3)]
    options.policy.schemaRarity = seed % 2 == 0 ? 256 : 0
    options.policy.compressionLevel = seed % 5 == 0 ? 0 : 1
    let store = try EventStore(path: folder.path("s.db"), options: options)
    var events = RandomEvents(seed: seed)
    var expected: [EventContents] = []
    var expectedPrints: [EventFingerprint] = []
    for number in 0..<4 {
      let batch = events.batch(rows: [0, 1, 120, 500][number], path: "input \(number)")
      let fingerprints = prints(batch.count, seed: seed &* 10 &+ UInt64(number))
      let outcome = try store.ingest(
        batch, fingerprints: fingerprints, durability: number % 2 == 0 ? .buffered : .immediate)
      #expect(outcome.stored == batch.count)
      expected += EventContents.all(batch)
      expectedPrints += fingerprints
    }
    try store.flush()
    if seed % 4 == 0 { try store.compact() }
    var found: [EventContents] = []
    var foundPrints: [EventFingerprint] = []
    var paths: Set<String> = []
    try store.forEachBatch(batchRows: 97) { stored in
      found += EventContents.all(stored.batch)
      foundPrints += stored.fingerprints
      paths.insert(stored.batch.origin.path)
    }
    #expect(found.count == expected.count)
    for (index, pair) in zip(found, expected).enumerated() where pair.0 != pair.1 {
      Issue.record("event \(index) differs: \(pair.0.json) is not \(pair.1.json)")
      break
    }
    #expect(foundPrints == expectedPrints)
    #expect(paths == ["input 1", "input 2", "input 3"])
    #expect(store.problems.isEmpty)
    #expect(try store.verify().isEmpty)
  }

  @Test func keepsSourcesWhenAsked() throws {
    let folder = try TemporaryFolder()
    var options = StoreOptions()
    options.policy.keepsSources = true
    let store = try EventStore(path: folder.path("s.db"), options: options)
    var events = RandomEvents(seed: 7)
    let batch = events.batch(rows: 50)
    try store.ingest(batch, fingerprints: prints(50, seed: 7))
    let stored = try #require(try store.events().first)
    for row in 0..<50 {
      #expect(stored.batch.bytes[stored.batch.sources[row].indices] == batch.bytes[batch.sources[row].indices])
    }
  }

  @Test func restoresOnlyTheFieldsAskedFor() throws {
    let folder = try TemporaryFolder()
    let store = try EventStore(path: folder.path("s.db"))
    var events = RandomEvents(seed: 3)
    let batch = events.batch(rows: 200)
    try store.ingest(batch, fingerprints: prints(200, seed: 3))
    let fields: Set<FieldID> = [.processExecutable, .hostName]
    let stored = try store.events(fields: fields)
    let found = stored.flatMap { EventContents.all($0.batch).map(\.cells) }
    let expected = EventContents.all(batch).map { $0.cells.filter { fields.contains($0.field) } }
    #expect(found == expected)
  }

  @Test func findsEventsByFingerprint() throws {
    let folder = try TemporaryFolder()
    let store = try EventStore(path: folder.path("s.db"))
    var events = RandomEvents(seed: 5)
    let batch = events.batch(rows: 300)
    let fingerprints = prints(300, seed: 5)
    try store.ingest(batch, fingerprints: fingerprints)
    let stored = try store.events(withFingerprints: [fingerprints[17], fingerprints[201]])
    #expect(
      stored.flatMap { EventContents.all($0.batch) } == [EventContents(batch, row: 17), EventContents(batch, row: 201)])
    #expect(try store.events(withFingerprints: [EventFingerprint(low: 1, high: 2)]).isEmpty)
  }

  /// Three inputs of the same day, out of order and overlapping, with events that have no time.
  @Test(arguments: [64, 700, 65_536])
  func handsOutEventsInOrderOfTime(segmentRows: Int) throws {
    let folder = try TemporaryFolder()
    var options = StoreOptions()
    options.durability = .process
    options.policy.segmentRows = segmentRows
    let store = try EventStore(path: folder.path("s.db"), options: options)
    var random = SplitMix(seed: 77)
    var expected: [(time: Int64, number: Int, path: String)] = []
    for number in 0..<9 {
      let path = "input \(number % 3)"
      var builder = BatchBuilder(origin: EventOrigin(path: path, format: "test"))
      for row in 0..<200 {
        let time = Int64.random(in: 0..<5_000, using: &random)
        let isTimed = row % 40 != 3
        if isTimed { builder.append(.timestamp, date: Timestamp(nanoseconds: time)) }
        builder.append(.hostName, string: "h\(time % 7)")
        builder.endRow(at: RecordPosition(offset: 0, record: UInt64(number * 200 + row)))
        expected.append((isTimed ? time : .max, number * 200 + row, path))
      }
      let prints = (0..<200).map { EventFingerprint(low: UInt64(number * 200 + $0), high: 1) }
      try store.ingest(builder.finish(), fingerprints: prints, durability: .buffered)
    }
    try store.flush()
    expected.sort { ($0.time, $0.number) < ($1.time, $1.number) }
    var found: [(number: Int, path: String)] = []
    try store.forEachBatchInTimeOrder(batchRows: 130) { events in
      for row in 0..<events.count {
        let number = Int(events.batch.positions[row].record)
        #expect(events.fingerprints[row].low == UInt64(number))
        found.append((number, events.origin(ofRow: row).path))
      }
    }
    #expect(found.map(\.number) == expected.map(\.number))
    #expect(found.map(\.path) == expected.map(\.path))
    var some: [Int] = []
    try store.forEachBatchInTimeOrder(where: .equals(.hostName, "h3"), in: 1_000..<3_000) { events in
      some += events.batch.positions.map { Int($0.record) }
    }
    #expect(some == expected.filter { (1_000..<3_000).contains($0.time) && $0.time % 7 == 3 }.map(\.number))
  }
}
