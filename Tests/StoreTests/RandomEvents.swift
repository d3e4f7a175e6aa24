import ECS

/// A repeatable generator (SplitMix64: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators").
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Batches with every kind of cell, lists, nulls, repeated bytes, strange and huge strings, and empty events.
struct RandomEvents {
  var random: SplitMix
  private let fields: [FieldID] = [
    .timestamp, .hostName, .userName, .processName, .processCommandLine, .processPid, .sourceIp, .destinationPort,
    .eventCategory, .eventSequence, .named("test.free"), .named("test.other.deep"), .named("winlog.event_data.Image"),
    .networkBytes, .eventRiskScore,
  ]

  init(seed: UInt64) { random = SplitMix(seed: seed) }

  mutating func batch(rows: Int, path: String = "input") -> EventBatch {
    var builder = BatchBuilder(origin: EventOrigin(path: path, format: "test"))
    let text = Array("{\"process\":{\"name\":\"svchost.exe\"}} background text \u{1F40E}".utf8)
    builder.load(text: text)
    for row in 0..<rows {
      for _ in 0..<Int.random(in: 0...12, using: &random) { cell(into: &builder, text.count) }
      if Bool.random(using: &random), builder.rowCellCount > 0 { repeatCell(in: &builder) }
      let source = Bool.random(using: &random) ? ByteRange(offset: 0, count: 20) : ByteRange(offset: 0, count: 0)
      builder.endRow(at: RecordPosition(offset: UInt64(row) * 97, record: UInt64(row + 1)), source: source)
    }
    return builder.finish()
  }

  private mutating func cell(into builder: inout BatchBuilder, _ textCount: Int) {
    let field = fields[Int.random(in: 0..<fields.count, using: &random)]
    let flags: Cell.Flags = Int.random(in: 0..<6, using: &random) == 0 ? .list : []
    switch Int.random(in: 0..<10, using: &random) {
    case 0: builder.append(Cell(field: field, kind: .null, flags: flags, bits: 0))
    case 1: builder.append(field, bool: Bool.random(using: &random), flags: flags)
    case 2: builder.append(field, int: Int64.random(in: .min ... .max, using: &random), flags: flags)
    case 3: builder.append(field, unsigned: UInt64.random(in: UInt64(Int64.max)...UInt64.max, using: &random))
    case 4: builder.append(field, double: Double.random(in: -1e300...1e300, using: &random), flags: flags)
    case 5:
      let milliseconds = Int64.random(in: 1_600_000_000_000...1_600_090_000_000, using: &random)
      builder.append(.timestamp, date: Timestamp(nanoseconds: milliseconds * 1_000_000), flags: flags)
    case 6:
      builder.append(
        Cell(
          field: field, kind: .numeral, flags: flags,
          range: append("1.5e\(Int.random(in: 0...99, using: &random))", &builder)))
    case 7:
      builder.append(
        Cell(
          field: field, kind: .json, range: append("[{\"a\":1},\"\(Int.random(in: 0...9, using: &random))\"]", &builder)
        ))
    case 8:
      let end = Int.random(in: 0...20, using: &random)
      builder.append(Cell(field: field, kind: .string, flags: flags, range: ByteRange(offset: 2, count: end)))
    default: builder.append(field, string: string(), flags: flags)
    }
  }

  private func append(_ text: String, _ builder: inout BatchBuilder) -> ByteRange {
    let start = builder.beginString()
    builder.appendBytes(Array(text.utf8))
    return builder.range(from: start)
  }

  private mutating func string() -> String {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: ""
    case 1: "quote \" backslash \\ line\n nul \u{0} žluť \u{1F600}"
    case 2: String(repeating: "huge ", count: Int.random(in: 1...4_000, using: &random))
    case 3: "10.0.\(Int.random(in: 0...3, using: &random)).\(Int.random(in: 0...255, using: &random))"
    case 4: "\(Int.random(in: -5...500, using: &random))"
    default: "host-\(Int.random(in: 0...40, using: &random))"
    }
  }

  /// The same value again under an ECS name, as normalization does it.
  private mutating func repeatCell(in builder: inout BatchBuilder) {
    let index = Int.random(in: 0..<builder.rowCellCount, using: &random)
    builder.append(builder[rowCell: index].mapped(to: .processExecutable))
  }
}

/// What must be the same of an event after it was stored.
struct EventContents: Equatable {
  struct Value: Equatable {
    var field: FieldID
    var kind: Cell.Kind
    var flags: Cell.Flags
    var bits: UInt64
    var bytes: [UInt8]
  }

  var cells: [Value]
  var position: RecordPosition
  var json: String

  init(_ batch: EventBatch, row: Int) {
    cells = batch[row].cells.map { cell in
      Value(
        field: cell.field, kind: cell.kind, flags: cell.flags, bits: cell.hasBytes ? 0 : cell.bits,
        bytes: cell.hasBytes ? Array(batch.bytes[cell.range.indices]) : [])
    }
    position = batch.positions[row]
    var writer = EventJSONWriter()
    var output: [UInt8] = []
    writer.append(batch, row: row, to: &output)
    json = String(decoding: output, as: UTF8.self)
  }

  static func all(_ batch: EventBatch) -> [EventContents] {
    (0..<batch.count).map { EventContents(batch, row: $0) }
  }
}
