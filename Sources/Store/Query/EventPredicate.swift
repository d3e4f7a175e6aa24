public import ECS

/// A condition on events. A field with several values meets a condition when one of them does; a field without a value
/// meets none.
public indirect enum EventPredicate: Sendable, Hashable {
  /// Every event.
  case all
  /// A value equal to the text. Addresses are compared as addresses, numbers and dates as numbers and dates.
  case equals(FieldID, String)
  /// A value among the texts.
  case isOneOf(FieldID, Set<String>)
  /// A value that contains the text. ASCII letters match in either case when case is ignored.
  case contains(FieldID, String, ignoringCase: Bool)
  /// A value that matches a pattern in which `*` stands for any text and `?` for any one byte, as in KQL.
  case matches(FieldID, String, ignoringCase: Bool)
  /// A number, or a date in nanoseconds since 1970, in a range that includes both ends.
  case between(FieldID, Int64, Int64)
  /// Any value.
  case exists(FieldID)
  case and([EventPredicate])
  case or([EventPredicate])
  case not(EventPredicate)
}
