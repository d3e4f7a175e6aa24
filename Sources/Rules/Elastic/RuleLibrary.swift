public import ECS

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What rules refer to: indicators of compromise, lists of exceptions, lists of values, and the time.
public struct RuleLibrary: Sendable {
  /// Documents of indicators (`threat.indicator.*`), as threat intelligence sources write them.
  public var indicators: [EventBatch] = []
  /// Exception items by the identifier of their list.
  public internal(set) var exceptions: [String: [ExceptionItem]] = [:]
  /// Lists of values by identifier.
  public var valueLists: [String: [String]] = [:]
  /// What `now` means in queries.
  public var now: Timestamp

  /// A library with nothing in it; `now` is the clock's time unless given.
  public init(now: Timestamp? = nil) { self.now = now ?? Self.clock }

  private static var clock: Timestamp {
    var time = timespec()
    // The call writes into `time` only.
    guard unsafe clock_gettime(CLOCK_REALTIME, &time) == 0 else { return Timestamp(nanoseconds: 0) }
    return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec)) ?? Timestamp(nanoseconds: 0)
  }

  /// Adds the items of an exported exception list, one JSON object a line; rules and other objects are passed over.
  public mutating func addExceptions(ndjson text: [UInt8]) throws(Diagnostic) {
    add(try ElasticExport.parse(text, path: ""))
  }

  /// Adds the exceptions of an export.
  public mutating func add(_ export: ElasticExport) {
    for (list, items) in export.exceptions { exceptions[list, default: []] += items }
  }

  /// Adds indicators: JSON documents, one a line.
  public mutating func addIndicators(ndjson text: [UInt8]) throws(Diagnostic) {
    var builder = BatchBuilder(origin: EventOrigin(path: "", format: "json"))
    builder.load(text: text)
    var parser = JSONDocumentParser()
    var index = 0
    while JSONCursor.peek(text.span, &index) != nil {
      do throws(JSONError) {
        try parser.parse(text.span, at: &index, into: &builder)
      } catch {
        let line = text[..<min(error.offset, text.count)].reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
        throw Diagnostic(SourcePosition(line: line, column: 1), error.reason.rawValue)
      }
      builder.endRow(at: RecordPosition(offset: 0, record: UInt64(builder.count + 1)))
    }
    indicators.append(builder.finish())
  }
}
