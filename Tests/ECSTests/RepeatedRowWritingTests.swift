import ECS
import Testing

/// What a row shares with the one before it is copied from there. A writer that has seen nothing copies nothing, so it
/// says what the text has to be.
@Suite struct RepeatedRowWritingTests {
  /// A repeatable generator (SplitMix64).
  struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  static let fields: [FieldID] = [
    .timestamp, .hostName, .userName, .processName, .processCommandLine, .processPid, .eventCategory, .eventSequence,
    .named("test.free"), .named("test.deep.er"), .named("test.deep"), .named("winlog.event_data.Image"),
  ]
  static let texts = [
    "", "a", "svchost.exe", #"C:\Windows\System32\cmd.exe"#, "tab\there", "quote \" and \u{1}", "žluťoučký 🐎",
    String(repeating: "long ", count: 60), String(repeating: "\\", count: 300),
  ]

  /// Appends a row of some shape; each value is one of few, so that neighbours share many.
  static func appendRow(shape: Int, _ known: [Cell], _ random: inout Random, _ builder: inout BatchBuilder) {
    for place in 0..<(3 + shape % 8) {
      let field = fields[(shape &* 5 &+ place &* 7) % fields.count]
      let list: Cell.Flags = (shape &+ place) % 5 == 0 ? .list : []
      let derived: Cell.Flags = (shape &* 3 &+ place) % 11 == 0 ? .derived : []
      switch Int.random(in: 0..<12, using: &random) {
      case 0: builder.append(field, int: Int64.random(in: .min ... .max, using: &random), flags: list.union(derived))
      case 1: builder.append(field, bool: Bool.random(using: &random), flags: list.union(derived))
      case 2: builder.append(field, double: Double.random(in: -1e9...1e9, using: &random), flags: list.union(derived))
      case 3:
        let time = Timestamp(nanoseconds: Int64.random(in: 0...2_000_000_000_000_000_000, using: &random))
        builder.append(field, date: time, flags: list.union(derived))
      case 4: builder.append(Cell(field: field, kind: .null, flags: list.union(derived), bits: 0))
      default:
        var cell = known[Int.random(in: 0..<known.count, using: &random)]
        cell.field = field
        cell.flags.formUnion(list.union(derived))
        builder.append(cell)
      }
    }
  }

  static func batch(rows: Int, shapes: Int, seed: UInt64) -> EventBatch {
    var random = Random(state: seed)
    var builder = BatchBuilder(origin: EventOrigin(path: "memory", format: "test"))
    // The first row brings the texts that the others share.
    for text in texts { builder.append(.named("test.text"), string: text) }
    let known = (0..<texts.count).map { builder[rowCell: $0] }
    builder.endRow(at: RecordPosition(offset: 0, record: 0))
    var last = 0
    for row in 1..<rows {
      // Shapes follow each other in a pattern that breaks now and then.
      last =
        Int.random(in: 0..<4, using: &random) == 0 ? Int.random(in: 0..<shapes, using: &random) : (last + 1) % shapes
      appendRow(shape: last, known, &random, &builder)
      builder.endRow(at: RecordPosition(offset: 0, record: UInt64(row)))
    }
    return builder.finish()
  }

  static func alone(_ batch: EventBatch) -> [UInt8] {
    var output: [UInt8] = []
    for row in 0..<batch.count {
      var writer = EventJSONWriter()
      writer.append(batch, row: row, to: &output)
      output.append(0x0A)
    }
    return output
  }

  @Test(arguments: 0..<24 as Range<UInt64>)
  func linesAreThoseThatEachEventHasAlone(seed: UInt64) {
    var writer = EventJSONWriter()
    var output: [UInt8] = []
    var expected: [UInt8] = []
    // The writer lives on from batch to batch, and what was written before stays in the output.
    for round in 0..<3 {
      let batch = Self.batch(rows: 120, shapes: 1 + Int(seed) % 6, seed: seed &* 31 &+ UInt64(round))
      writer.appendLines(batch, to: &output)
      expected += Self.alone(batch)
    }
    #expect(output == expected)
  }

