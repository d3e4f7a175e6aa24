import ECS

/// One step of a plan: take a value of the record, or a constant of the template, and make cells of a field of it.
struct PlanStep {
  enum Operation: UInt8 {
    /// Append the value in `slot` to `field`.
    case value
    /// Append the value in `slot` of a `<Data>` without a name, the `ordinal`-th in its `<EventData>`.
    case unnamedData
    /// Append the constant text.
    case constant
    /// Append the parts `start ..< start + count` joined.
    case joined
    /// Append the value in `slot` to the field whose name is the value in `nameSlot` below `winlog.event_data`.
    case dynamicName
    /// Run the template instance at the chunk offset `start`, which ends at `start + count`.
    case instance

    /// Whether the step's meaning changes when the value in its slot is binary XML.
    var usesSlot: Bool { self == .value || self == .unnamedData || self == .dynamicName }
  }

  var operation: Operation
  var conversion = SystemFields.Conversion.none
  /// Whether the text is that of a `<Data>` without a name.
  var isUnnamed = false
  /// Whether a null is left out instead of kept: attributes and `<System>`.
  var omitsNull = false
  var slot: UInt16 = 0
  /// The number of the role of elements inside the value.
  var role: UInt16 = 0
  /// The number of `<Data>` elements in front of this one; for a dynamic name, the slot of the name.
  var ordinal: UInt16 = 0
  var field = FieldID(rawValue: 0)
  /// A range of constants or parts, or of the chunk.
  var start: UInt32 = 0
  var count: UInt32 = 0

  var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// A part of joined text.
struct PlanPart {
  /// Whether the part is the value in `slot`; else it is constant text.
  var isSlot: Bool
  var slot: UInt16 = 0
  var start: UInt32 = 0
  var count: UInt32 = 0

  var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}
