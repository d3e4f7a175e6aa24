import ECS

/// Moves over a text input for a reader: decodes it, hands over as much as fits a batch, and goes on behind what the
/// reader is done with, or with more text where a record did not fit.
struct TextWindow {
  /// Reads records of a text into the builder and returns how many bytes are done with; none asks for more text. Told
  /// that the text is the last, it must come to its end in some number of calls.
  typealias Records = (
    _ text: borrowing Span<UInt8>, _ isLast: Bool, _ places: inout TextPlaces, _ builder: inout BatchBuilder,
    _ report: inout ReadReport
  ) -> Int

  /// Bytes of text fetched at a time.
  let size: Int
  private var source = TextSource()
  private var places = TextPlaces()

  init(size: Int) { self.size = size }

  /// Reads an input to its end; each look through the window becomes a batch.
  mutating func slide(
    over input: inout InputBuffer, origin: EventOrigin, limits: BatchBuilder.Limits, report: inout ReadReport,
    into sink: (EventBatch) throws -> Void, records: Records
  ) throws {
    let startOffset = input.offset
    var text: [UInt8] = []
    var wanted = size
    var isLast = false
    var hasMoved = false
    var builder = BatchBuilder(origin: origin, limits: limits)
    while true {
      // Of a live stream the rest is looked at first: what it holds may be whole.
      if !isLast, !(input.isLive && hasMoved && !text.isEmpty) {
        isLast = try source.fill(&text, to: wanted, from: &input)
      }
      builder.load(text: text)
      let used = records(text.span, isLast, &places, &builder, &report)
      hasMoved = used > 0
      places.drop(used, of: text.span)
      report.records += UInt64(builder.count)
      let rest = used == text.count ? [] : Array(text[used...])
      if builder.count > 0 {
        try sink(builder.finish())
      } else {
        builder = BatchBuilder(origin: origin, limits: limits)
      }
      text = rest
      if isLast, text.isEmpty {
        report.bytes += input.offset - startOffset
        return
      }
      // A record that did not fit is tried again with twice the text.
      wanted = used > 0 ? max(size, rest.count + size / 2) : max(size, rest.count * 2)
    }
  }
}

/// Knows where in the whole (decoded) text the bytes of a window stand.
struct TextPlaces {
  /// The offset of the window's first byte.
  private(set) var offset: UInt64 = 0
  private var lines = LineCounter()

  /// Offset and line of a position in the window. Positions are asked for in order.
  mutating func place(of position: Int, in text: borrowing Span<UInt8>) -> RecordPosition {
    RecordPosition(offset: offset + UInt64(position), record: lines.advance(to: position, in: text))
  }

  /// The window goes on behind its first `count` bytes.
  fileprivate mutating func drop(_ count: Int, of text: borrowing Span<UInt8>) {
    lines.drop(count, of: text)
    offset += UInt64(count)
  }
}
