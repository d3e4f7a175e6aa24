import ECS

/// One simulated event before it becomes cells, and the truth about it.
struct SimulatedEvent {
  /// A field's value.
  enum Value {
    case string(String)
    case strings([String])
    case int(Int64)
    case bool(Bool)
  }

  /// Nanoseconds since 1970.
  var time: Int64
  var host: Int
  var fields: [(FieldID, Value)]
  /// What it really is; `nil` for ordinary life.
  var truth: Truth?

  /// Sets or adds a field.
  mutating func set(_ field: FieldID, _ value: String) { fields.append((field, .string(value))) }
}

/// The truth about a malicious event.
public struct Truth: Sendable, Hashable {
  /// Which attack it belongs to.
  public var campaign: String
  /// The step of the attack, from 1.
  public var step: Int
  /// ATT&CK technique and tactic.
  public var technique: String
  /// The tactic's identifier.
  public var tactic: String
}

/// The truth about one event of the output.
public struct TruthRecord: Sendable, Hashable {
  /// `event.id` of the event.
  public var eventID: String
  /// Nanoseconds since 1970.
  public var time: Int64
  /// The host's name.
  public var host: String
  /// What it is.
  public var truth: Truth
}
