public import ECS
import Glibc

/// Reads system logs: RFC 5424, and the older form in files (`auth.log`, `secure`, `messages`, `syslog`).
///
/// Every line is an event with its message and header (`log.syslog.*`). Messages of login programs, `sudo`, cron,
/// account tools and systemd become authentication, session, process and account events. Messages of Sysmon for Linux,
/// which are XML, become the events that they are.
public struct SyslogReader: EventReader {
  /// The format's identifier.
  public static let format = "syslog"

  private let options: ReaderOptions
  private var years: YearInference
  private var writer = SyslogEventWriter()
  private var sysmon = LinuxSysmonMessage()
  private var normalizer = NormalizerState()

  /// A reader for one input.
  public init(options: ReaderOptions) {
    self.options = options
    var now = timespec()
    // The call fills the structure it is given.
    _ = unsafe clock_gettime(CLOCK_REALTIME, &now)
    years = YearInference(
      assumedYear: options.assumedYear, zone: options.assumedZone,
      now: Timestamp(seconds: Int64(now.tv_sec)) ?? Timestamp(nanoseconds: 0))
  }

  /// How sure the reader is of an input with these first bytes, 0 … 100.
  public static func confidence(in prefix: borrowing Span<UInt8>) -> Int {
    var lines = 0
    var hits = 0
    var start = 0
    while start < prefix.count, lines < 50 {
      guard let end = prefix.firstIndex(of: 0x0A, from: start) ?? (lines == 0 ? prefix.count : nil) else { break }
      if end > start {
        lines += 1
        let header = SyslogHeader(prefix, start..<end)
        if header?.version != nil || (header?.time != nil && header?.program != nil) { hits += 1 }
      }
      start = end + 1
    }
    return lines > 0 && hits * 10 >= lines * 6 ? 80 : 0
  }

  /// Reads the input to its end.
  public mutating func read(
    _ input: inout InputBuffer, origin: EventOrigin, report: inout ReadReport, into sink: (EventBatch) throws -> Void
  ) throws {
    var blocks = LineBlocks(options: options)
    var builder = BatchBuilder(origin: origin, limits: options.limits)
    while let block = try blocks.next(from: &input, report: &report) {
      builder.load(text: block.bytes)
      let text = block.bytes.span
      var lines = LineCursor(block)
      while let line = lines.next(in: text) {
        if !line.range.isEmpty { take(text, line.range, line.position, &builder, &report) }
      }
      let batch = builder.finish()
      if !batch.isEmpty { try sink(batch) }
    }
  }

  private mutating func take(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>, _ position: RecordPosition, _ builder: inout BatchBuilder,
    _ report: inout ReadReport
  ) {
    let source = ByteRange(offset: range.lowerBound, count: range.count)
    report.records += 1
    guard let header = SyslogHeader(text, range, zone: options.assumedZone) else {
      report.repair("missing-header", at: position, "the line has neither a time nor a priority; kept as a message")
      writer.message(text, range, into: &builder)
      return builder.endRow(at: position, source: source)
    }
    let time = header.time.flatMap { years.resolve($0) }
    if time == nil { report.repair("missing-time", at: position, "the line has no time that exists") }
    if let time { builder.append(.timestamp, date: time) }
    writer.header(text, header, into: &builder)
    if sysmon.isEvent(text, header) {
      if let fault = sysmon.write(text, header.message, normalizes: options.normalizes, into: &builder) {
        report.repair("malformed-xml", at: position, fault)
        writer.message(text, header.message, into: &builder)
      }
      return builder.endRow(at: position, source: source)
    }
    writer.message(text, header.message, into: &builder)
    if options.normalizes {
      writer.values(text, header, into: &builder)
      normalizer.apply("syslog", to: &builder)
    }
    builder.endRow(at: position, source: source)
  }
}
