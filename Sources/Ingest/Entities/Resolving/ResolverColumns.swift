import ECS

/// The columns of one batch as entity resolution reads them; texts are made once for each distinct value.
struct ResolverColumns {
  private struct Texts {
    var column: KeywordColumn
    var made: [String?]
  }

  private var texts: [Texts] = []
  /// For each field number the index in `texts` plus one.
  private var slots: [UInt8] = []
  private let pid: ScalarColumn<Int64>?
  private let parentPID: ScalarColumn<Int64>?
  private let scriptPart: ScalarColumn<Int64>?
  private let scriptTotal: ScalarColumn<Int64>?
  private let timestamp: ScalarColumn<Int64>?
  private let start: ScalarColumn<Int64>?
  private let source: ScalarColumn<IPAddress>?
  private let isProcess: [Bool]
  private let isAuthentication: [Bool]
  private let isStart: [Bool]
  private let isEnd: [Bool]
  private let isForwarded: [Bool]

  init(_ batch: EventBatch) {
    let columns = ColumnSet(batch, ResolverFields.selection)
    for field in ResolverFields.selection.fields {
      guard let column = columns.keywords(field) else { continue }
      while slots.count <= field.index { slots.append(0) }
      texts.append(Texts(column: column, made: Array(repeating: nil, count: column.distinctCount + 1)))
      slots[field.index] = UInt8(truncatingIfNeeded: texts.count)
    }
    pid = columns.integers(.processPid)
    parentPID = columns.integers(.processParentPid)
    scriptPart = columns.integers(ResolverFields.scriptPart)
    scriptTotal = columns.integers(ResolverFields.scriptTotal)
    timestamp = columns.dates(.timestamp)
    start = columns.dates(.processStart)
    source = columns.addresses(.sourceIp)
    isProcess = Self.matches(columns, .eventCategory, "process")
    isAuthentication = Self.matches(columns, .eventCategory, "authentication")
    isStart = Self.matches(columns, .eventType, "start")
    isEnd = Self.matches(columns, .eventType, "end")
    isForwarded = Self.matches(columns, .tags, "forwarded")
  }

  /// For each code of a field whether its value is `word`.
  private static func matches(_ columns: ColumnSet, _ field: FieldID, _ word: String) -> [Bool] {
    guard let column = columns.keywords(field) else { return [] }
    return [false] + (0..<column.distinctCount).map { column.string(of: UInt32($0 + 1)) == word }
  }

  // MARK: Texts

  /// The first value of a keyword field.
  mutating func text(_ field: FieldID, _ row: Int) -> String? {
    let slot = Int(slots[field.index]) - 1
    let code = texts[slot].column.codes[row]
    if code == KeywordColumn.missing { return nil }
    if let made = texts[slot].made[Int(code)] { return made }
    let text = texts[slot].column.string(of: code)
    texts[slot].made[Int(code)] = text
    return text
  }

  /// The code of the first value; equal codes mean equal values.
  func code(_ field: FieldID, _ row: Int) -> UInt32 { texts[Int(slots[field.index]) - 1].column.codes[row] }

  func has(_ field: FieldID, _ row: Int) -> Bool { code(field, row) != KeywordColumn.missing }

  // MARK: Numbers, times, addresses

  func processID(_ row: Int) -> Int64? { pid?[row] }

  func parentProcessID(_ row: Int) -> Int64? { parentPID?[row] }

  /// Which part of a script block the event has, and of how many, when there are several.
  func scriptPlace(_ row: Int) -> (part: Int, total: Int)? {
    guard let total = scriptTotal?[row], total > 1, let part = scriptPart?[row], let total = Int(exactly: total),
      let part = Int(exactly: part)
    else { return nil }
    return (part, total)
  }

  /// Nanoseconds since 1970.
  func time(_ row: Int) -> Int64? { timestamp?[row] }

  func processStart(_ row: Int) -> Int64? { start?[row] }

  func sourceAddress(_ row: Int) -> String? { source?[row]?.description }

  // MARK: What happened

  func isProcessStart(_ row: Int) -> Bool {
    some(.eventCategory, row, isProcess) && some(.eventType, row, isStart) && !some(.eventType, row, isEnd)
  }

  func isProcessEnd(_ row: Int) -> Bool { some(.eventCategory, row, isProcess) && some(.eventType, row, isEnd) }

  /// Whether the event comes from elsewhere than from the machine of its agent.
  func isForwarded(_ row: Int) -> Bool { some(.tags, row, isForwarded) }

  func isLogon(_ row: Int) -> Bool { some(.eventCategory, row, isAuthentication) && some(.eventType, row, isStart) }

  private func some(_ field: FieldID, _ row: Int, _ table: [Bool]) -> Bool {
    let slot = Int(slots[field.index]) - 1
    if !texts[slot].column.hasLists { return table[Int(texts[slot].column.codes[row])] }
    return texts[slot].column.allCodes(ofRow: row).contains { table[Int($0)] }
  }
}
