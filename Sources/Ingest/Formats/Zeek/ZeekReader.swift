public import ECS

/// Reads Zeek logs in the tab-separated format: any log, by its `#path`.
///
/// A column `name` of the log `path` becomes the field `zeek.path.name` with the type that the header gives it; unset
/// values are left out. The mapping table `zeek-path` then adds ECS fields.
public struct ZeekReader: EventReader {
  /// The format's identifier.
  public static let format = "zeek.tsv"

  private let options: ReaderOptions
  private var header = ZeekHeaderParser()
  private var records = ZeekRecordParser()
  private var normalizer = NormalizerState()
  private var table: TableID?

  /// A reader for one input.
  public init(options: ReaderOptions) {
    self.options = options
  }

  /// How sure the reader is of an input with these first bytes, 0 … 100.
  public static func confidence(in prefix: borrowing Span<UInt8>) -> Int {
    if prefix.starts(with: "#separator ") || prefix.starts(with: "#separator\t") { return 100 }
    // Members of a bundle may have lost the first line.
    guard prefix.starts(with: "#") else { return 0 }
    return prefix.contains("\n#fields\t") && prefix.contains("\n#types\t") ? 90 : 0
  }

  /// Reads the input to its end.
  public mutating func read(
    _ input: inout InputBuffer, origin: EventOrigin, report: inout ReadReport, into sink: (EventBatch) throws -> Void
  ) throws {
    var blocks = LineBlocks(options: options)
    var builder = BatchBuilder(origin: origin, limits: options.limits)
    while let block = try blocks.next(from: &input, report: &report) {
      builder.load(text: block.bytes)
      take(block, &builder, &report)
      let batch = builder.finish()
      if !batch.isEmpty { try sink(batch) }
    }
  }

  private mutating func take(_ block: LineBlock, _ builder: inout BatchBuilder, _ report: inout ReadReport) {
    let text = block.bytes.span
    var lines = LineCursor(block)
    while let line = lines.next(in: text) {
      if line.range.isEmpty { continue }
      if text[line.range.lowerBound] == UInt8(ascii: "#") {
        if let fault = header.take(text.extracting(line.range)) {
          report.skip("bad-header", at: line.position, fault)
        }
        table = options.normalizes ? Self.table(of: header.header.path) : nil
        continue
      }
      record(text, line.range, line.position, &builder, &report)
    }
  }

  /// The mapping table of a log: its own, or that of logs without one.
  static func table(of log: String) -> TableID? {
    Normalizer.shared.table("zeek-\(log)") ?? Normalizer.shared.table("zeek")
  }

  private mutating func record(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>, _ position: RecordPosition, _ builder: inout BatchBuilder,
    _ report: inout ReadReport
  ) {
    guard header.isComplete else {
      report.skip("missing-header", at: position, "no #fields and #types before this line")
      return
    }
    let mistyped = records.mistyped
    let columns = records.parse(text, range, header: header.header, into: &builder)
    let expected = header.header.columns.count
    guard columns == expected else {
      builder.abandonRow()
      report.skip("wrong-column-count", at: position, "\(columns) columns, the header has \(expected)")
      return
    }
    if records.mistyped != mistyped {
      report.repair("mistyped-value", at: position, "\(records.mistyped - mistyped) values are not of their type")
    }
    if let table { normalizer.apply(table, to: &builder) }
    report.records += 1
    builder.endRow(at: position, source: ByteRange(offset: range.lowerBound, count: range.count))
  }
}
