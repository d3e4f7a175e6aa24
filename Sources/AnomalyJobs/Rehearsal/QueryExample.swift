public import Learning

/// What an event has that a datafeed's query finds: for each field the values that it may have.
///
/// Read from the parts of a query that must hold; of alternatives the first field counts, with all values that it may have.
/// What must not hold is left out but for fields that must be missing. So an example may fail the query (`Rehearsal` runs it).
public struct QueryExample: Sendable, Hashable {
  /// The values that a field may have; an empty list: any.
  public private(set) var values: [String: [String]] = [:]
  /// Fields that an event must not have.
  public private(set) var absent: Set<String> = []

  /// What any event has.
  public init() {}

  /// What events have that a query finds.
  public init(_ query: ModelValue) throws(ModelError) { try require(query) }

  private mutating func require(_ query: ModelValue) throws(ModelError) {
    for (kind, body) in try query.members() {
      switch kind {
      case "bool":
        for clause in try Self.clauses(body, "filter") + Self.clauses(body, "must") { try require(clause) }
        try requireOne(of: Self.clauses(body, "should"))
        for clause in try Self.clauses(body, "must_not") {
          if let field = clause.optional("exists")?.optional("field") { absent.insert(Self.plain(try field.string())) }
        }
      case "constant_score": if let filter = body.optional("filter") { try require(filter) }
      case "exists": add(try body.field("field").string(), [])
      case "term", "match", "match_phrase", "terms", "wildcard", "prefix":
        for (field, value) in try body.members() where field != "boost" {
          add(field, try Self.texts(value).map { kind == "wildcard" ? Self.fitting($0) : $0 })
        }
      default: break
      }
    }
  }

  /// The field of the first alternative with the values of all alternatives of that field alone.
  private mutating func requireOne(of clauses: [ModelValue]) throws(ModelError) {
    guard let first = clauses.first else { return }
    var example = try QueryExample(first)
    if example.values.count == 1, let field = example.values.keys.first {
      for clause in clauses.dropFirst() {
        let other = try QueryExample(clause)
        guard other.values.count == 1, let values = other.values[field] else { continue }
        example.values[field, default: []] += values
      }
    }
    for (field, values) in example.values { add(field, values) }
  }

  private mutating func add(_ field: String, _ values: [String]) {
    let name = Self.plain(field)
    guard self.values[name]?.isEmpty ?? true else { return }
    self.values[name] = values
  }

  /// A list of clauses, or a single one.
  private static func clauses(_ body: ModelValue, _ part: String) throws(ModelError) -> [ModelValue] {
    guard let value = body.optional(part) else { return [] }
    return value.isList ? try value.elements() : [value]
  }

  /// A value, those of a list, or that inside `{"query": …}` and `{"value": …}`.
  private static func texts(_ value: ModelValue) throws(ModelError) -> [String] {
    if value.isList {
      var result: [String] = []
      for element in try value.elements() { result += try texts(element) }
      return result
    }
    if value.isObject {
      guard let inner = value.optional("query") ?? value.optional("value") ?? value.optional("wildcard") else {
        return []
      }
      return try texts(inner)
    }
    if value.isText { return [try value.string()] }
    if value.isBoolean { return [try value.boolean() ? "true" : "false"] }
    let number = try value.number()
    return [Int64(exactly: number).map { "\($0)" } ?? "\(number)"]
  }

  /// A text that a wildcard pattern finds: nothing for each `*`, a letter for `?`, and what a backslash escapes.
  private static func fitting(_ pattern: String) -> String {
    var result = ""
    var isEscaped = false
    for character in pattern {
      if isEscaped || (character != "*" && character != "?" && character != "\\") {
        result.append(character)
        isEscaped = false
      } else if character == "?" {
        result.append("x")
      } else {
        isEscaped = character == "\\"
      }
    }
    return result
  }

  private static func plain(_ name: String) -> String {
    for ending in [".keyword", ".text", ".caseless"] where name.hasSuffix(ending) && name.count > ending.count {
      return String(name.dropLast(ending.count))
    }
    return name
  }
}
