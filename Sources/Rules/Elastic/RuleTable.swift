/// A table of a rule file with its place: keys are asked for with their type, and what is wrong is said with its place.
struct RuleTable: Sendable, Hashable {
  let table: TOMLTable
  let position: SourcePosition

  func error(_ key: String, _ message: String) -> Diagnostic {
    Diagnostic(table[key]?.position ?? position, message)
  }

  func has(_ key: String) -> Bool { table[key] != nil }

  func place(_ key: String) -> SourcePosition { table[key]?.position ?? position }

  /// A string; the default, or an error, where it is missing.
  func string(_ key: String, default: String? = nil) throws(Diagnostic) -> String {
    guard let value = table[key] else {
      guard let `default` else { throw error(key, "the key '\(key)' is missing") }
      return `default`
    }
    guard let string = value.string else { throw error(key, "'\(key)' must be a string, this is \(value.name)") }
    return string
  }

  func integer(_ key: String) throws(Diagnostic) -> Int64? {
    guard let value = table[key] else { return nil }
    switch value.kind {
    case .integer(let number): return number
    case .float(let number) where number == number.rounded() && abs(number) < 1e15: return Int64(number)
    default: throw error(key, "'\(key)' must be an integer, this is \(value.name)")
    }
  }

  func boolean(_ key: String) throws(Diagnostic) -> Bool {
    guard let value = table[key] else { return false }
    guard let boolean = value.boolean else {
      throw error(key, "'\(key)' must be true or false, this is \(value.name)")
    }
    return boolean
  }

  /// A list of strings; a single string is a list of one.
  func strings(_ key: String) throws(Diagnostic) -> [String] {
    guard let value = table[key] else { return [] }
    if let string = value.string { return [string] }
    guard let array = value.array else { throw error(key, "'\(key)' must be a list, this is \(value.name)") }
    var result: [String] = []
    for element in array {
      guard let string = element.string else {
        throw Diagnostic(element.position, "'\(key)' must hold strings, this is \(element.name)")
      }
      result.append(string)
    }
    return result
  }

  func table(_ key: String) throws(Diagnostic) -> RuleTable? {
    guard let value = table[key] else { return nil }
    guard let table = value.table else { throw error(key, "'\(key)' must be a table, this is \(value.name)") }
    return RuleTable(table: table, position: value.position)
  }

  /// A list of tables; a single table is a list of one.
  func tables(_ key: String) throws(Diagnostic) -> [RuleTable] {
    guard let value = table[key] else { return [] }
    if let table = value.table { return [RuleTable(table: table, position: value.position)] }
    guard let array = value.array else { throw error(key, "'\(key)' must be a list, this is \(value.name)") }
    var result: [RuleTable] = []
    for element in array {
      guard let table = element.table else {
        throw Diagnostic(element.position, "'\(key)' must hold tables, this is \(element.name)")
      }
      result.append(RuleTable(table: table, position: element.position))
    }
    return result
  }
}

extension TOMLValue {
  /// A scalar as a query would write it.
  var scalarText: String? {
    switch kind {
    case .string(let value), .date(let value): value
    case .integer(let value): String(value)
    case .float(let value): "\(value)"
    case .boolean(let value): value ? "true" : "false"
    case .array, .table: nil
    }
  }
}
