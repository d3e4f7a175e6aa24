import ECS

/// A batch being put together from events of several inputs.
struct MixedRows {
  private var bytes: [UInt8] = []
  private var cells: [Cell] = []
  private var rowStarts: [UInt32] = [0]
  private var positions: [RecordPosition] = []
  private var sources: [ByteRange] = []
  private var fingerprints: [EventFingerprint] = []
  private var origins: [EventOrigin] = []
  private var originOfRow: [UInt32] = []
  private var originIndex: [EventOrigin: UInt32] = [:]

  /// Events so far.
  var count: Int { positions.count }

  /// Bytes of text so far.
  var byteCount: Int { bytes.count }

  /// Adds a copy of one event.
  mutating func add(_ events: StoredEvents, row: Int) {
    let batch = events.batch
    let text = batch.bytes.span
    // Cells that share their bytes keep sharing them.
    var copied: [(from: UInt64, to: UInt64)] = []
    for index in batch.cellRange(ofRow: row) {
      var cell = batch.cells[index]
      if cell.hasBytes {
        if let known = copied.first(where: { $0.from == cell.bits }) {
          cell.bits = known.to
        } else {
          let new = append(text.extracting(cell.range.indices))
          copied.append((cell.bits, new.bits))
          cell.bits = new.bits
        }
      }
      cells.append(cell)
    }
    rowStarts.append(UInt32(truncatingIfNeeded: cells.count))
    positions.append(batch.positions[row])
    sources.append(append(text.extracting(batch.sources[row].indices)))
    fingerprints.append(events.fingerprints[row])
    originOfRow.append(index(of: events.origin(ofRow: row)))
  }

  private mutating func append(_ text: borrowing Span<UInt8>) -> ByteRange {
    guard text.count > 0 else { return ByteRange(offset: 0, count: 0) }
    let range = ByteRange(offset: bytes.count, count: text.count)
    bytes.append(copying: text)
    return range
  }

  private mutating func index(of origin: EventOrigin) -> UInt32 {
    if let known = originIndex[origin] { return known }
    let index = UInt32(origins.count)
    originIndex[origin] = index
    origins.append(origin)
    return index
  }

  /// The events; the batch's origin has an empty path when they are of several inputs.
  func finish() -> StoredEvents {
    let origin = origins.count == 1 ? origins[0] : EventOrigin(path: "", format: "store")
    let batch = EventBatch(
      bytes: bytes, cells: cells, rowStarts: rowStarts, positions: positions, sources: sources, origin: origin)
    return StoredEvents(batch: batch, fingerprints: fingerprints, origins: origins, originOfRow: originOfRow)
  }
}
