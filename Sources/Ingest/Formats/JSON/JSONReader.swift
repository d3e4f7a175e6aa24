public import ECS

/// Reads JSON telemetry of every shape it knows, whatever way the documents are framed.
///
/// Framing: one document a line, concatenated or pretty-printed documents, lists of documents, and envelopes such as
/// `{"Records":[…]}`, in UTF-8 or UTF-16. Each document is recognised on its own (`RecordShape`), renamed to the field
/// names of its source and mapped to ECS. A broken document costs itself: reading goes on at the next one.
public struct JSONReader: EventReader {
  /// `json`.
  public static let format = "json"
  /// Text fetched at a time.
  static let windowSize = 2 << 20

  let options: ReaderOptions
  private var shaper: RecordShaper
  private var parser = JSONDocumentParser()
  private var osqueryLists = OsqueryLists()
  private var framing = JSONFraming()
  /// The walk past a broken document that has not met its end yet.
  private var resync: JSONResync?

  /// A reader for one input.
  public init(options: ReaderOptions) {
    self.options = options
    shaper = RecordShaper(options: options)
  }

  /// How sure the first bytes make it that this is JSON with objects: their first token decides.
  public static func confidence(in prefix: borrowing Span<UInt8>) -> Int {
    JSONRecognition.confidence(in: prefix)
  }

  /// Reads all documents of an input.
  public mutating func read(
    _ input: inout InputBuffer, origin: EventOrigin, report: inout ReadReport, into sink: (EventBatch) throws -> Void
  ) throws {
    var window = TextWindow(size: Self.windowSize)
    try window.slide(over: &input, origin: origin, limits: options.limits, report: &report, into: sink) {
      text, isLast, places, builder, report in
      documents(of: text, isLast: isLast, at: &places, into: &builder, report: &report)
    }
  }

  /// Reads documents until the text or the batch is full; returns how much of the text is done with.
  private mutating func documents(
    of text: borrowing Span<UInt8>, isLast: Bool, at places: inout TextPlaces, into builder: inout BatchBuilder,
    report: inout ReadReport
  ) -> Int {
    var position = 0
    if resync != nil {
      guard let resumed = resync?.walk(text, from: 0) else { return text.count }
      resync = nil
      position = resumed
    }
    while !builder.isFull || builder.count == 0 {
      switch framing.next(text, from: position, isLast: isLast) {
      case .document(let start):
        guard let end = document(text, start, isLast: isLast, at: &places, into: &builder, report: &report) else {
          return start
        }
        position = end
      case .stray(let range, let reason):
        if !reason.isEmpty {
          report.skip(reason, at: places.place(of: range.lowerBound, in: text), "\(range.count) bytes")
        }
        position = range.upperBound
      case .passedOver(let range):
        report.repair(
          "envelope-member", at: places.place(of: range.lowerBound, in: text), "\(range.count) bytes beside the events")
        position = range.upperBound
      case .more(let start):
        guard isLast || text.count - start > options.maximumRecordSize else { return start }
        if start < text.count { report.skip("truncated-text", at: places.place(of: start, in: text)) }
        return text.count
      }
    }
    return position
  }

  /// Reads the document at `start`; returns where it ends, or `nil` when its end is not in the text yet.
  private mutating func document(
    _ text: borrowing Span<UInt8>, _ start: Int, isLast: Bool, at places: inout TextPlaces,
    into builder: inout BatchBuilder, report: inout ReadReport
  ) -> Int? {
    var position = start
    do throws(JSONError) {
      try parser.parse(text, at: &position, into: &builder)
    } catch {
      builder.abandonRow()
      if error.reason == .endOfText, !isLast, text.count - start <= options.maximumRecordSize { return nil }
      let isLarge = error.reason == .endOfText && !isLast
      report.skip(
        isLarge ? "oversized-record" : error.reason == .endOfText ? "truncated-record" : "malformed-json",
        at: places.place(of: start, in: text),
        "\(error.reason.rawValue) at byte \(places.offset + UInt64(error.offset))")
      return skip(text, brokenAt: start)
    }
    guard position - start <= options.maximumRecordSize else {
      builder.abandonRow()
      report.skip("oversized-record", at: places.place(of: start, in: text), "\(position - start) bytes")
      return position
    }
    let place = places.place(of: start, in: text)
    let source = ByteRange(offset: start, count: position - start)
    let shape = shaper.shape(of: builder)
    if shape == .osqueryBatch || shape == .osquerySnapshot {
      osqueryLists.split(text, into: &builder, at: place, source: source, shaper: &shaper, report: &report)
    } else {
      shaper.finish(&builder, shape: shape, at: place, report: &report)
      builder.endRow(at: place, source: source)
    }
    return position
  }

  private mutating func skip(_ text: borrowing Span<UInt8>, brokenAt start: Int) -> Int {
    var lineStart = start
    while lineStart > 0, text[lineStart - 1] == 0x20 || text[lineStart - 1] == 0x09 { lineStart -= 1 }
    var walk = JSONResync(indentation: start - lineStart)
    if let resumed = walk.walk(text, from: start) { return resumed }
    resync = walk
    return text.count
  }
}
