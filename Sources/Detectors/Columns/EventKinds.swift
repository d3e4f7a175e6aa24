import ECS

/// Which rows are process starts, logons and so on, by the ECS categorization fields and the codes of Windows events.
struct EventKinds {
  /// What `EventKinds` reads.
  static let fields: [FieldID] = [.eventCategory, .eventType, .eventAction, .eventOutcome, .eventCode]

  private let category: CodeSets
  private let type: CodeSets
  private let action: CodeSets
  private let outcome: CodeSets
  private let code: CodeSets

  init(_ columns: ColumnSet) {
    category = CodeSets(columns.keywords(.eventCategory), ["process"], ["authentication", "session"])
    type = CodeSets(columns.keywords(.eventType), ["start"], ["admin"])
    action = CodeSets(
      columns.keywords(.eventAction), ["fork"], ["service-installed"], ["scheduled-task-created", "task-created"])
    outcome = CodeSets(columns.keywords(.eventOutcome), ["failure"])
    code = CodeSets(columns.keywords(.eventCode), ["7045", "4697"], ["4698", "106"], ["4648"])
  }

  /// A program begins to run. A fork alone runs nothing new.
  func isProcessStart(_ row: Int) -> Bool {
    category.has(0, row) && type.has(0, row) && !action.has(0, row)
  }

  /// A logon that succeeded. Windows reports beside it the privileges of the new session (4672, type `admin`) and, on
  /// the machine it was started from, the use of other credentials (4648); these are not logons of their own.
  func isLogon(_ row: Int) -> Bool {
    category.has(1, row) && type.has(0, row) && !outcome.has(0, row) && !type.has(1, row) && !code.has(2, row)
  }

  /// A service was installed: System 7045, Security 4697.
  func isServiceInstallation(_ row: Int) -> Bool { code.has(0, row) || action.has(1, row) }

  /// A scheduled task was registered: Security 4698, TaskScheduler 106.
  func isTaskCreation(_ row: Int) -> Bool { code.has(1, row) || action.has(2, row) }
}

/// Sets of values of one column, as codes of the batch.
private struct CodeSets {
  private let column: KeywordColumn?
  /// Bit i of an entry says whether the value with that code is in set i.
  private var membership: [UInt8] = []

  init(_ column: KeywordColumn?, _ sets: Set<String>...) {
    self.column = column
    guard let column else { return }
    membership = [0]
    for code in 0..<column.distinctCount {
      let value = column.string(of: UInt32(code + 1)).lowercased()
      var bits: UInt8 = 0
      for (index, set) in sets.enumerated() where set.contains(value) { bits |= 1 &<< UInt8(index) }
      membership.append(bits)
    }
  }

  /// Whether a value of the row is in set `index`.
  func has(_ index: UInt8, _ row: Int) -> Bool {
    guard let column else { return false }
    let bit: UInt8 = 1 &<< index
    if membership[Int(column.codes[row])] & bit != 0 { return true }
    return column.hasLists && column.allCodes(ofRow: row).contains { membership[Int($0)] & bit != 0 }
  }
}
