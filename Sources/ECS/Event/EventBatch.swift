/// A run of events from one input, as rows of cells over shared bytes.
///
/// This is the unit in which everything moves: readers build batches with a `BatchBuilder`, rules and detectors read
/// typed columns of the fields they want (`ColumnSet`), writers and reports read rows. A batch is immutable once built.
public struct EventBatch: Sendable {
  /// The bytes that string cells point into: the input text itself where that is possible, then decoded text.
  public let bytes: [UInt8]
  /// The cells of all rows, row after row, in the order in which they were found.
  public let cells: [Cell]
  /// Where each row begins in `cells`; one more entry than rows.
  public let rowStarts: [UInt32]
  /// Where each event came from; one entry a row.
  public let positions: [RecordPosition]
  /// The document of each row as the source wrote it, where it is text in `bytes`; empty ranges otherwise.
  public let sources: [ByteRange]
  /// The inputs that the events were read from; usually one, several after batches were merged in order of time.
  public let origins: [EventOrigin]
  /// The index in `origins` of each row; empty when there is only one.
  public let rowOrigins: [UInt32]
  /// In what rows differ from earlier ones; one entry a row, or none at all. It is true of the cells of this batch.
  let repetitions: [RowRepetition]

  /// A batch from its parts. `rowStarts` has one more entry than `positions` and `sources`.
  public init(
    bytes: [UInt8], cells: [Cell], rowStarts: [UInt32], positions: [RecordPosition], sources: [ByteRange],
    origin: EventOrigin
  ) {
    precondition(rowStarts.count == positions.count + 1 && sources.count == positions.count, "rows disagree")
    self.bytes = bytes
    self.cells = cells
    self.rowStarts = rowStarts
    self.positions = positions
    self.sources = sources
    self.origins = [origin]
    self.rowOrigins = []
    self.repetitions = []
  }

  /// The same with what the builder knows of rows that repeat earlier ones.
  init(
    bytes: [UInt8], cells: [Cell], rowStarts: [UInt32], positions: [RecordPosition], sources: [ByteRange],
    origin: EventOrigin, repetitions: [RowRepetition]
  ) {
    precondition(rowStarts.count == positions.count + 1 && sources.count == positions.count, "rows disagree")
    precondition(repetitions.isEmpty || repetitions.count == positions.count, "repetitions disagree")
    self.bytes = bytes
    self.cells = cells
    self.rowStarts = rowStarts
    self.positions = positions
    self.sources = sources
    self.origins = [origin]
    self.rowOrigins = []
    self.repetitions = repetitions
  }

  /// A batch whose rows come from several inputs. `rowOrigins` has one entry a row.
  public init(
    bytes: [UInt8], cells: [Cell], rowStarts: [UInt32], positions: [RecordPosition], sources: [ByteRange],
    origins: [EventOrigin], rowOrigins: [UInt32]
  ) {
    precondition(rowStarts.count == positions.count + 1 && sources.count == positions.count, "rows disagree")
    precondition(rowOrigins.count == positions.count && (!origins.isEmpty || positions.isEmpty), "origins disagree")
    self.bytes = bytes
    self.cells = cells
    self.rowStarts = rowStarts
    self.positions = positions
    self.sources = sources
    self.origins = origins
    self.rowOrigins = rowOrigins
    self.repetitions = []
  }

  /// The input that a row was read from.
  public func origin(ofRow row: Int) -> EventOrigin {
    origins[rowOrigins.isEmpty ? 0 : Int(rowOrigins[row])]
  }

  /// The input of a batch that comes from one; the first of several.
  public var origin: EventOrigin { origins.first ?? EventOrigin(path: "", format: "") }

  /// The number of events.
  @inlinable
  public var count: Int { positions.count }

  /// Whether there are no events.
  @inlinable
  public var isEmpty: Bool { positions.isEmpty }

  /// The indices in `cells` of one row.
  @inlinable
  public func cellRange(ofRow row: Int) -> Range<Int> {
    Int(rowStarts[row])..<Int(rowStarts[row + 1])
  }

  /// A view of one event. Convenient rather than fast: kernels read `cells` or columns.
  public subscript(row: Int) -> EventRow {
    EventRow(batch: self, row: row)
  }

  /// The text of a `.string`, `.numeral` or `.json` cell.
  public func text(of cell: Cell) -> String {
    String(decoding: bytes[cell.range.indices], as: UTF8.self)
  }
}

/// The input that a batch was read from.
public struct EventOrigin: Sendable, Hashable {
  /// The path as the user would name it; members of archives are `archive.zip!/member.evtx`.
  public var path: String
  /// The name of the format that the content was recognised as.
  public var format: String

  /// Names an input.
  public init(path: String, format: String) {
    self.path = path
    self.format = format
  }
}

/// Where in its input an event stands.
@frozen
public struct RecordPosition: Sendable, Hashable {
  /// The byte offset of the record in the (decompressed) input.
  public var offset: UInt64
  /// The line number (from 1) for line formats, the record number for record formats.
  public var record: UInt64

  /// A position by offset and line or record number.
  @inlinable
  public init(offset: UInt64, record: UInt64) {
    self.offset = offset
    self.record = record
  }
}
