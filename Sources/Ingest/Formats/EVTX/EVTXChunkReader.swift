import ECS

/// Reads the records of chunks into a builder, one chunk after the other. Each worker has one.
struct EVTXChunkReader {
  private var runner: BinXMLRunner
  private var normalizer = NormalizerState()
  private let table: TableID?
  private let options: ReaderOptions

  init(options: ReaderOptions, seed: UInt64, followsPlainSteps: Bool = true) {
    self.options = options
    table = options.normalizes ? Normalizer.shared.table("windows") : nil
    runner = BinXMLRunner(seed: seed, followsPlainSteps: followsPlainSteps)
  }

  /// Where a chunk stands.
  struct Place {
    /// The chunk's number, from 0.
    var number: Int
    /// The chunk's offset in the input.
    var offset: UInt64

    func position(_ offset: Int, record: UInt64 = 0) -> RecordPosition {
      RecordPosition(offset: self.offset + UInt64(offset), record: record)
    }

    func detail(_ text: String) -> String { "chunk \(number): \(text)" }
  }

  /// Reads everything readable in a chunk, which may be cut short by the end of the file.
  mutating func read(
    _ chunk: borrowing Span<UInt8>, at place: Place, into builder: inout BatchBuilder, report: inout ReadReport
  ) {
    guard chunk.count >= EVTXChunkHeader.size else {
      report.skip("truncated-chunk", at: place.position(0), place.detail("\(chunk.count) bytes, not even a header"))
      return
    }
    runner.beginChunk()
    readContents(chunk, at: place, &builder, &report)
    runner.endChunk(chunk)
  }

  private mutating func readContents(
    _ chunk: borrowing Span<UInt8>, at place: Place, _ builder: inout BatchBuilder, _ report: inout ReadReport
  ) {
    guard EVTXChunkHeader.hasMagic(chunk) else { return readDamaged(chunk, at: place, &builder, &report) }
    let header = EVTXChunkHeader(chunk)
    note(header, chunk, at: place, &report)
    let end = readRecords(chunk, header, at: place, &builder, &report)
    if options.recoversDeleted { carve(chunk, from: end, at: place, &builder, &report) }
  }

  private func note(
    _ header: EVTXChunkHeader, _ chunk: borrowing Span<UInt8>, at place: Place, _ report: inout ReadReport
  ) {
    if header.checksumMissing {
      report.repair("missing-chunk-checksum", at: place.position(124), place.detail("no header checksum"))
    } else if !header.checksumMatches {
      report.repair("bad-chunk-checksum", at: place.position(124), place.detail("the header's checksum does not match"))
    }
    let count = chunk.count
    if count < EVTXChunkHeader.chunkSize {
      report.repair(
        "truncated-chunk", at: place.position(count), place.detail("\(count) of \(EVTXChunkHeader.chunkSize) bytes"))
    }
  }

  /// A chunk without its signature: unused space when it is all zero, else damage.
  private mutating func readDamaged(
    _ chunk: borrowing Span<UInt8>, at place: Place, _ builder: inout BatchBuilder, _ report: inout ReadReport
  ) {
    var isBlank = true
    for index in chunk.indices where chunk[index] != 0 {
      isBlank = false
      break
    }
    if isBlank { return }
    report.skip("bad-chunk-magic", at: place.position(0), place.detail("no chunk signature"))
    if options.recoversDeleted { carve(chunk, from: 0, at: place, &builder, &report) }
  }

  // MARK: Records

  /// Reads the records in use and returns the offset behind the last of them.
  ///
  /// The header of a chunk is written later than its records. Records that follow where it says that free space begins
  /// belong to the log when their numbers continue its own; others are left over from an earlier use of the chunk.
  private mutating func readRecords(
    _ chunk: borrowing Span<UInt8>, _ header: EVTXChunkHeader, at place: Place, _ builder: inout BatchBuilder,
    _ report: inout ReadReport
  ) -> Int {
    var position = EVTXChunkHeader.size
    let isValid = header.freeSpace >= EVTXChunkHeader.size && header.freeSpace <= EVTXChunkHeader.chunkSize
    let used = min(isValid ? header.freeSpace : EVTXChunkHeader.size, chunk.count)
    if !isValid {
      let start = header.freeSpace
      report.repair("bad-free-space", at: place.position(48), place.detail("free space from \(start)"))
    }
    var last: UInt64? = isValid && used > position ? header.lastRecord : nil
    while position < chunk.count {
      guard let record = EVTXRecord(chunk, at: position) else {
        if position < used { position = resume(chunk, position, used, at: place, &report) } else { break }
        continue
      }
      if position >= used {
        guard record.endsWithItsSize, last.map({ record.number == $0 &+ 1 }) ?? true else { break }
        report.repair(
          "stale-chunk-header", at: place.position(position, record: record.number),
          place.detail("a record behind the end that the header states"))
      }
      read(record, chunk, at: place, recovered: false, &builder, &report)
      last = record.number
      position = record.end
    }
    return position
  }

  /// Notes that there is no record where one should be, and returns the offset of the next one.
  private func resume(
    _ chunk: borrowing Span<UInt8>, _ position: Int, _ used: Int, at place: Place, _ report: inout ReadReport
  ) -> Int {
    var next = position + 1
    while next < used {
      if let record = EVTXRecord(chunk, at: next), record.endsWithItsSize { break }
      next += 1
    }
    next = min(next, used)
    report.skip("bad-record-header", at: place.position(position), place.detail("\(next - position) bytes skipped"))
    return next
  }

  private mutating func read(
    _ record: EVTXRecord, _ chunk: borrowing Span<UInt8>, at place: Place, recovered: Bool,
    _ builder: inout BatchBuilder, _ report: inout ReadReport
  ) {
    let position = place.position(record.offset, record: record.number)
    if !record.endsWithItsSize {
      report.repair("bad-record-size", at: position, place.detail("the size at the record's end differs"))
    }
    // The time of writing stands in until `TimeCreated` is known.
    builder.append(.timestamp, date: Timestamp(fileTime: record.written) ?? Timestamp(nanoseconds: 0), flags: .mapped)
    do {
      try runner.run(record: record.body, chunk, into: &builder)
    } catch {
      builder.abandonRow()
      let (reason, offset) = (error.reason, error.offset)
      report.skip(
        recovered ? "unrecoverable-record" : reason.rawValue, at: position,
        place.detail("record \(record.number): \(reason.rawValue) at byte \(offset) of the chunk"))
      return
    }
    if let time = runner.timeCreated { builder[rowCell: 0].bits = UInt64(bitPattern: time.nanoseconds) }
    if recovered { markRecovered(&builder) }
    if let table { normalizer.apply(table, to: &builder) }
    builder.endRow(at: position)
    report.records += 1
  }

  // MARK: Recovery

  private static let recovered = FieldID.named("winlog.recovered")
  private static let logFlags = FieldID.named("log.flags")

  private func markRecovered(_ builder: inout BatchBuilder) {
    builder.append(Self.recovered, bool: true)
    builder.append(Self.logFlags, string: "recovered", flags: [.mapped, .plain])
  }

  /// Looks for remnants of records at any offset.
  private mutating func carve(
    _ chunk: borrowing Span<UInt8>, from start: Int, at place: Place, _ builder: inout BatchBuilder,
    _ report: inout ReadReport
  ) {
    var position = start
    while position + EVTXRecord.minimumSize <= chunk.count {
      if let record = EVTXRecord(chunk, at: position), record.endsWithItsSize {
        read(record, chunk, at: place, recovered: true, &builder, &report)
        position = record.end
      } else {
        position += 1
      }
    }
  }
}
