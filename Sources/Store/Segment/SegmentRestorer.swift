import ECS

/// Turns a segment back into batches, row by row in the order of insertion.
struct SegmentRestorer {
  private enum Values {
    case text(StoredText)
    case numbers([UInt64])
    /// Not wanted, or not readable: the cells are left out, or null.
    case absent
  }

  private let reader: SegmentReader
  private let shapeOfRow: [UInt32]
  private let positions: (origins: [UInt32], offsets: [UInt64], records: [UInt64])
  private let fingerprints: [EventFingerprint]
  private let sources: StoredText?
  private let fieldFilter: Set<FieldID>?
  private var values: [Values] = []
  private var cursors: [Int]
  /// Where a dictionary entry stands in the bytes of the batch with a number: number in the high half, offset in the low.
  private var placed: [[UInt64]]
  private var batchNumber: UInt64 = 0
  private(set) var nextRow = 0
  /// What could not be read, by chunk.
  private(set) var damage: [(stream: Int, reason: String)] = []

  /// Reads everything needed to restore events, or just some fields of them.
  init(_ reader: SegmentReader, fields: Set<FieldID>? = nil) throws(MalformedBytes) {
    self.reader = reader
    shapeOfRow = try reader.shapeOfRow()
    positions = try reader.positions()
    fingerprints = try reader.fingerprints()
    sources = fields == nil ? try reader.sources() : nil
    let header = reader.header
    cursors = [Int](repeating: 0, count: header.streams.count)
    placed = [[UInt64]](repeating: [], count: header.streams.count)
    var wanted = [Bool](repeating: fields == nil, count: header.streams.count)
    for field in fields ?? [] { for stream in header.slots(of: field) { wanted[Int(stream)] = true } }
    let totals = Self.totals(header, shapeOfRow)
    fieldFilter = fields
    for index in header.streams.indices {
      values.append(wanted[index] ? load(index, total: totals[index]) : .absent)
    }
  }

  /// How many values each stream must have.
  private static func totals(_ header: SegmentHeader, _ shapeOfRow: [UInt32]) -> [Int] {
    var rows = [Int](repeating: 0, count: header.shapes.count)
    for shape in shapeOfRow { rows[Int(shape)] += 1 }
    var totals = [Int](repeating: 0, count: header.streams.count)
    for (shape, slots) in header.shapes.enumerated() {
      for slot in slots where slot.alias == 0 { totals[Int(slot.stream)] += rows[shape] }
    }
    return totals
  }

  private mutating func load(_ index: Int, total: Int) -> Values {
    let stream = reader.header.streams[index]
    if stream.kind == .null { return .absent }
    do throws(MalformedBytes) {
      guard stream.field != nil else { throw MalformedBytes("there are too many field names") }
      guard total == stream.count else { throw MalformedBytes("rows and values disagree") }
      if stream.kind.isText {
        let text = try reader.text(ofStream: index)
        placed[index] = [UInt64](repeating: 0, count: text.dictionary.count)
        return .text(text)
      }
      return .numbers(try reader.numbers(ofStream: index))
    } catch {
      damage.append((index, error.reason))
      return .absent
    }
  }

  /// The next rows, at most `limit`, all of one origin; rows for which `mask` is false are passed over.
  /// `nil` when there are no more.
  mutating func next(limit: Int, mask: [Bool]? = nil) -> StoredEvents? {
    batchNumber += 1
    var output = RestoredRows()
    while nextRow < shapeOfRow.count, output.count < limit {
      let row = nextRow
      if mask?[row] ?? true {
        let origin = positions.origins[row]
        if let current = output.origin, current != origin { break }
        output.origin = origin
        restore(row, into: &output)
      } else {
        skip(row)
      }
      nextRow += 1
    }
    guard let origin = output.origin else { return nil }
    return output.finish(origin: reader.header.origins[Int(origin)])
  }

  private mutating func skip(_ row: Int) {
    for slot in reader.header.shapes[Int(shapeOfRow[row])] where slot.alias == 0 { cursors[Int(slot.stream)] += 1 }
  }

  private mutating func restore(_ row: Int, into output: inout RestoredRows) {
    let slots = reader.header.shapes[Int(shapeOfRow[row])]
    output.slotBits.removeAll(keepingCapacity: true)
    for slot in slots { output.slotBits.append(slot.alias == 0 ? bits(Int(slot.stream), &output) : nil) }
    for (index, slot) in slots.enumerated() {
      let stream = reader.header.streams[Int(slot.stream)]
      guard let field = stream.field, fieldFilter?.contains(field) ?? true else { continue }
      let bits = slot.alias == 0 ? output.slotBits[index] : output.slotBits[Int(slot.alias) - 1]
      guard let bits else { continue }
      output.cells.append(Cell(field: field, kind: stream.kind, flags: Cell.Flags(rawValue: slot.flags), bits: bits))
    }
    var source = ByteRange(offset: 0, count: 0)
    if let sources {
      let range = sources.dictionary.range(Int(sources.codes[row]))
      if !range.isEmpty { source = output.append(sources.dictionary.bytes.span.extracting(range)) }
    }
    output.endRow(
      at: RecordPosition(offset: positions.offsets[row], record: positions.records[row]), source: source,
      fingerprint: fingerprints[row])
  }

  /// The bits of the next value of a stream; its bytes are placed in the batch the first time they are needed.
  private mutating func bits(_ stream: Int, _ output: inout RestoredRows) -> UInt64? {
    let index = cursors[stream]
    cursors[stream] = index + 1
    switch values[stream] {
    case .absent: return reader.header.streams[stream].kind == .null ? 0 : nil
    case .numbers(let numbers): return numbers[index]
    case .text(let text):
      let code = Int(text.codes[index])
      let range = text.dictionary.range(code)
      if placed[stream][code] >> 32 == batchNumber {
        return ByteRange(offset: Int(placed[stream][code] & 0xFFFF_FFFF), count: range.count).bits
      }
      let new = output.append(text.dictionary.bytes.span.extracting(range))
      placed[stream][code] = batchNumber << 32 | UInt64(new.offset)
      return new.bits
    }
  }
}

/// A batch being put together from stored rows.
struct RestoredRows {
  var cells: [Cell] = []
  var slotBits: [UInt64?] = []
  var origin: UInt32?
  private var bytes: [UInt8] = []
  private var rowStarts: [UInt32] = [0]
  private var positions: [RecordPosition] = []
  private var sources: [ByteRange] = []
  private var fingerprints: [EventFingerprint] = []

  var count: Int { positions.count }

  mutating func append(_ text: borrowing Span<UInt8>) -> ByteRange {
    let range = ByteRange(offset: bytes.count, count: text.count)
    bytes.append(copying: text)
    return range
  }

  mutating func endRow(at position: RecordPosition, source: ByteRange, fingerprint: EventFingerprint) {
    rowStarts.append(UInt32(truncatingIfNeeded: cells.count))
    positions.append(position)
    sources.append(source)
    fingerprints.append(fingerprint)
  }

  func finish(origin: EventOrigin) -> StoredEvents {
    let batch = EventBatch(
      bytes: bytes, cells: cells, rowStarts: rowStarts, positions: positions, sources: sources, origin: origin)
    return StoredEvents(
      batch: batch, fingerprints: fingerprints, origins: [origin],
      originOfRow: [UInt32](repeating: 0, count: batch.count))
  }
}
