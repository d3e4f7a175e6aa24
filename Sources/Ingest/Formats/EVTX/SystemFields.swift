import ECS

/// The fields of the elements and attributes of `<System>`.
///
/// Source: the Event schema (winmeta.xml, "SystemPropertiesType"); names as Elastic's Winlogbeat has them.
enum SystemFields {
  /// How a value is stored.
  enum Conversion: UInt8 {
    /// In the type that it has.
    case none
    /// As an integer, read from text where a forwarded record holds text.
    case integer
    /// As a time.
    case time
  }

  struct Target {
    var field: FieldID
    var conversion: Conversion
  }

  /// The target of an element's text (`EventID`) or of an attribute (`Provider@Name`).
  static func target(_ name: String) -> Target? { targets[name] }

  static let timeCreated = FieldID.named("winlog.time_created")

  private static let targets: [String: Target] = {
    func field(_ path: String, _ conversion: Conversion = .none) -> Target {
      Target(field: .named("winlog.\(path)"), conversion: conversion)
    }
    return [
      "Provider@Name": field("provider_name"),
      "Provider@Guid": field("provider_guid"),
      "Provider@EventSourceName": field("event_source_name"),
      "EventID": field("event_id", .integer),
      "EventID@Qualifiers": field("qualifiers", .integer),
      "Version": field("version", .integer),
      "Level": field("level", .integer),
      "Task": field("task", .integer),
      "Opcode": field("opcode", .integer),
      "Keywords": field("keywords"),
      "TimeCreated@SystemTime": field("time_created", .time),
      "EventRecordID": field("record_id", .integer),
      "Correlation@ActivityID": field("activity_id"),
      "Correlation@RelatedActivityID": field("related_activity_id"),
      "Execution@ProcessID": field("process.pid", .integer),
      "Execution@ThreadID": field("process.thread.id", .integer),
      "Execution@ProcessorID": field("process.processor_id", .integer),
      "Execution@SessionID": field("process.session_id", .integer),
      "Execution@KernelTime": field("process.kernel_time", .integer),
      "Execution@UserTime": field("process.user_time", .integer),
      "Execution@ProcessorTime": field("process.processor_time", .integer),
      "Channel": field("channel"),
      "Computer": field("computer_name"),
      "Security@UserID": field("user.identifier"),
    ]
  }()
}
