import ECS

/// Brings the values of Windows records to the form that all Windows sources share: numbers of the System element as
/// integers, keywords as a hexadecimal string, named and numbered event data.
enum WindowsCells {
  private static let numbers: [FieldID] = [
    "winlog.event_id", "winlog.version", "winlog.level", "winlog.task", "winlog.opcode", "winlog.record_id",
    "winlog.process.pid", "winlog.process.thread.id", "winlog.event_qualifiers",
  ].map(FieldID.named)
  private static let keywords = FieldID.named("winlog.keywords")
  private static let rawKeywords = FieldID.named("nxlog.Keywords")
  private static let eventType = FieldID.named("winlog.event_data.EventType")
  private static let rawEventType = FieldID.named("nxlog.EventType")
  private static let provider = FieldID.named("winlog.provider_name")
  private static let dataSource = FieldID.named("winlog.event_data.Source")
  private static let computer = FieldID.named("winlog.computer_name")
  private static let collector = FieldID.named("logstash.host")
  private static let data = FieldID.named("winlog.event_data.Data")
  private static let dataNames = ["@Name", "#attributes.Name", "_Name", "Name"].map {
    FieldID.named("winlog.event_data.Data.\($0)")
  }
  private static let dataTexts = ["#text", "$t", "_", "text"].map { FieldID.named("winlog.event_data.Data.\($0)") }
  /// What NXLog calls the type of an event; Sysmon has event data of the same name with other values.
  private static let logTypes: [StaticString] = [
    "INFO", "AUDIT_SUCCESS", "AUDIT_FAILURE", "ERROR", "WARNING", "VERBOSE", "CRITICAL", "DEBUG",
  ]
  private static let parameters = (1...64).map { FieldID.named("winlog.event_data.param\($0)") }

  /// Reworks the current row.
  static func apply(to builder: inout BatchBuilder, shape: RecordShape) {
    var hasProvider = false
    var hasComputer = false
    var dataCount = 0
    for index in 0..<builder.rowCellCount {
      let cell = builder[rowCell: index]
      if cell.kind == .null { continue }
      if cell.field == provider { hasProvider = true }
      if cell.field == computer { hasComputer = true }
      if cell.kind == .string {
        if cell.field == eventType, isLogType(cell, builder) {
          builder[rowCell: index].field = rawEventType
        } else if numbers.contains(cell.field) {
          makeNumber(at: index, &builder)
        }
      } else if cell.field == keywords, cell.kind == .int {
        builder[rowCell: index].field = rawKeywords
        builder.append(
          keywords, string: "0x" + String(UInt64(bitPattern: cell.int), radix: 16), flags: [.plain, .mapped])
      }
      if shape == .evtxDump, cell.field == data, !cell.flags.contains(.derived), dataCount < parameters.count {
        builder[rowCell: index].field = parameters[dataCount]
        builder[rowCell: index].flags.remove(.list)
        dataCount += 1
      }
    }
    if !hasProvider, let index = builder.rowIndex(of: dataSource) { builder[rowCell: index].field = provider }
    if !hasComputer, let index = builder.rowIndex(of: collector) {
      builder.append(builder[rowCell: index].mapped(to: computer))
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
  private static func nameData(_ builder: inout BatchBuilder) {
    var name: Cell?
    for index in 0..<builder.rowCellCount {
      let cell = builder[rowCell: index]
      guard cell.flags.contains(.derived), cell.kind != .null else { continue }
      if dataNames.contains(cell.field) {
        name = cell
      } else if dataTexts.contains(cell.field), let key = name {
        name = nil
        guard let field = FieldTable.shared.intern("winlog.event_data.\(builder.string(of: key))") else { continue }
        var copy = cell.mapped(to: field)
        copy.flags.remove(.derived)
        builder.append(copy)
      }
    }
  }
}
