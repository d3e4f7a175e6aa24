/// A value of a TOML document with its place.
struct TOMLValue: Sendable, Hashable {
  indirect enum Kind: Sendable, Hashable {
    case string(String)
    case integer(Int64)
    case float(Double)
    case boolean(Bool)
    /// Dates and times stay as they were written.
    case date(String)
    case array([TOMLValue])
    case table(TOMLTable)
  }

  var kind: Kind
  /// The first character of a string's content, or of the value.
  var position: SourcePosition

  var string: String? { if case .string(let value) = kind { value } else { nil } }
  var integer: Int64? { if case .integer(let value) = kind { value } else { nil } }
  var boolean: Bool? { if case .boolean(let value) = kind { value } else { nil } }
  var table: TOMLTable? { if case .table(let value) = kind { value } else { nil } }
  var array: [TOMLValue]? { if case .array(let value) = kind { value } else { nil } }

  var name: String {
    switch kind {
    case .string: "a string"
    case .integer, .float: "a number"
    case .boolean: "a boolean"
    case .date: "a date"
    case .array: "an array"
    case .table: "a table"
    }
  }
}

/// The keys and values of one table.
struct TOMLTable: Sendable, Hashable {
  private(set) var keys: [String] = []
  private var values: [String: TOMLValue] = [:]
  /// Whether the table was opened by a header of its own, or written inline, and may not be opened again.
  var isDefined = false
  /// Whether the table is complete: inline tables take no further keys.
  var isClosed = false

  subscript(key: String) -> TOMLValue? {
    get { values[key] }
    set {
      if values[key] == nil, newValue != nil { keys.append(key) }
      values[key] = newValue
    }
  }
}
