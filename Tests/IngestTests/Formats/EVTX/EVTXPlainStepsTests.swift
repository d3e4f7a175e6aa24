import ECS
import Foundation
import Testing

@testable import Ingest

/// What the reader does for most values in one sweep, against the general way, which asks for each value what it is.
@Suite struct EVTXPlainStepsTests {
  /// The events of the chunks of a log, as text.
  static func events(_ log: [UInt8], followsPlainSteps: Bool, normalizes: Bool) -> [String] {
    var options = ReaderOptions()
    options.normalizes = normalizes
    var reader = EVTXChunkReader(options: options, seed: 7, followsPlainSteps: followsPlainSteps)
    var builder = BatchBuilder(origin: EventOrigin(path: "memory", format: "evtx"))
    var report = ReadReport()
    var writer = EventJSONWriter()
    var events: [String] = []
    for (number, start) in stride(from: 4_096, to: log.count, by: 65_536).enumerated() {
      let chunk = log.span.extracting(start..<min(start + 65_536, log.count))
      reader.read(chunk, at: .init(number: number, offset: UInt64(start)), into: &builder, report: &report)
      // Some batches hold one chunk, others two.
      guard number % 3 != 0 || start + 65_536 >= log.count else { continue }
      let batch = builder.finish()
      for row in 0..<batch.count {
        var output: [UInt8] = []
        writer.append(batch, row: row, to: &output)
        events.append(String(decoding: output, as: UTF8.self))
      }
    }
    return events + report.counts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
  }

  /// A value of any type; few different ones, so that neighbours repeat them.
  static func value(_ generator: inout SplitMix) -> Value {
    switch Int.random(in: 0..<14, using: &generator) {
    case 0: return Value(type: 0, bytes: [])
    case 1, 2, 3:
      let texts = [
        "", "-", "a", "SYSTEM", "C:\\Windows\\System32\\svchost.exe", "žluťoučký kůň", "0x3e7", "a\0b", "4711\0",
      ]
      return .string(texts.randomElement(using: &generator) ?? "")
    case 4: return .number(UInt64.random(in: 0..<3, using: &generator), type: 0x04, size: 1)
    case 5: return .number(UInt64.random(in: 0..<3, using: &generator), type: 0x06, size: 2)
    case 6: return .number(UInt64.random(in: 4_600..<4_603, using: &generator), type: 0x08, size: 4)
    case 7: return .number([3, .max, 1 << 63].randomElement(using: &generator) ?? 0, type: 0x0A, size: 8)
    case 8:
      return .number(
        UInt64.random(in: 132_914_143_482_187_025..<132_914_143_482_187_028, using: &generator), type: 0x11, size: 8)
    case 9: return Value(type: 0x0F, bytes: (0..<16).map { $0 &+ UInt8.random(in: 0..<2, using: &generator) })
    case 10: return .number(UInt64.random(in: 0x3E7..<0x3E9, using: &generator), type: 0x15, size: 8)
    case 11: return Value(type: 0x81, bytes: Value.string("x\0y\0").bytes)
    case 12:
      // The type says one thing, the size another.
      let types: [UInt8] = [0x04, 0x06, 0x08, 0x0A, 0x0D, 0x0F, 0x11, 0x13, 0x14]
      let size = Int.random(in: 0..<5, using: &generator)
      return Value(type: types.randomElement(using: &generator) ?? 4, bytes: [UInt8](repeating: 1, count: size))
    default: return Value(type: UInt8.random(in: 0...0x22, using: &generator), bytes: [1, 0, 0, 0, 0, 0, 0, 5])
    }
  }

  static func template(_ kind: Int, slots: Int) -> [XML] {
    let system: [XML] = [
      .element("Provider", [("Name", [.text("Provider \(kind)")]), ("Guid", [.value(0)])]),
      .element("EventID", [("Qualifiers", [.value(1)])], [.value(2)]), .element("Keywords", [], [.value(3)]),
      .element("TimeCreated", [("SystemTime", [.value(4)])]), .element("EventRecordID", [], [.value(5)]),
      .element("Computer", [], kind == 0 ? [.text("HOST")] : [.value(6)]),
    ]
    let data = (0..<slots).map { slot in
      XML.element("Data", (slot + kind) % 5 == 4 ? [] : [("Name", [.text("D\(slot)")])], [.value(slot)])
    }
    let named = XML.element("Data", [("Name", [.value(7)])], [.value(8)])
    let joined = XML.element("Data", [("Name", [.text("J")])], [.text("<"), .value(9), .text(">")])
    return [
      .element("Event", [], [.element("System", [], system), .element("EventData", [], data + [named, joined])])
    ]
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func makesTheEventsOfTheGeneralWay(seed: UInt64) {
    var generator = SplitMix(state: seed)
    var chunks: [[UInt8]] = []
    for _ in 0..<4 {
      var maker = ChunkMaker()
      var last = (0..<12).map { _ in Self.value(&generator) }
      for number in 1...60 {
        let kind = Int.random(in: 0..<3, using: &generator)
        for slot in last.indices where Int.random(in: 0..<3, using: &generator) == 0 {
          last[slot] = Self.value(&generator)
        }
        // Some records have fewer values than the template has places.
        let values = Array(last.prefix(Int.random(in: 0..<4, using: &generator) == 0 ? 5 : 12))
        maker.record(UInt64(number)) {
          $0.putInstance("t\(kind)", of: Self.template(kind, slots: 9 + kind), values: values)
        }
      }
      chunks.append(maker.chunk())
    }
    let log = ChunkMaker.log(chunks)
    for normalizes in [false, true] {
      let events = Self.events(log, followsPlainSteps: true, normalizes: normalizes)
      #expect(events.count > 100)
      #expect(events == Self.events(log, followsPlainSteps: false, normalizes: normalizes))
    }
  }

  @Test(.enabled(if: SharedData.isAvailable, "needs ../shared/data"))
  func makesTheEventsOfTheGeneralWayFromRealLogs() throws {
    try SharedData.withUnpacked("windows/evtx-to-mitre-attack.tar.xz") { folder in
      let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL }
      let logs = (files ?? []).filter { $0.pathExtension == "evtx" }.sorted { $0.path < $1.path }
      try #require(logs.count > 100)
      for log in logs.prefix(60) {
        let bytes = Array(try Data(contentsOf: log))
        let events = Self.events(bytes, followsPlainSteps: true, normalizes: true)
        #expect(events == Self.events(bytes, followsPlainSteps: false, normalizes: true), "\(log.lastPathComponent)")
      }
    }
  }
}
