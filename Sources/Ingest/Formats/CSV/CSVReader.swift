public import ECS

/// Reads tables with a header line: exports of Windows events, log analytics tables, sign-in lists, or any other.
///
/// RFC 4180 with quotes and line breaks inside them, separated by commas, tabs, semicolons or bars, in UTF-8 or UTF-16.
/// The column names tell what the rows are (`RecordShape`); empty values are missing.
public struct CSVReader: EventReader {
  /// `csv`.
  public static let format = "csv"
  private static let windowSize = 1 << 20
  private static let extra = FieldID.named("csv.extra")

  private let options: ReaderOptions
  private var shaper: RecordShaper
  private var header: CSVHeader?
  private var shape = RecordShape.unknown
  private var scanner = CSVScanner(separator: 0x2C)

  /// A reader for one input.
  public init(options: ReaderOptions) {
    self.options = options
    shaper = RecordShaper(options: options)
  }

  /// How sure the header and the first rows make it that this is a table.
  public static func confidence(in prefix: borrowing Span<UInt8>) -> Int {
    CSVRecognition.confidence(in: prefix)
  }

  /// Reads all rows of an input.
  public mutating func read(
    _ input: inout InputBuffer, origin: EventOrigin, report: inout ReadReport, into sink: (EventBatch) throws -> Void
  ) throws {
    var window = TextWindow(size: Self.windowSize)
    try window.slide(over: &input, origin: origin, limits: options.limits, report: &report, into: sink) {
      text, isLast, places, builder, report in
      rows(of: text, isLast: isLast, at: &places, into: &builder, report: &report)
    }
  }

  private mutating func rows(
    of text: borrowing Span<UInt8>, isLast: Bool, at places: inout TextPlaces, into builder: inout BatchBuilder,
    report: inout ReadReport
  ) -> Int {
    var position = 0
    if header == nil {
      guard let found = CSVHeader(text, isLast: isLast) else {
        if !isLast, text.count < options.maximumRecordSize { return 0 }
        report.skip("no-header", at: places.place(of: 0, in: text), "the first line does not name columns")
        return text.count
      }
      header = found
      scanner = CSVScanner(separator: found.separator)
      shape = shaper.shape(of: found.columns)
      position = found.length
    }
    while position < text.count, !builder.isFull || builder.count == 0 {
      if text[position] == 0x0A || text[position] == 0x0D {
        position += 1
        continue
      }
      guard case .record(let end) = scanner.record(text, at: position, isLast: isLast) else {
        guard isLast || text.count - position > options.maximumRecordSize else { return position }
        report.skip("unclosed-quote", at: places.place(of: position, in: text), "no quote closes the value")
        position = nextLine(text, position)
        continue
      }
      row(text, position..<end, at: places.place(of: position, in: text), into: &builder, report: &report)
      position = end
    }
    return position
  }

  private func nextLine(_ text: borrowing Span<UInt8>, _ start: Int) -> Int {
    var index = start
    while index < text.count, text[index] != 0x0A { index += 1 }
    return min(index + 1, text.count)
  }

  private mutating func row(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>, at place: RecordPosition, into builder: inout BatchBuilder,
    report: inout ReadReport
  ) {
    guard let columns = header?.columns else { return }
    guard range.count <= options.maximumRecordSize else {
      report.skip("oversized-record", at: place, "\(range.count) bytes")
      return
    }
    for (index, field) in scanner.fields.enumerated() where !field.range.isEmpty {
      append(field, text, to: index < columns.count ? columns[index] : Self.extra, &builder)
    }
    if scanner.fields.count != columns.count {
      report.repair("column-count", at: place, "\(scanner.fields.count) values, the header has \(columns.count)")
    }
    shaper.finish(&builder, shape: shape, at: place, report: &report)
    var end = range.upperBound
    while end > range.lowerBound, text[end - 1] == 0x0A || text[end - 1] == 0x0D { end -= 1 }
    builder.endRow(at: place, source: ByteRange(offset: range.lowerBound, count: end - range.lowerBound))
  }

  private func append(
    _ field: CSVScanner.Field, _ text: borrowing Span<UInt8>, to id: FieldID, _ builder: inout BatchBuilder
  ) {
    let value = text.extracting(field.range)
    let isValid = UTF8Text.isValid(value)
    if isValid, !field.hasDoubledQuotes {
      let flags: Cell.Flags = JSONText.isPlain(value) ? .plain : []
      let range = ByteRange(offset: field.range.lowerBound, count: field.range.count)
      builder.append(Cell(field: id, kind: .string, flags: flags, range: range))
      return
    }
    var bytes: [UInt8] = []
    CSVScanner.appendValue(field, text, to: &bytes)
    if isValid {
      builder.append(id, utf8: bytes.span)
    } else {
      var repaired: [UInt8] = []
      UTF8Text.appendRepaired(bytes.span, to: &repaired)
      builder.append(id, utf8: repaired.span)
    }
  }
}
