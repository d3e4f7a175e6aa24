import ECS

/// Evaluates a term on rows of columns. A field with several values makes a condition true if some choice of values does.
struct RowValues {
  /// Choices that are tried for a row with several multi-valued fields.
  static let maximumChoices = 1_024

  private let choices: [(field: FieldID, column: Column?)]
  private let lists: [(field: FieldID, column: Column?)]
  private let term: Term

  init(_ term: Term, _ columns: ColumnSet) {
    self.term = term
    let choices = term.choiceFields
    self.choices = choices.map { ($0, columns[$0]) }
    // Conditions that read whole lists are few.
    lists = term.readsLists ? term.fields.map { ($0, columns[$0]) } : []
  }

  func truth(row: Int) -> Bool? {
    var bindings = Bindings()
    for list in lists { bindings.lists.append((list.field, Self.present(list.column, row: row))) }
    return Self.truth(term, choices.map { ($0.field, Self.values($0.column, row: row)) }, &bindings)
  }

  /// The truth of a condition for the best choice of values of each field.
  static func truth(_ term: Term, _ lists: [(field: FieldID, values: [Value])], _ bindings: inout Bindings) -> Bool? {
    var result: Bool? = false
    var choice = [Int](repeating: 0, count: lists.count)
    for _ in 0..<maximumChoices {
      bindings.values.removeAll(keepingCapacity: true)
      for (index, list) in lists.enumerated() { bindings.values.append((list.field, list.values[choice[index]])) }
      let truth = Interpreter.truth(term, bindings)
      if truth == true { return true }
      if truth == nil { result = nil }
      guard advance(&choice, lists) else { break }
    }
    return result
  }

  /// What the term gives on a row; a list where it is a field with several values, and of other terms what it gives on the
  /// first values.
  func value(row: Int) -> Value {
    if case .field = term, let column = choices.first?.column {
      let values = Self.values(column, row: row)
      return values.count == 1 ? values[0] : .list(values)
    }
    var bindings = Bindings()
    for list in lists { bindings.lists.append((list.field, Self.present(list.column, row: row))) }
    for choice in choices { bindings.values.append((choice.field, Self.values(choice.column, row: row)[0])) }
    return Interpreter.value(term, bindings)
  }

  /// What a term gives on a row. Most that is captured of events is a field with one text.
  static func value(_ term: Term, _ columns: ColumnSet, row: Int) -> Value {
    if case .field(let field) = term, case .keyword(let column) = columns[field], !column.hasLists {
      let code = column.codes[row]
      return code == KeywordColumn.missing ? .null : .string(Array(column.bytes[column.range(of: code)]))
    }
    return RowValues(term, columns).value(row: row)
  }

  private static func advance(_ choice: inout [Int], _ lists: [(field: FieldID, values: [Value])]) -> Bool {
    for index in choice.indices {
      choice[index] += 1
      if choice[index] < lists[index].values.count { return true }
      choice[index] = 0
    }
    return false
  }

  /// All values of a row, or a single null.
  static func values(_ column: Column?, row: Int) -> [Value] {
    let values = present(column, row: row)
    return values.isEmpty ? [.null] : values
  }

  /// All values of a row.
  static func present(_ column: Column?, row: Int) -> [Value] {
    switch column {
    case nil: []
    case .keyword(let column): column.allCodes(ofRow: row).map { .string(Array(column.bytes[column.range(of: $0)])) }
    case .integer(let column): column.all(ofRow: row).map(Value.integer)
    case .double(let column): column.all(ofRow: row).map(Value.double)
    case .boolean(let column): column.all(ofRow: row).map(Value.boolean)
    case .date(let column): column.all(ofRow: row).map(Value.date)
    case .ip(let column): column.all(ofRow: row).map(Value.address)
    }
  }

  static func hasValue(_ column: Column, row: Int) -> Bool {
    switch column {
    case .keyword(let column): column.codes[row] != KeywordColumn.missing
    case .integer(let column): column.isPresent[row]
    case .double(let column): column.isPresent[row]
    case .boolean(let column): column.isPresent[row]
    case .date(let column): column.isPresent[row]
    case .ip(let column): column.isPresent[row]
    }
  }
}
