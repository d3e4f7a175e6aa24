public import ECS

/// Reads Windows events as XML: exports of `wevtutil`, `Get-WinEvent` and Event Viewer, Splunk's `_raw`, or just event
/// elements one after the other, in UTF-8 or UTF-16.
///
/// Fields are those of the EVTX reader. The text around event elements is passed over.
public struct WindowsXMLReader: EventReader {
  /// The format's identifier.
  public static let format = "windows.xml"

  private let options: ReaderOptions
  private var source = TextSource()
  private var writer = EventXMLWriter()
  private var normalizer = NormalizerState()
  private let table: TableID?
  /// Text that was fetched and not read yet, and what came before it.
  private var text: [UInt8] = []
  private var offset: UInt64 = 0
  private var line: UInt64 = 1

  /// A reader for one input.
  public init(options: ReaderOptions) {
    self.options = options
    table = options.normalizes ? Normalizer.shared.table("windows") : nil
  }

  /// How sure the reader is of an input with these first bytes, 0 … 100.
  public static func confidence(in prefix: borrowing Span<UInt8>) -> Int {
    let detected = TextEncoding.detect(prefix)
    guard case .utf16(let bigEndian) = detected.encoding else {
      return confidence(utf8: prefix.extracting(detected.markLength..<prefix.count))
    }
    var narrow: [UInt8] = []
    var index = detected.markLength + (bigEndian ? 1 : 0)
    while index < prefix.count {
      narrow.append(prefix[index])
      index += 2
    }
    return confidence(utf8: narrow.span)
  }

  private static func confidence(utf8 prefix: borrowing Span<UInt8>) -> Int {
    guard let start = EventXMLFraming.nextStart(prefix, from: 0),
      prefix.firstRange(of: "<System", from: start) != nil
        || prefix.firstRange(of: "schemas.microsoft.com/win/2004/08/events/event", from: start) != nil
    else { return 0 }
    var first = 0
    while first < prefix.count, prefix[first] <= 0x20 { first += 1 }
    let isXML =
      prefix.starts(with: "<?xml", at: first) || prefix.starts(with: "<Event", at: first)
      || prefix.starts(with: "<!--", at: first)
    // Elements within something else: a table, a log. Readers of those are asked first.
    return isXML ? 96 : 60
  }

  /// Reads the input to its end.
  public mutating func read(
    _ input: inout InputBuffer, origin: EventOrigin, report: inout ReadReport, into sink: (EventBatch) throws -> Void
  ) throws {
    var builder = BatchBuilder(origin: origin, limits: options.limits)
    var wanted = 1 << 20
    while true {
      let isEnd = try source.fill(&text, to: wanted, from: &input)
      let used = events(&builder, &report, isEnd: isEnd)
      let batch = builder.finish()
      if !batch.isEmpty { try sink(batch) }
      advance(used, &report)
      if used > 0 { wanted = 1 << 20 } else if isEnd { break } else { wanted = text.count * 2 }
      if text.count > options.maximumRecordSize, used == 0 { skipOversized(&report) }
    }
  }

  /// Reads the events that are complete, one batch at most, and returns how much of the text is done with.
  private mutating func events(_ builder: inout BatchBuilder, _ report: inout ReadReport, isEnd: Bool) -> Int {
    let bytes = text
    let span = bytes.span
    builder.load(text: bytes)
    var done = 0
    var counted = 0
    var line = line
    // At least one event, however small a batch may be: the text alone can be larger than its limit.
    while builder.count == 0 || !builder.isFull {
      guard let start = EventXMLFraming.nextStart(span, from: done) else {
        // The beginning of an element may stand at the very end.
        return isEnd ? span.count : max(done, span.count - 16)
      }
      line += Self.newlines(span, counted..<start)
      counted = start
      let position = RecordPosition(offset: offset + UInt64(start), record: line)
      guard let end = EventXMLFraming.nextEnd(span, from: start) else {
        guard isEnd else { return start }
        let next = EventXMLFraming.nextStart(span, from: start + 6)
        report.skip("truncated-event", at: position, "the input ends inside an <Event>")
        done = next ?? span.count
        if next == nil { return done }
        continue
      }
      done = event(span, start..<end, position, &builder, &report)
    }
    return done
  }

  /// Reads one event. Returns where to look for the next.
  private mutating func event(
    _ span: borrowing Span<UInt8>, _ range: Range<Int>, _ position: RecordPosition, _ builder: inout BatchBuilder,
    _ report: inout ReadReport
  ) -> Int {
    do throws(XMLError) {
      let quoting = EventXMLFraming.quoting(span, range)
      if quoting == .none {
        writer.pointsIntoText = true
        _ = try writer.write(span, range, into: &builder)
      } else {
        var plain: [UInt8] = []
        EventXMLFraming.appendUnquoted(span, range, quoting, to: &plain)
        writer.pointsIntoText = false
        _ = try writer.write(plain.span, 0..<plain.count, into: &builder)
      }
    } catch {
      builder.abandonRow()
      report.skip("malformed-event", at: position, error.description)
      // The next event may begin inside what was taken for this one.
      let next = EventXMLFraming.nextStart(span, from: range.lowerBound + 6)
      return min(next ?? range.upperBound, range.upperBound)
    }
    if builder.rowCellCount == 0 {
      report.skip("empty-event", at: position, "an <Event> without content")
      return range.upperBound
    }
    if let table { normalizer.apply(table, to: &builder) }
    report.records += 1
    builder.endRow(at: position, source: ByteRange(offset: range.lowerBound, count: range.count))
    return range.upperBound
  }

  private mutating func advance(_ count: Int, _ report: inout ReadReport) {
    line += Self.newlines(text.span, 0..<count)
    offset += UInt64(count)
    report.bytes += UInt64(count)
    if count == text.count { text = [] } else { text.removeFirst(count) }
  }

  private mutating func skipOversized(_ report: inout ReadReport) {
    let position = RecordPosition(offset: offset, record: line)
    report.skip("oversized-event", at: position, "no end within \(options.maximumRecordSize) bytes")
    let next = EventXMLFraming.nextStart(text.span, from: 6) ?? text.count
    advance(next, &report)
  }

  private static func newlines(_ span: borrowing Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    var count: UInt64 = 0
    var index = range.lowerBound
    while let hit = span.firstIndex(of: 0x0A, from: index, to: range.upperBound) {
      count += 1
      index = hit + 1
    }
    return count
  }
}
