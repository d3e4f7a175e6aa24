public import ECS

/// Reads logs of the Linux audit system: raw, enriched, with `node=` or behind syslog headers; one event may be many
/// lines, interleaved with those of other events.
public struct AuditdReader: EventReader {
  /// The format's identifier.
  public static let format = "auditd"

  private let options: ReaderOptions
  private var assembler: AuditEventAssembler
  private var writer = AuditEventWriter()
  private var normalizer = NormalizerState()
  private var types: [[UInt8]: AuditRecordType] = [:]

  /// A reader for one input.
  public init(options: ReaderOptions) {
    self.options = options
    assembler = AuditEventAssembler(maximumEvent: options.maximumRecordSize)
  }

  /// How sure the reader is of an input with these first bytes, 0 … 100.
  public static func confidence(in prefix: borrowing Span<UInt8>) -> Int {
    var lines = 0
    var hits = 0
    var start = 0
    while start < prefix.count, lines < 50 {
      guard let end = prefix.firstIndex(of: 0x0A, from: start) ?? (lines == 0 ? prefix.count : nil) else { break }
      if end > start, !isMarker(prefix, start..<end) {
        lines += 1
        if AuditLine(prefix, start..<end) != nil { hits += 1 }
      }
      start = end + 1
    }
    // A syslog file may hold some audit records among other lines; it is read as syslog then.
    return lines > 0 && hits * 10 >= lines * 8 ? 95 : 0
  }

  /// Reads the input to its end.
  public mutating func read(
    _ input: inout InputBuffer, origin: EventOrigin, report: inout ReadReport, into sink: (EventBatch) throws -> Void
  ) throws {
    var blocks = LineBlocks(options: options)
    var builder = BatchBuilder(origin: origin, limits: options.limits)
    while let block = try blocks.next(from: &input, report: &report) {
      let text = block.bytes.span
      var lines = LineCursor(block)
      while let line = lines.next(in: text) {
        take(text, line.range, line.position, &builder, &report)
        // One line completes at most as many events as are pending; batches may be that much larger.
        if builder.isFull { try sink(builder.finish()) }
      }
    }
    var rest: [AuditEvent] = []
    assembler.finish { rest.append($0) }
    for event in rest {
      write(event, &builder, &report)
      if builder.isFull { try sink(builder.finish()) }
    }
    if builder.count > 0 { try sink(builder.finish()) }
  }

  private mutating func take(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>, _ position: RecordPosition, _ builder: inout BatchBuilder,
    _ report: inout ReadReport
  ) {
    if range.isEmpty || Self.isMarker(text, range) { return }
    guard let line = AuditLine(text, range) else {
      return report.skip("malformed-record", at: position, "no 'type=… msg=audit(time:serial)' in the line")
    }
    var complete: [AuditEvent] = []
    let kept = assembler.take(line, type(text, line.type), text, node: node(text, line), at: position) {
      complete.append($0)
    }
    if !kept { report.repair("oversized-event", at: position, "a record of an event that is too large was left out") }
    for event in complete { write(event, &builder, &report) }
  }

  private mutating func write(_ event: AuditEvent, _ builder: inout BatchBuilder, _ report: inout ReadReport) {
    writer.write(event, normalizes: options.normalizes, into: &builder)
    if options.normalizes { normalizer.apply("auditd", to: &builder) }
    report.records += 1
    builder.endRow(at: event.position)
  }

  private mutating func type(_ text: borrowing Span<UInt8>, _ range: Range<Int>) -> AuditRecordType {
    var name: [UInt8] = []
    for index in range { name.append(text[index]) }
    if let known = types[name] { return known }
    if types.count > 4_096 { types = [:] }
    let type = AuditRecordType.named(name.span.text())
    types[name] = type
    return type
  }

  /// The machine: the `node=` of the record, else the host of the syslog header in front of it.
  private func node(_ text: borrowing Span<UInt8>, _ line: AuditLine) -> [UInt8] {
    var range = line.node
    if range == nil, line.prefix.count > 16 { range = SyslogHeader(text, line.prefix)?.host }
    var node: [UInt8] = []
    if let range { for index in range { node.append(text[index]) } }
    return node
  }

  /// Lines that `ausearch` puts between events.
  private static func isMarker(_ text: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
    text.starts(with: "----", at: range.lowerBound) || text.starts(with: "time->", at: range.lowerBound)
  }
}
