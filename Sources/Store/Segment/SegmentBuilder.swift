import ECS

/// Collects events of any number of batches and inputs into one segment.
///
/// Values go straight into their streams, so what is held is already dictionary-encoded: a few dozen bytes an event.
struct SegmentBuilder {
  private let policy: ColumnPolicy
  private(set) var shapes = RowShapes()
  private(set) var streams = StreamTable()
  private(set) var shapeOfRow: [UInt64] = []
  private(set) var offsets: [UInt64] = []
  private(set) var records: [UInt64] = []
  private(set) var origins: [EventOrigin] = []
  private(set) var originOfRow: [UInt64] = []
  private(set) var fingerprints: [EventFingerprint] = []
  private(set) var sources = TextStream()
  private(set) var minimumTime = Int64.max
  private(set) var maximumTime = Int64.min
  private(set) var untimedCount = 0
  private var textBytes = 0
  private var originIndex: [EventOrigin: Int] = [:]

  init(policy: ColumnPolicy) {
    self.policy = policy
  }

  /// Rows so far.
  var count: Int { shapeOfRow.count }

  /// Whether the segment should be finished before the next batch.
  var isFull: Bool {
    count >= policy.segmentRows || textBytes >= policy.segmentBytes || shapes.slotCount >= 1 << 22
      || streams.streams.count >= policy.segmentStreams
  }

  /// Rows that may still be added.
  var room: Int { isFull ? 0 : policy.segmentRows - count }

  /// Adds rows of a batch.
  mutating func append(_ batch: EventBatch, rows: some Sequence<Int>, fingerprints prints: [EventFingerprint]) {
    let origin = index(of: batch.origin)
    let cells = batch.cells.span
    let bytes = batch.bytes.span
    for row in rows {
      let rowCells = cells.extracting(batch.cellRange(ofRow: row))
      append(rowCells, bytes)
      offsets.append(batch.positions[row].offset)
      records.append(batch.positions[row].record)
      originOfRow.append(origin)
      fingerprints.append(prints[row])
      if policy.keepsSources {
        let source = batch.sources[row]
        sources.add(bytes.extracting(source.indices))
        textBytes += Int(source.count)
      }
    }
  }

  private mutating func index(of origin: EventOrigin) -> UInt64 {
    if let known = originIndex[origin] { return UInt64(known) }
    originIndex[origin] = origins.count
    origins.append(origin)
    return UInt64(origins.count - 1)
  }

  private mutating func append(_ cells: borrowing Span<Cell>, _ bytes: borrowing Span<UInt8>) {
    let found = shapes.find(cells, &streams)
    var variant = found.variant
    if variant < 0 { variant = shapes.addVariant(forRow: cells, of: found.plan, streams: streams) }
    add(cells, bytes, found.plan, variant)
    note(EventTime.of(cells, bytes))
  }

  private mutating func add(_ cells: borrowing Span<Cell>, _ bytes: borrowing Span<UInt8>, _ plan: Int, _ variant: Int)
  {
    let chosen = shapes.plans[plan].variants[variant]
    shapeOfRow.append(UInt64(chosen.id))
    for step in chosen.steps {
      let cell = cells[Int(step.cell)]
      if step.isText {
        textBytes += Int(cell.range.count)
        streams.texts[Int(step.store)].add(bytes.extracting(cell.range.indices))
      } else {
        streams.numbers[Int(step.store)].append(cell.bits)
      }
    }
  }

  private mutating func note(_ time: Int64?) {
    guard let time else {
      untimedCount += 1
      return
    }
    minimumTime = min(minimumTime, time)
    maximumTime = max(maximumTime, time)
  }
}
