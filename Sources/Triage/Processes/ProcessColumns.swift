import ECS
import Evidence

/// What the rows of a batch say about processes.
struct ProcessColumns {
  /// The fields read.
  static let fields: [FieldID] = [
    .timestamp, .eventCategory, .eventType, .hostName, .userName, .userDomain, .processEntityId, .processName,
    .processExecutable, .processCommandLine, .processPid, .processStart, .processParentEntityId, .processParentName,
    .processParentExecutable, .processParentCommandLine, .processParentPid,
  ]

  private let columns: ColumnSet
  private let entities: EntityColumns
  private let processCode: UInt32?
  private let startCode: UInt32?

  init(_ columns: ColumnSet) {
    self.columns = columns
    entities = EntityColumns(columns)
    processCode = Self.code("process", columns.keywords(.eventCategory))
    startCode = Self.code("start", columns.keywords(.eventType))
  }

  /// Whether the event is the start of its process.
  func isStart(_ row: Int) -> Bool {
    Self.has(processCode, columns.keywords(.eventCategory), row)
      && Self.has(startCode, columns.keywords(.eventType), row)
  }

  /// The process of a row.
  func record(_ row: Int, isStart: Bool) -> ProcessTable.Record {
    ProcessTable.Record(
      parentID: id(.processParentEntityId, row), name: name(.processName, .processExecutable, row),
      executable: text(.processExecutable, row) ?? "",
      commandLine: text(.processCommandLine, row, ProcessTable.textLimit) ?? "",
      user: entities.userName(row: row) ?? "", host: entities.hostName(row: row) ?? "",
      pid: columns.integers(.processPid)?[row],
      start: columns.dates(.processStart)?[row] ?? (isStart ? columns.dates(.timestamp)?[row] : nil))
  }

  /// The parent that a row names.
  func parent(_ row: Int) -> (id: String, record: ProcessTable.Record)? {
    guard let id = id(.processParentEntityId, row) else { return nil }
    return (
      id,
      ProcessTable.Record(
        name: name(.processParentName, .processParentExecutable, row),
        executable: text(.processParentExecutable, row) ?? "",
        commandLine: text(.processParentCommandLine, row, ProcessTable.textLimit) ?? "",
        host: entities.hostName(row: row) ?? "",
        pid: columns.integers(.processParentPid)?[row])
    )
  }

  private func name(_ field: FieldID, _ path: FieldID, _ row: Int) -> String {
    if let name = text(field, row) { return name }
    return text(path, row).map { $0.split(whereSeparator: { $0 == "\\" || $0 == "/" }).last.map(String.init) ?? $0 }
      ?? ""
  }

  private func id(_ field: FieldID, _ row: Int) -> String? {
    guard let value = columns.keywords(field)?.string(ofRow: row), !value.isEmpty else { return nil }
    return EntityKey.identifier(value)
  }

  private func text(_ field: FieldID, _ row: Int, _ limit: Int = ProcessTable.textLimit / 2) -> String? {
    guard let value = columns.keywords(field)?.string(ofRow: row), !value.isEmpty else { return nil }
    return value.utf8.count <= limit ? value : String(decoding: value.utf8.prefix(limit), as: UTF8.self) + "…"
  }

  private static func code(_ value: String, _ column: KeywordColumn?) -> UInt32? {
    guard let column else { return nil }
    return (0..<UInt32(column.distinctCount)).first { column.string(of: $0 + 1) == value }.map { $0 + 1 }
  }

  private static func has(_ code: UInt32?, _ column: KeywordColumn?, _ row: Int) -> Bool {
    guard let code, let column else { return false }
    return column.codes[row] == code || (column.hasLists && column.allCodes(ofRow: row).contains(code))
  }
}
