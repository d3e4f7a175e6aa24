import ECS
import Evidence
import Foundation
import Store
import TestSupport
import Testing

@testable import Pipeline

/// Alerts that come at the end of the input have their events, however little memory there is.
@Suite struct EvidenceKeeperTests {
  private static func alert(_ reference: EventReference) -> Alert {
    let signal = Signal(
      detector: DetectorID(name: "test", version: "1"), ruleID: "r", title: "t", time: reference.time, severity: .high,
      score: 1, logLikelihoodRatio: 1, events: [reference])
    return Alert(
      id: "a", title: "t", ruleID: "r", severity: .high, risk: 1, firstSeen: reference.time, lastSeen: reference.time,
      techniques: [], tactics: [], entities: [], signals: [signal], signalCount: 1)
  }

  /// Batches of ten events, and an alert on every event of the first three batches.
  private static func script(
    _ key: (UInt64, UInt64)
  ) -> (batches: [(EventBatch, [EventFingerprint])], alerts: [Alert]) {
    let events = (0..<200).map {
      ScriptedEvent(second: Double($0), ["host.name": "H", "process.command_line": "job \($0)"])
    }
    var fingerprinter = Fingerprinter(key: key)
    let batches = Script.batches(events, rows: 10).map { ($0, fingerprinter.fingerprints(of: $0)) }
    let alerts = batches.prefix(3).flatMap { batch, prints in
      prints.enumerated().map { row, print in
        alert(
          EventReference(
            id: print.hex, path: "script", record: batch.positions[row].record,
            time: batch[row].timestamp?.nanoseconds ?? 0))
      }
    }
    return (batches, alerts)
  }

  private static func events(memory: Int, archive: EventArchive, _ key: (UInt64, UInt64)) -> [String: String] {
    let (batches, alerts) = script(key)
    var keeper = EvidenceKeeper(memoryLimit: memory, archive: archive)
    for (batch, prints) in batches { keeper.observe(batch, prints, signals: []) }
    return keeper.events(for: alerts).mapValues { "\($0.path) \($0.record) \($0.time) \($0.json)" }
  }

  @Test func findsEventsThatNoLongerFitIntoMemory() {
    let all = Self.events(memory: 1 << 30, archive: EventArchive(store: nil), (1, 2))
    #expect(all.count == 30)
    let archive = EventArchive(store: nil)
    let few = Self.events(memory: 1, archive: archive, (1, 2))
    #expect(archive.failure == nil)
    #expect(few == all)
  }

  @Test func findsThemInTheStoreOfTheHunt() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "shrike-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try EventStore(path: folder.appending(path: "s.db").path(percentEncoded: false))
    let key = store.fingerprintKey
    for (batch, prints) in Self.script(key).batches {
      try store.ingest(batch, fingerprints: prints, durability: .buffered)
    }
    let found = Self.events(memory: 1, archive: EventArchive(store: store), key)
    #expect(found == Self.events(memory: 1 << 30, archive: EventArchive(store: nil), key))
    try store.close()
  }

  /// A whole hunt says the same with hardly any memory, events included.
  @Test func huntsWithTinyMemoryShowTheSameEvents() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "shrike-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var lines = ""
    for index in 0..<12_000 {
      let time = Timestamp(nanoseconds: ScriptedEvent.start + Int64(index) * 1_000_000_000).iso8601
      let command = index == 40 ? "procdump.exe -ma lsass.exe out.dmp" : "job.exe \(index)"
      lines += """
        {"@timestamp":"\(time)","ecs":{"version":"9.0"},"event":{"kind":"event","category":["process"],"type":["start"]},\
        "host":{"name":"WS1","os":{"type":"windows"}},"user":{"name":"ann"},"process":{"pid":\(index + 10),\
        "name":"\(index == 40 ? "procdump.exe" : "job.exe")","executable":"C:\\\\x.exe","command_line":"\(command)"}}

        """
    }
    let path = folder.appending(path: "events.ndjson").path(percentEncoded: false)
    try Data(lines.utf8).write(to: URL(filePath: path))
    func hunt(_ memory: Int) throws -> HuntResult {
      var options = HuntOptions()
      options.memoryLimit = memory
      return try Hunt(options).run([path])
    }
    let (rich, poor) = (try hunt(1 << 30), try hunt(1 << 10))
    #expect(!rich.alerts.isEmpty)
    #expect(poor.evidenceProblem == nil)
    for result in [rich, poor] {
      let missing = result.alerts.flatMap { $0.signals.flatMap(\.events) }.filter { result.events[$0.id] == nil }
      #expect(missing.isEmpty)
    }
    #expect(poor.events.count == rich.events.count)
  }
}
