/// A mapping table as it was written: which entry serves an event, and what its lines say.
struct MappingTable: Sendable {
  /// Names the table; texts with one name are parts of one table.
  var name = ""
  /// The source fields whose values choose the entry; none, one or two.
  var keys: [String] = []
  /// Text values that count as missing.
  var missing: [String] = []
  /// Targets outside ECS that the table says it uses on purpose; a trailing `*` stands for anything.
  var extensions: [String] = []
  /// How source fields are renamed before anything else, in order; the first that fits a field counts.
  var renames: [RenameDirective] = []
  /// Lines for every event, before its entry is looked for.
  var before: [MappingLine] = []
  /// Lines for every event, before its entry.
  var always: [MappingLine] = []
  /// Lines for events with certain key values.
  var entries: [MappingEntry] = []
  /// Lines for events without an entry.
  var fallback: [MappingLine] = []
  /// Lines for every event, after its entry.
  var finally: [MappingLine] = []
}

/// The lines for some key values.
struct MappingEntry: Sendable {
  /// Each a list as long as the table's keys; `*` as the last value stands for any.
  var keys: [[String]]
  var lines: [MappingLine]
}

/// One line: what is written where.
struct MappingLine: Sendable {
  /// Where a value comes from.
  enum Source: Sendable, Hashable {
    case field(String)
    case literal(String)
  }

  /// What the line does.
  enum Action: Sendable {
    case constants([String])
    /// Several sources are joined into one text; all must be there.
    case value([Source], [TransformCall])
  }

  /// What happens when the target has a value already.
  enum Mode: UInt8, Sendable {
    /// It stays as it is.
    case keep
    /// It is replaced.
    case replace
    /// The new value stands beside it unless it is the same.
    case add
  }

  /// What an event must have for the line to apply.
  struct Condition: Sendable, Hashable {
    /// A source field.
    var field: String
    /// The values that count, integers and text without regard to case; none: any that is not missing.
    var values: [String] = []
    /// Whether the line applies when the field has none of the values.
    var isNegated = false
  }

  var number: Int
  var targets: [String]
  var mode: Mode
  var action: Action
  var condition: Condition?
}

/// One step of a chain.
struct TransformCall: Sendable, Hashable {
  var name: TransformName
  var arguments: [String] = []
}

/// Rewrites the names of source fields.
struct RenameDirective: Sendable, Hashable {
  enum Effect: Sendable, Hashable {
    case keep
    case drop
    /// `*` in the target stands for what the `*` of the pattern matched.
    case rename(String)
  }

  /// A field name, or one with a single `*`.
  var pattern: String
  var effect: Effect

  /// What a name becomes: `nil` when the directive does not fit it, an empty string when it is dropped.
  func result(for path: String) -> String? {
    guard let part = matched(path) else { return nil }
    switch effect {
    case .keep: return path
    case .drop: return ""
    case .rename(let target):
      guard let star = target.firstIndex(of: "*") else { return target }
      return String(target[..<star]) + String(part) + String(target[target.index(after: star)...])
    }
  }

  private func matched(_ path: String) -> Substring? {
    guard let star = pattern.firstIndex(of: "*") else { return path == pattern ? Substring() : nil }
    let head = pattern[..<star]
    let tail = pattern[pattern.index(after: star)...]
    guard path.utf8.count >= head.utf8.count + tail.utf8.count, path.hasPrefix(head), path.hasSuffix(tail) else {
      return nil
    }
    return path.dropFirst(head.count).dropLast(tail.count)
  }
}
