import ECS

@testable import Ingest

/// What reading a log gives: events as JSON without the mapped time, and the report.
struct LogReading {
  var events: [String] = []
  var numbers: [UInt64] = []
  var offsets: [UInt64] = []
  var report = ReadReport()

  init(_ bytes: [UInt8], recoversDeleted: Bool = false, normalizes: Bool = false, threads: Int = 1) throws {
    var options = ReaderOptions()
    options.normalizes = normalizes
    options.recoversDeleted = recoversDeleted
    var reader = EVTXReader(options: options, threads: threads)
    var input = InputBuffer(MemoryStream(bytes))
    var writer = EventJSONWriter()
    var lines: [String] = []
    var found = (numbers: [UInt64](), offsets: [UInt64]())
    try reader.read(&input, origin: EventOrigin(path: "memory", format: "evtx"), report: &report) { batch in
      for row in 0..<batch.count {
        var output: [UInt8] = []
        writer.append(batch, row: row, to: &output)
        lines.append(String(decoding: output, as: UTF8.self))
        found.numbers.append(batch.positions[row].record)
        found.offsets.append(batch.positions[row].offset)
      }
    }
    events = normalizes ? lines : lines.map { String($0.replacing(/"@timestamp":"[^"]*",?/, with: "")) }
    numbers = found.numbers
    offsets = found.offsets
  }
}

/// Shapes of records that the tests share.
enum LogShapes {
  /// `<Event><EventData><Data Name="A">%0</Data><Data>%1</Data>…` for so many values, the first one named.
  static func data(_ count: Int, named: [String] = []) -> [XML] {
    let data = (0..<count).map { index in
      XML.element("Data", index < named.count ? [("Name", [.text(named[index])])] : [], [.value(index)])
    }
    return [.element("Event", [("xmlns", [.text("http://example")])], [.element("EventData", [], data)])]
  }

  /// A log of one chunk whose records all have one value.
  static func log(_ values: [Value], named: [String] = ["A"]) -> [UInt8] {
    var maker = ChunkMaker()
    for (index, value) in values.enumerated() {
      maker.record(UInt64(index + 1)) { $0.putInstance("t", of: data(1, named: named), values: [value]) }
    }
    return ChunkMaker.log([maker.chunk()])
  }

  static func number(_ value: UInt64) -> Value { .number(value, type: 0x08, size: 4) }
}
