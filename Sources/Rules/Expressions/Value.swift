import ECS

/// A value of an expression.
enum Value: Sendable, Hashable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case double(Double)
  /// UTF-8; compared byte by byte, as Elasticsearch compares keywords.
  case string([UInt8])
  case address(IPAddress)
  /// Nanoseconds since 1970.
  case date(Int64)
  /// Several values of one field, or an array.
  case list([Value])
  /// An object of an array, its members by name.
  case object([[UInt8]: Value])

  init(_ text: String) { self = .string(Array(text.utf8)) }

  var isNull: Bool { self == .null }

  /// The value as a number, if it is one.
  var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .double(let value): value
    default: nil
    }
  }

  /// The value as a keyword field would hold it.
  var text: [UInt8]? {
    switch self {
    case .null, .list, .object: nil
    case .boolean(let value): Array((value ? "true" : "false").utf8)
    case .integer(let value): Array(String(value).utf8)
    case .double(let value): Array("\(value)".utf8)
    case .string(let bytes): bytes
    case .address(let address): Array(address.description.utf8)
    case .date(let nanoseconds): Array(Timestamp(nanoseconds: nanoseconds).iso8601.utf8)
    }
  }

  /// Compares two values; `nil` when either is null or they have no order between them.
  static func compare(_ comparison: Comparison, _ left: Value, _ right: Value) -> Bool? {
    switch (left, right) {
    case (.string(let left), .string(let right)):
      if comparison == .equal { return left == right }
      if comparison == .notEqual { return left != right }
      return holds(comparison, left.lexicographicallyPrecedes(right), left == right)
    case (.integer(let left), .integer(let right)), (.date(let left), .date(let right)):
      return holds(comparison, left < right, left == right)
    case (.boolean(let left), .boolean(let right)):
      return holds(comparison, !left && right, left == right)
    case (.address(let left), .address(let right)):
      return holds(comparison, left < right, left == right)
    default:
      guard let left = left.number, let right = right.number else { return nil }
      return holds(comparison, left < right, left == right)
    }
  }

  private static func holds(_ comparison: Comparison, _ isLess: Bool, _ isEqual: Bool) -> Bool {
    switch comparison {
    case .equal: isEqual
    case .notEqual: !isEqual
    case .less: isLess
    case .lessOrEqual: isLess || isEqual
    case .greater: !isLess && !isEqual
    case .greaterOrEqual: !isLess
    }
  }
}

/// What is known of a value before an event is seen.
enum ValueType: String, Sendable {
  case boolean
  case number
  case string
  case date
  case address = "ip"
  case null
  /// Any of them.
  case unknown

  init(_ value: Value) {
    switch value {
    case .null: self = .null
    case .list, .object: self = .unknown
    case .boolean: self = .boolean
    case .integer, .double: self = .number
    case .string: self = .string
    case .address: self = .address
    case .date: self = .date
    }
  }

  init(_ field: FieldID) {
    switch field.type.family {
    case .keyword: self = .string
    case .integer, .double: self = .number
    case .boolean: self = .boolean
    case .date: self = .date
    case .ip: self = .address
    }
  }
}
