/// Makes one batch of chosen rows of other batches, in the order in which they are added.
///
/// Used to bring events of several inputs into order of time.
public struct BatchMerger: Sendable {
  private var bytes: [UInt8] = []
  private var cells: [Cell] = []
  private var rowStarts: [UInt32] = [0]
  private var positions: [RecordPosition] = []
  private var sources: [ByteRange] = []
  private var origins: [EventOrigin] = []
  private var rowOrigins: [UInt32] = []
  private var originIndex: [EventOrigin: UInt32] = [:]

  /// A merger with no rows.
  public init() {}

  /// The number of rows so far.
  public var count: Int { positions.count }

  /// The number of bytes of text so far.
  public var byteCount: Int { bytes.count }

  /// Appends one row of a batch.
  public mutating func append(_ batch: EventBatch, row: Int) {
    append(batch, row: row, adding: [], bytes: [])
  }

  /// Appends one row of a batch and further cells for it, whose ranges point into `extra`.
  public mutating func append(_ batch: EventBatch, row: Int, adding added: [Cell], bytes extra: [UInt8]) {
    let text = batch.bytes.span
    let source = batch.sources[row]
    let sourceStart = bytes.count
    if source.count > 0 { bytes.append(copying: text.extracting(source.indices)) }
    var last = (from: ByteRange(offset: 0, count: 0), to: ByteRange(offset: 0, count: 0))
    for index in batch.cellRange(ofRow: row) {
      var cell = batch.cells[index]
      if cell.hasBytes {
        let range = cell.range
        if range.offset >= source.offset, range.end <= source.end, source.count > 0 {
          cell.bits = ByteRange(offset: sourceStart + Int(range.offset - source.offset), count: Int(range.count)).bits
        } else if range == last.from, range.count > 0 {
          cell.bits = last.to.bits
        } else {
          let start = bytes.count
          bytes.append(copying: text.extracting(range.indices))
          last = (range, ByteRange(offset: start, count: Int(range.count)))
          cell.bits = last.to.bits
        }
      }
      cells.append(cell)
    }
    appendExtra(added, extra)
    rowStarts.append(UInt32(cells.count))
    positions.append(batch.positions[row])
    sources.append(ByteRange(offset: sourceStart, count: Int(source.count)))
    rowOrigins.append(index(of: batch.origin(ofRow: row)))
  }

  private mutating func appendExtra(_ added: [Cell], _ extra: [UInt8]) {
    guard !added.isEmpty else { return }
    let base = bytes.count
    bytes.append(contentsOf: extra)
    for var cell in added {
      if cell.hasBytes {
        cell.bits = ByteRange(offset: base + Int(cell.range.offset), count: Int(cell.range.count)).bits
      }
      cells.append(cell)
    }
  }

  private mutating func index(of origin: EventOrigin) -> UInt32 {
    if let last = rowOrigins.last, origins[Int(last)] == origin { return last }
    if let known = originIndex[origin] { return known }
    let new = UInt32(origins.count)
    origins.append(origin)
    originIndex[origin] = new
    return new
  }

  /// The batch; the merger is empty afterwards.
  public mutating func finish() -> EventBatch {
    defer { self = BatchMerger() }
    return EventBatch(
      bytes: bytes, cells: cells, rowStarts: rowStarts, positions: positions, sources: sources, origins: origins,
      rowOrigins: rowOrigins)
  }
}
