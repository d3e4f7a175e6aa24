public import Detectors
public import ECS

/// An event written down in a test: a time and fields by path.
public struct ScriptedEvent: Sendable {
  /// Nanoseconds since 1970; `nil` for an event without a time.
  public var time: Int64?
  /// Values by field path; a value in several parts separated by `|` is a list.
  public var fields: [String: String]

  /// An event by its time in seconds after 2026-01-01 and its fields.
  public init(second: Double, _ fields: [String: String]) {
    time = Self.start + Int64(second * 1e9)
    self.fields = fields
  }

  /// An event by its exact time.
  public init(time: Int64?, _ fields: [String: String]) {
    self.time = time
    self.fields = fields
  }

  /// 2026-01-01T00:00:00Z.
  public static let start: Int64 = 1_767_225_600_000_000_000
}

/// Makes batches of scripted events.
public enum Script {
  /// Batches of at most `rows` events, in the order given.
  public static func batches(_ events: [ScriptedEvent], rows: Int = 1_000) -> [EventBatch] {
    var result: [EventBatch] = []
    var builder = BatchBuilder(origin: EventOrigin(path: "script", format: "test"))
    for (index, event) in events.enumerated() {
      if let time = event.time { builder.append(.timestamp, date: Timestamp(nanoseconds: time)) }
      for (path, value) in event.fields.sorted(by: { $0.key < $1.key }) {
        let field = FieldID.named(path)
        if path.hasPrefix("event.") {
          for part in value.split(separator: "|") { builder.append(field, string: String(part)) }
        } else {
          builder.append(field, string: value)
        }
      }
      builder.endRow(at: RecordPosition(offset: UInt64(index), record: UInt64(index + 1)))
      if builder.count >= rows { result.append(builder.finish()) }
    }
    if builder.count > 0 || result.isEmpty { result.append(builder.finish()) }
    return result
  }

  /// A batch as detectors see it.
  public static func observed(_ batch: EventBatch, _ fields: [FieldID]) -> ObservedBatch {
    var fingerprinter = Fingerprinter(key: (1, 2))
    let fingerprints = (0..<batch.count).map { fingerprinter.fingerprint(batch, row: $0) }
    return ObservedBatch(
      batch: batch, columns: ColumnSet(batch, FieldSelection(fields)), fingerprints: fingerprints)
  }
}
