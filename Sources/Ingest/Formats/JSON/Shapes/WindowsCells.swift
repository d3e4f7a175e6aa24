import ECS

/// Brings the values of Windows records to the form that all Windows sources share: numbers of the System element as
/// integers, keywords as a hexadecimal string, named and numbered event data.
struct WindowsCells: Sendable {
  /// What is done with a field.
  private enum Role: UInt8, Sendable {
    case none, number, provider, computer, keywords, eventType, data, dataName, dataText
  }

  private static let keywords = FieldID.named("winlog.keywords")
  private static let rawKeywords = FieldID.named("nxlog.Keywords")
  private static let rawEventType = FieldID.named("nxlog.EventType")
  private static let provider = FieldID.named("winlog.provider_name")
  private static let dataSource = FieldID.named("winlog.event_data.Source")
  private static let computer = FieldID.named("winlog.computer_name")
  private static let collector = FieldID.named("logstash.host")
  private static let names: [(Role, [String])] = [
    (
      .number,
      [
        "winlog.event_id", "winlog.version", "winlog.level", "winlog.task", "winlog.opcode", "winlog.record_id",
        "winlog.process.pid", "winlog.process.thread.id", "winlog.event_qualifiers",
      ]
    ),
    (.provider, ["winlog.provider_name"]), (.computer, ["winlog.computer_name"]), (.keywords, ["winlog.keywords"]),
    (.eventType, ["winlog.event_data.EventType"]), (.data, ["winlog.event_data.Data"]),
    (.dataName, ["@Name", "#attributes.Name", "_Name", "Name"].map { "winlog.event_data.Data.\($0)" }),
    (.dataText, ["#text", "$t", "_", "text"].map { "winlog.event_data.Data.\($0)" }),
  ]
  /// What NXLog calls the type of an event; Sysmon has event data of the same name with other values.
  private static let logTypes: [StaticString] = [
    "INFO", "AUDIT_SUCCESS", "AUDIT_FAILURE", "ERROR", "WARNING", "VERBOSE", "CRITICAL", "DEBUG",
  ]
  private static let parameters = (1...64).map { FieldID.named("winlog.event_data.param\($0)") }

  private var roles: [Role] = []

  init() {
    for (role, names) in Self.names {
      for field in names.map(FieldID.named) {
        while roles.count <= field.index { roles.append(.none) }
        roles[field.index] = role
      }
    }
  }

  private func role(_ field: FieldID) -> Role { field.index < roles.count ? roles[field.index] : .none }

  /// Reworks the current row.
  func apply(to builder: inout BatchBuilder, shape: RecordShape) {
    var hasProvider = false
    var hasComputer = false
    var dataCount = 0
    for index in 0..<builder.rowCellCount {
      let cell = builder[rowCell: index]
      let role = role(cell.field)
      if role == .none || cell.kind == .null { continue }
      switch role {
      case .provider: hasProvider = true
      case .computer: hasComputer = true
      case .number where cell.kind == .string: Self.makeNumber(at: index, &builder)
      case .eventType where cell.kind == .string && Self.isLogType(cell, builder):
        builder[rowCell: index].field = Self.rawEventType
      case .keywords where cell.kind == .int:
        builder[rowCell: index].field = Self.rawKeywords
        let text = "0x" + String(UInt64(bitPattern: cell.int), radix: 16)
        builder.append(Self.keywords, string: text, flags: [.plain, .mapped])
      case .data where shape == .evtxDump && cell.kind != .json && !cell.flags.contains(.derived):
        guard dataCount < Self.parameters.count else { continue }
        builder[rowCell: index].field = Self.parameters[dataCount]
        builder[rowCell: index].flags.remove(.list)
        dataCount += 1
      default: break
      }
    }
    if !hasProvider, let index = builder.rowIndex(of: Self.dataSource) {
      builder[rowCell: index].field = Self.provider
    }
    if !hasComputer, let index = builder.rowIndex(of: Self.collector) {
      builder.append(builder[rowCell: index].mapped(to: Self.computer))
    }
    if shape == .evtxDump { nameData(&builder) }
  }

  private static func isLogType(_ cell: Cell, _ builder: borrowing BatchBuilder) -> Bool {
    builder.withBytes(of: cell) { text in
      for type in logTypes where text.equals(type) { return true }
      return false
    }
  }

  private static func makeNumber(at index: Int, _ builder: inout BatchBuilder) {
    let cell = builder[rowCell: index]
    guard let value = builder.withBytes(of: cell, { text in TimeText.digits(text) }) else { return }
    builder[rowCell: index].kind = .int
    builder[rowCell: index].flags.remove(.plain)
    builder[rowCell: index].bits = UInt64(bitPattern: value)
  }

  /// `"Data":[{"@Name":"Image","#text":"…"}]`: the list is kept, and each pair also becomes a field of that name.
  private func nameData(_ builder: inout BatchBuilder) {
    var name: Cell?
    for index in 0..<builder.rowCellCount {
      let cell = builder[rowCell: index]
      guard cell.flags.contains(.derived), cell.kind != .null else { continue }
      let role = role(cell.field)
      if role == .dataName {
        name = cell
      } else if role == .dataText || role == .data, let key = name {
        name = nil
        guard let field = FieldTable.shared.intern("winlog.event_data.\(builder.string(of: key))") else { continue }
        var copy = cell.mapped(to: field)
        copy.flags.remove(.derived)
        builder.append(copy)
      }
    }
  }
}
