import ECS

/// Writes the cells of a syslog line.
struct SyslogEventWriter {
  private var values: [(field: FieldID, range: Range<Int>)] = []
  private static let structuredData = FieldID.named("syslog.structured_data")
  private static let repeats = FieldID.named("syslog.repeats")

  /// The header: `log.syslog.*`.
  func header(_ text: borrowing Span<UInt8>, _ header: SyslogHeader, into builder: inout BatchBuilder) {
    if let priority = header.priority {
      // RFC 5424 §6.2.1: eight times the facility, plus the severity.
      builder.append(.logSyslogPriority, int: Int64(priority))
      builder.append(.logSyslogFacilityCode, int: Int64(priority / 8), flags: .mapped)
      builder.append(.logSyslogSeverityCode, int: Int64(priority % 8), flags: .mapped)
    }
    if let version = header.version { builder.append(.logSyslogVersion, string: String(version)) }
    string(text, header.host, .logSyslogHostname, &builder)
    string(text, header.program, .logSyslogAppname, &builder)
    string(text, header.process, .logSyslogProcid, &builder)
    string(text, header.messageID, .logSyslogMsgid, &builder)
    string(text, header.structuredData, Self.structuredData, &builder)
  }

  /// The message.
  func message(_ text: borrowing Span<UInt8>, _ range: Range<Int>, into builder: inout BatchBuilder) {
    string(text, range, .message, &builder)
  }

  /// `event.action` and the values of a message whose form is known, for the mapping table.
  mutating func values(_ text: borrowing Span<UInt8>, _ header: SyslogHeader, into builder: inout BatchBuilder) {
    guard let program = header.program else { return }
    var message = header.message
    if text.starts(with: "message repeated ", at: message.lowerBound), message.upperBound > message.lowerBound,
      text[message.upperBound - 1] == UInt8(ascii: "]"),
      let open = text.extracting(message).firstRange(of: " times: [ ")
    {
      let count = message.lowerBound + 17..<message.lowerBound + open.lowerBound
      if let number = DecimalText.integer(text.extracting(count)) {
        builder.append(Self.repeats, int: number, flags: .mapped)
      }
      message = message.lowerBound + open.upperBound..<message.upperBound - 1
    }
    // OpenSSH marks what happens before a login succeeded.
    if message.count > 10, text.starts(with: " [preauth]", at: message.upperBound - 10) {
      message = message.lowerBound..<message.upperBound - 10
    }
    // sudo pads the user's name.
    while message.count > 1, text[message.lowerBound] == 0x20 {
      message = message.lowerBound + 1..<message.upperBound
    }
    let name = program.count <= 32 ? text.extracting(program).text() : ""
    guard let action = SyslogGrammar.shared.match(program: name, text, message, into: &values) else { return }
    builder.append(.eventAction, string: action, flags: .mapped)
    for value in values where !value.range.isEmpty {
      let last = builder.rowCellCount
      string(text, value.range, value.field, &builder)
      if builder.rowCellCount > last { builder[rowCell: last].flags.formUnion([.mapped, .derived]) }
    }
  }

  /// A range of the loaded text as it is, or a repaired copy.
  private func string(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>?, _ field: FieldID, _ builder: inout BatchBuilder
  ) {
    guard let range else { return }
    let value = text.extracting(range)
    guard UTF8Text.isValid(value) else { return builder.append(field, repairing: value) }
    let flags: Cell.Flags = JSONText.isPlain(value) ? .plain : []
    let bytes = ByteRange(offset: range.lowerBound, count: range.count)
    builder.append(Cell(field: field, kind: .string, flags: flags, range: bytes))
  }
}
