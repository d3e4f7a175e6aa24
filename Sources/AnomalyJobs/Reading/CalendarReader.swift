import ECS
import Learning

/// Reads calendars and filters, which jobs refer to.
enum CalendarReader {
  /// The events of a calendar, or a single event.
  static func events(_ value: ModelValue) throws(ModelError) -> [ScheduledEvent] {
    guard let list = value.optional("events") else {
      return value.optional("start_time") == nil ? [] : [try event(value)]
    }
    var result: [ScheduledEvent] = []
    for element in try list.elements() { result.append(try event(element)) }
    return result
  }

  private static func event(_ value: ModelValue) throws(ModelError) -> ScheduledEvent {
    try value.allow([
      "description", "start_time", "end_time", "calendar_id", "event_id", "skip_result", "skip_model_update",
      "force_time_shift",
    ])
    if let shift = value.optional("force_time_shift"), !shift.isNull {
      throw ModelError("shifting the time of a model is not supported", at: shift.path)
    }
    let start = try time(value.field("start_time"))
    let end = try time(value.field("end_time"))
    guard start < end else { throw ModelError("the event ends before it begins", at: value.path) }
    var event = ScheduledEvent(
      description: try value.optional("description")?.string() ?? "", start: start, end: end)
    event.skipsResult = try value.optional("skip_result")?.boolean() ?? true
    event.skipsUpdate = try value.optional("skip_model_update")?.boolean() ?? true
    return event
  }

  /// Seconds since 1970 of a time in milliseconds or in ISO 8601.
  private static func time(_ value: ModelValue) throws(ModelError) -> Int64 {
    guard value.isText else { return Int64(try value.integer(in: 0...(1 << 52))) / 1_000 }
    let text = try value.string()
    if let number = Int64(text) { return number / 1_000 }
    guard let time = Timestamp(iso8601: text) else { throw ModelError("'\(text)' is no time", at: value.path) }
    return time.seconds
  }

  /// A filter's identifier and items.
  static func filter(_ value: ModelValue) throws(ModelError) -> (id: String, items: Set<String>) {
    try value.allow(["filter_id", "description", "items", "used_by"])
    return (try value.field("filter_id").string(), Set(try value.field("items").strings()))
  }
}
