import ECS

/// The columns of one batch as entity resolution reads them; texts are made once for each distinct value.
struct ResolverColumns {
  private struct Texts {
    var column: KeywordColumn
    var made: [String?]
  }

  private let columns: ColumnSet
  private var texts: [FieldID: Texts] = [:]
  private let isProcess: [Bool]
  private let isAuthentication: [Bool]
  private let isStart: [Bool]
  private let isEnd: [Bool]

  init(_ batch: EventBatch) {
    columns = ColumnSet(batch, ResolverFields.selection)
    let matches = { (columns: ColumnSet, field: FieldID, word: String) -> [Bool] in
      guard let column = columns.keywords(field) else { return [] }
      return [false] + (0..<column.distinctCount).map { column.string(of: UInt32($0 + 1)) == word }
    }
    isProcess = matches(columns, .eventCategory, "process")
    isAuthentication = matches(columns, .eventCategory, "authentication")
    isStart = matches(columns, .eventType, "start")
    isEnd = matches(columns, .eventType, "end")
  }

  /// The first value of a keyword field.
  mutating func text(_ field: FieldID, _ row: Int) -> String? {
    if texts[field] == nil, let column = columns.keywords(field) {
      texts[field] = Texts(column: column, made: Array(repeating: nil, count: column.distinctCount + 1))
    }
    guard let code = texts[field]?.column.codes[row], code != KeywordColumn.missing else { return nil }
    if let made = texts[field]?.made[Int(code)] { return made }
    let text = texts[field]?.column.string(of: code) ?? ""
    texts[field]?.made[Int(code)] = text
    return text
  }

  /// The code of the first value; equal codes mean equal values.
  func code(_ field: FieldID, _ row: Int) -> UInt32 { columns.keywords(field)?.codes[row] ?? 0 }

  func has(_ field: FieldID, _ row: Int) -> Bool { code(field, row) != KeywordColumn.missing }

  func integer(_ field: FieldID, _ row: Int) -> Int64? { columns.integers(field)?[row] }

  func time(_ field: FieldID, _ row: Int) -> Int64? { columns.dates(field)?[row] }

  func address(_ field: FieldID, _ row: Int) -> String? { columns.addresses(field)?[row]?.description }

  func isProcessStart(_ row: Int) -> Bool {
    some(.eventCategory, row, isProcess) && some(.eventType, row, isStart) && !some(.eventType, row, isEnd)
  }

  func isProcessEnd(_ row: Int) -> Bool { some(.eventCategory, row, isProcess) && some(.eventType, row, isEnd) }

  func isLogon(_ row: Int) -> Bool { some(.eventCategory, row, isAuthentication) && some(.eventType, row, isStart) }

  private func some(_ field: FieldID, _ row: Int, _ table: [Bool]) -> Bool {
    guard let column = columns.keywords(field) else { return false }
    if !column.hasLists { return table[Int(column.codes[row])] }
    return column.allCodes(ofRow: row).contains { table[Int($0)] }
  }
}
