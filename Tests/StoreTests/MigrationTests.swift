import ECS
import Evidence
import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct MigrationTests {
  static let fixture = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/version-1.sql")

  /// The events that the fixture was made of.
  static func batch() -> EventBatch {
    var builder = BatchBuilder(origin: EventOrigin(path: "logs/a.json", format: "ndjson"))
    for row in 0..<12 {
      builder.append(.timestamp, date: Timestamp(nanoseconds: 1_760_000_000_000_000_000 + Int64(row) * 1_000_000_000))
      builder.append(.hostName, string: "host-\(row % 3)")
      builder.append(.processCommandLine, string: "cmd /c echo \(row) \"žluť\"")
      builder.append(.processPid, int: Int64(row) * 4)
      for tag in 0..<row % 3 { builder.append(.named("tags"), string: "tag \(tag)", flags: .list) }
      if row % 4 == 0 { builder.append(Cell(field: .userName, kind: .null, bits: 0)) }
      builder.endRow(at: RecordPosition(offset: UInt64(row) * 100, record: UInt64(row + 1)))
    }
    return builder.finish()
  }

  static let alert = Alert(
    id: "a1", title: "Old alert", ruleID: "r1", severity: .high, risk: 61.5, firstSeen: 5, lastSeen: 9,
    techniques: ["T1059"], tactics: ["TA0002"], entities: [EntityKey(.host, "host-1")], signals: [], signalCount: 3)

  /// Fills a store with what the fixture has: used once to make it, and each time to compare with it.
  static func fill(_ store: EventStore) throws {
    let prints = (0..<12 as Range<UInt64>).map { EventFingerprint(low: $0, high: $0 + 100) }
    let progress = InputProgress(path: "logs/a.json", format: "ndjson", bytes: 1_200, records: 12, isComplete: true)
    try store.ingest(batch(), fingerprints: prints, progress: progress)
    try store.save([alert])
    try store.setStatus(StatusChange(status: .acknowledged, author: "ann", time: 11), ofAlert: "a1")
  }

  @Test func readsWhatVersion1Wrote() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("old.db")
    let queue = try DatabaseQueue(path: path)
    let sql = try String(contentsOf: Self.fixture, encoding: .utf8)
    // Foreign transaction statements of the dump are not for a connection that is in one.
    let statements = sql.replacing("BEGIN TRANSACTION;", with: "").replacing("COMMIT;", with: "")
    try queue.writeWithoutTransaction { try $0.execute(sql: statements) }
    try queue.close()
    let store = try EventStore(path: path)
    #expect(try store.verify().isEmpty)
    let events = try store.events()
    #expect(events.flatMap { EventContents.all($0.batch) } == EventContents.all(Self.batch()))
    #expect(events.first?.batch.origin == Self.batch().origin)
    #expect(events.flatMap(\.fingerprints) == (0..<12).map { EventFingerprint(low: $0, high: $0 + 100) })
    #expect(try store.alert(id: "a1") == StoredAlert(alert: Self.alert, status: .acknowledged))
    #expect(try store.input(path: "logs/a.json")?.isComplete == true)
    #expect(try store.exceptions().isEmpty && store.audits().isEmpty && store.budget(name: "hunt") == nil)
    #expect(try store.reactions().isEmpty)
    #expect(store.fingerprintKey == (0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908))
    // It can be written as well: the same events are duplicates.
    let prints = (0..<12 as Range<UInt64>).map { EventFingerprint(low: $0, high: $0 + 100) }
    #expect(try store.ingest(Self.batch(), fingerprints: prints).duplicates == 12)
  }

  @Test func refusesFilesOfANewerVersion() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("s.db")
    do {
      let store = try EventStore(path: path)
      try store.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9 future')") }
      try store.close()
    }
    #expect(throws: StoreError.newerVersion(path: path, found: "9 future")) { try EventStore(path: path) }
  }

  /// Makes the store that the fixture is dumped from, when asked to by the environment.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["SHRIKE_STORE_FIXTURE"] != nil, "only to make the fixture"))
  func makesTheFixture() throws {
    let path = try #require(ProcessInfo.processInfo.environment["SHRIKE_STORE_FIXTURE"])
    let store = try EventStore(path: path)
    try Self.fill(store)
    try store.write { database in
      let key = [UInt8](0..<16).data
      try database.execute(sql: "UPDATE meta SET value = ? WHERE key = 'fingerprint key'", arguments: [key])
    }
    try store.close()
  }
}
