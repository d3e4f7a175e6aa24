import ECS
import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct DamageTests {
  func filled(_ path: String, segments: Int = 4) throws -> (EventStore, [EventContents]) {
    var options = StoreOptions()
    options.durability = .process
    options.policy.segmentRows = 100
    let store = try EventStore(path: path, options: options)
    var events = RandomEvents(seed: 21)
    var contents: [EventContents] = []
    for number in 0..<segments {
      let batch = events.batch(rows: 100)
      contents += EventContents.all(batch)
      let prints = (0..<100).map { EventFingerprint(low: UInt64(number * 100 + $0), high: 5) }
      try store.ingest(batch, fingerprints: prints)
    }
    return (store, contents)
  }

  func breakChunk(_ number: Int, of segment: Int64, in store: EventStore) throws {
    let key = ChunkNumber.key(segment: segment, number)
    try store.write { database in
      guard let row = try Row.fetchOne(database, sql: "SELECT data FROM chunk WHERE id = ?", arguments: [key]) else {
        throw StoreError.invalidArgument("no chunk \(number)")
      }
      var bytes = row.bytes(at: 0)
      bytes[bytes.count - 1] ^= 0x40
      try database.execute(sql: "UPDATE chunk SET data = ? WHERE id = ?", arguments: [bytes.data, key])
    }
  }

  @Test func skipsASegmentWhoseRowsAreDamaged() throws {
    let folder = try TemporaryFolder()
    let (store, contents) = try filled(folder.path("s.db"))
    try breakChunk(ChunkNumber.shapes, of: 2, in: store)
    var found: [EventContents] = []
    try store.forEachBatch { found += EventContents.all($0.batch) }
    #expect(found == Array(contents[..<100] + contents[200...]))
    #expect(store.problems == [SegmentProblem(segment: 2, rows: 100, reason: "its checksum is wrong")])
    #expect(try store.verify().count == 1)
  }

  @Test func keepsTheOtherFieldsOfADamagedColumn() throws {
    let folder = try TemporaryFolder()
    let (store, contents) = try filled(folder.path("s.db"))
    let header = try SegmentHeader(
      decoding: Chunk.open(store.read { try SegmentTable.header(of: 3, $0) }, with: Zstandard()))
    let stream = try #require(header.streams.firstIndex { $0.field == .hostName && $0.kind == .string })
    try breakChunk(ChunkNumber.values(stream), of: 3, in: store)
    var found: [EventContents] = []
    try store.forEachBatch { found += EventContents.all($0.batch) }
    #expect(found.count == 400)
    #expect(found[100] == contents[100])
    for row in 200..<300 {
      let kept = found[row].cells.filter { !($0.field == .hostName && $0.kind == .string) }
      #expect(kept == found[row].cells)
      #expect(found[row].position == contents[row].position)
    }
    #expect(store.problems.map(\.reason) == ["host.name: its checksum is wrong"])
    #expect(try store.topValues(of: .userName).reduce(0) { $0 + $1.count } > 0)
  }

  @Test func namesAHeaderThatIsDamaged() throws {
    let folder = try TemporaryFolder()
    let (store, _) = try filled(folder.path("s.db"))
    try store.write { try $0.execute(sql: "UPDATE segment SET header = x'0102' WHERE id = 1") }
    #expect(try store.count() == 300)
    #expect(store.problems.first?.segment == 1)
  }

  /// Bytes of the file are changed at random: whatever happens, it is an error or a noted problem, never a trap.
  @Test(arguments: 0..<30 as Range<UInt64>)
  func survivesRandomDamageToTheFile(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("s.db")
    do {
      let (store, _) = try filled(path)
      try store.close()
    }
    var bytes = try Data(contentsOf: URL(filePath: path))
    var random = SplitMix(seed: seed)
    for _ in 0..<40 {
      bytes[Int.random(in: (seed % 3 == 0 ? 0 : 100)..<bytes.count, using: &random)] = UInt8.random(
        in: 0...255, using: &random)
    }
    if seed % 5 == 4 { bytes.removeLast(bytes.count / 3) }
    try bytes.write(to: URL(filePath: path))
    do {
      let store = try EventStore(path: path)
      _ = try? store.verify()
      var count = 0
      try? store.forEachBatch { count += $0.count }
      #expect(count <= 400)
      _ = try? store.topValues(of: .hostName)
      _ = try? store.histogram(interval: 3_600_000_000_000, by: .hostName)
      _ = try? store.alerts()
      _ = try? store.inputs()
      let print = EventFingerprint(low: 1, high: 77)
      var events = RandomEvents(seed: 1)
      _ = try? store.ingest(events.batch(rows: 1), fingerprints: [print])
    } catch {
      #expect("\(error)".contains(path))
    }
  }

  @Test func saysThatTheDiskIsFull() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("s.db")
    let (store, _) = try filled(path)
    let before = try store.summary().events
    // SQLite's own limit gives the same error as a disk without space.
    try store.database.writeWithoutTransaction { database in
      let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
      try database.execute(sql: "PRAGMA max_page_count = \(pages + 1)")
    }
    var events = RandomEvents(seed: 22)
    let batch = events.batch(rows: 100)
    let prints = (0..<100).map { EventFingerprint(low: UInt64(10_000 + $0), high: 5) }
    #expect(throws: StoreError.diskFull(path: path)) { try store.ingest(batch, fingerprints: prints) }
    #expect(try store.summary().events == before)
    try store.database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
    // The events are still buffered: giving them again commits them, once.
    let outcome = try store.ingest(batch, fingerprints: prints)
    #expect(outcome == IngestOutcome(stored: 0, duplicates: 100, isDurable: true))
    #expect(try store.summary().events == before + 100)
  }

  /// The disk is full in the midst of a batch of several segments: no event counts as stored that is not.
  @Test func losesNothingWhenABatchFailsHalfway() throws {
    let folder = try TemporaryFolder()
    let (store, _) = try filled(folder.path("s.db"))
    try store.database.writeWithoutTransaction { database in
      let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
      try database.execute(sql: "PRAGMA max_page_count = \(pages + 1)")
    }
    var events = RandomEvents(seed: 23)
    let batch = events.batch(rows: 450)
    let prints = (0..<450).map { EventFingerprint(low: UInt64(20_000 + $0), high: 5) }
    for _ in 0..<2 {
      #expect(throws: StoreError.self) { try store.ingest(batch, fingerprints: prints, durability: .buffered) }
    }
    try store.database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
    try store.ingest(batch, fingerprints: prints)
    var found: [EventFingerprint] = []
    try store.forEachBatch { found += $0.fingerprints }
    #expect(found.count == 850)
    #expect(Set(found).isSuperset(of: prints))
  }

  @Test func refusesFilesThatAreNotStores() throws {
    let folder = try TemporaryFolder()
    let text = folder.path("text.db")
    try Data(String(repeating: "not a database ", count: 400).utf8).write(to: URL(filePath: text))
    #expect(throws: StoreError.corrupt(path: text, reason: "it is not a SQLite database")) {
      try EventStore(path: text)
    }
    let other = folder.path("other.db")
    let queue = try DatabaseQueue(path: other)
    try queue.write { try $0.execute(sql: "CREATE TABLE accounts (id)") }
    try queue.close()
    #expect(throws: StoreError.notAStore(path: other)) { try EventStore(path: other) }
    #expect(throws: StoreError.self) { try EventStore(path: folder.path("no/such/folder/s.db")) }
  }
}