  @Test func survivesMoreShapesThanItKeeps() {
    var writer = EventJSONWriter()
    var builder = BatchBuilder(origin: EventOrigin(path: "memory", format: "test"))
    for row in 0..<9_000 {
      // Two fields of a hundred each: ten thousand shapes, and every one comes twice in a row.
      let shape = row / 2
      builder.append(.named("many.a\(shape % 100)"), int: Int64(row))
      builder.append(.named("many.b\(shape / 100)"), string: "same")
      builder.endRow(at: RecordPosition(offset: 0, record: UInt64(row)))
    }
    let batch = builder.finish()
    var output: [UInt8] = []
    writer.appendLines(batch, to: &output)
    writer.appendLines(batch, to: &output)
    let once = Self.alone(batch)
    #expect(output == once + once)
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func linesAreTheSameWhenItIsKnownInWhatRowsDiffer(seed: UInt64) {
    var random = Random(state: seed)
    let plain = Self.batch(rows: 150, shapes: 1 + Int(seed) % 5, seed: seed)
    var builder = BatchBuilder(origin: EventOrigin(path: "memory", format: "test"))
    builder.load(text: plain.bytes)
    var said = 0
    for row in 0..<plain.count {
      let cells = plain.cells[plain.cellRange(ofRow: row)]
      for cell in cells { builder.append(cell) }
      // Nothing is known of some rows, and of others too much is said to differ, or it is said of a row that is not the last.
      let earlier = (0..<row).reversed().first { other in
        plain.cellRange(ofRow: other).count == cells.count && Int.random(in: 0..<3, using: &random) > 0
      }
      if let earlier, Int.random(in: 0..<5, using: &random) > 0 {
        let start = plain.cellRange(ofRow: earlier).lowerBound
        var low: UInt64 = Int.random(in: 0..<3, using: &random) == 0 ? 1 << UInt64(cells.count - 1) : 0
        for (place, cell) in cells.enumerated() where plain.cells[start + place] != cell { low |= 1 << UInt64(place) }
        builder.note(RowRepetition(first: start, count: cells.count, low: low, high: 0))
        said += 1
        // What is said does not hold when the row changes afterwards.
        if Int.random(in: 0..<6, using: &random) == 0 {
          builder[rowCell: 0] = builder[rowCell: 0].kind == .bool ? .yes : .no
        }
        if Int.random(in: 0..<6, using: &random) == 0 { builder.append(.named("test.more"), int: 5) }
      }
      builder.endRow(at: RecordPosition(offset: 0, record: UInt64(row)))
    }
    #expect(said > 40)
    let batch = builder.finish()
    var writer = EventJSONWriter()
    var output: [UInt8] = []
    writer.appendLines(batch, to: &output)
    #expect(output == Self.alone(batch))
  }

  @Test func longRowsAreComparedToTheirEnds() {
    var builder = BatchBuilder(origin: EventOrigin(path: "memory", format: "test"))
    let fields = (0..<120).map { FieldID.named("test.many\($0)") }
    for row in 0..<40 {
      let start = builder.cellCount
      for (place, field) in fields.enumerated() { builder.append(field, int: Int64(place % 41 == row ? row : place)) }
      if row > 0 {
        #expect(builder.changes(from: start - 120, count: 119) == nil)
        let changes = builder.changes(from: start - 120, count: 120)
        var expected: UInt64 = 0
        for place in 0..<120 where place % 41 == row || place % 41 == row - 1 {
          let differs = (place % 41 == row ? row : place) != (place % 41 == row - 1 ? row - 1 : place)
          if differs { expected |= 1 << UInt64(min(place, 63)) }
        }
        #expect(changes == expected)
        let all = RowRepetition.bits(60..<120)
        builder.note(RowRepetition(first: start - 120, count: 120, low: all.low | ~0 >> 4, high: all.high))
      }
      builder.endRow(at: RecordPosition(offset: 0, record: UInt64(row)))
    }
    let batch = builder.finish()
    var writer = EventJSONWriter()
    var output: [UInt8] = []
    writer.appendLines(batch, to: &output)
    #expect(output == Self.alone(batch))
  }

  @Test func bitsOfCells() {
    for start in [0, 1, 63, 64, 65, 100, 128] {
      for end in [0, 1, 63, 64, 65, 100, 127, 128] where end >= start {
        let bits = RowRepetition.bits(start..<end)
        for cell in 0..<128 {
          let word = cell < 64 ? bits.low : bits.high
          #expect((word >> UInt64(cell & 63) & 1 != 0) == (start..<end).contains(cell))
        }
      }
    }
  }
}

extension Cell {
  fileprivate static let yes = Cell(field: .hostName, kind: .bool, bits: 1)
  fileprivate static let no = Cell(field: .hostName, kind: .bool, bits: 0)
}
