import ECS

/// Finds an event's time in the fields where its source keeps it.
struct EventTime: Sendable {
  /// How a time is written.
  enum Form: Sendable {
    /// Anything `TimeText` reads; a number is an epoch in the unit that its size suggests.
    case text
    /// Text without a zone, in the zone that `ReaderOptions.assumedZone` names.
    case local
    /// Seconds, milliseconds, microseconds or nanoseconds since 1970, as a number or digits.
    case seconds, milliseconds, microseconds, nanoseconds
    /// 100 ns ticks since 1601.
    case fileTime
  }

  /// A field that may hold the time.
  struct Source: Sendable {
    var field: String
    var form: Form

    init(_ field: String, _ form: Form) {
      self.field = field
      self.form = form
    }
  }

  /// Names under which records of no known shape keep their time.
  static let commonNames: [Source] = [
    "timestamp", "Timestamp", "TimeStamp", "time", "Time", "_time", "ts", "eventTime", "EventTime", "event_time",
    "TimeGenerated", "TimeCreated", "time_created", "created_at", "createdAt", "datetime", "date", "Date", "published",
    "CreationTime", "createdDateTime", "activityDateTime", "start_time", "startTime", "log_time", "unixTime",
    "timestamp_ms", "p_event_time",
  ].map { Source($0, .text) }

  private let sources: [(field: FieldID, form: Form)]
  private let zone: Int64

  init(_ sources: [Source], zone: Int) {
    self.sources = sources.map { (FieldID.named($0.field), $0.form) }
    self.zone = Int64(zone)
  }

  /// Adds `@timestamp` to the current row when it has none and a source has a time.
  func apply(to builder: inout BatchBuilder) {
    guard !sources.isEmpty, builder.rowIndex(of: .timestamp) == nil else { return }
    for source in sources {
      guard let index = builder.rowIndex(of: source.field) else { continue }
      guard let time = time(in: builder[rowCell: index], source.form, builder) else { continue }
      builder.append(.timestamp, date: time, flags: .mapped)
      return
    }
  }

  private func time(in cell: Cell, _ form: Form, _ builder: borrowing BatchBuilder) -> Timestamp? {
    switch cell.kind {
    case .date: return cell.date
    case .int: return number(cell.int, form)
    case .string, .numeral:
      return builder.withBytes(of: cell) { text in
        switch form {
        case .text: return TimeText.parse(text)
        case .local:
          guard let time = TimeText.parse(text) else { return nil }
          return Timestamp(
            seconds: time.seconds &- zone, nanoseconds: time.nanoseconds &- time.seconds &* 1_000_000_000)
        default:
          if let digits = TimeText.digits(text) { return number(digits, form) }
          return form == .seconds ? TimeText.decimalSeconds(text) : nil
        }
      }
    default: return nil
    }
  }

  private func number(_ value: Int64, _ form: Form) -> Timestamp? {
    switch form {
    case .text, .local: TimeText.epoch(value)
    case .seconds: Timestamp(seconds: value)
    case .milliseconds: Self.scaled(value, 1_000_000)
    case .microseconds: Self.scaled(value, 1_000)
    case .nanoseconds: Timestamp(nanoseconds: value)
    case .fileTime: value < 0 ? nil : Timestamp(fileTime: UInt64(value))
    }
  }

  private static func scaled(_ value: Int64, _ factor: Int64) -> Timestamp? {
    let (result, overflow) = value.multipliedReportingOverflow(by: factor)
    return overflow ? nil : Timestamp(nanoseconds: result)
  }
}
