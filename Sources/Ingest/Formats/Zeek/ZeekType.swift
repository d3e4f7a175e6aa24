import ECS

/// The types of the values in a Zeek log, as its `#types` line names them.
///
/// Source: Zeek manual, "Types" and "Log Files"; the ASCII writer's rendering of each type.
enum ZeekType: Sendable {
  case boolean
  /// `count`, `int` and `port`.
  case integer
  /// `double` and `interval` (seconds).
  case number
  /// Seconds since 1970 with a fraction.
  case time
  /// Everything else: strings, addresses, subnets, enumerations.
  case text

  /// The type named by `name`, and whether values are lists of it (`set[…]`, `vector[…]`, `list[…]`).
  static func parse(_ name: String) -> (type: ZeekType, isList: Bool) {
    if let bracket = name.firstIndex(of: "["), name.hasSuffix("]") {
      return (scalar(String(name[name.index(after: bracket)...].dropLast())), true)
    }
    return (scalar(name), false)
  }

  private static func scalar(_ name: String) -> ZeekType {
    switch name {
    case "bool": .boolean
    case "count", "int", "port": .integer
    case "double", "interval": .number
    case "time": .time
    default: .text
    }
  }
}

/// What the header lines of a Zeek log say about the records behind them.
struct ZeekHeader: Sendable {
  /// One column of the log.
  struct Column: Sendable {
    var field: FieldID
    var type: ZeekType
    var isList: Bool
  }

  /// `#separator`: one byte between columns.
  var separator: UInt8 = 0x09
  /// `#set_separator`: one byte between elements of a list.
  var setSeparator: UInt8 = 0x2C
  /// `#empty_field`: how an empty string or list is written.
  var empty: [UInt8] = Array("(empty)".utf8)
  /// `#unset_field`: how a missing value is written.
  var unset: [UInt8] = [0x2D]
  /// `#path`: the kind of log.
  var path = ""
  /// `#fields`.
  var names: [String] = []
  /// `#types`.
  var types: [String] = []
  /// Fields and types together, once both are known.
  var columns: [Column] = []

  /// Joins names and types; false when they do not fit together or a name cannot be taken any more.
  mutating func resolve() -> Bool {
    columns = []
    guard !names.isEmpty, names.count == types.count else { return false }
    let prefix = "zeek.\(path.isEmpty ? "unknown" : path)."
    for (name, type) in zip(names, types) {
      guard let field = FieldTable.shared.intern(prefix + name) else { return false }
      let parsed = ZeekType.parse(type)
      columns.append(Column(field: field, type: parsed.type, isList: parsed.isList))
    }
    return true
  }
}
