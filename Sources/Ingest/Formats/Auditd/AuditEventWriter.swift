import ECS

/// Writes the cells of one audit event.
///
/// Every value of the records is kept: those of the record that names the event and of its system call as
/// `auditd.data.*`, paths as the list `auditd.paths`, the arguments of a program as `auditd.execve.args`, a socket's
/// address as `auditd.data.socket.*`. A value that another record of the event has under the same key is written once if
/// it is the same, and as `auditd.<record type>.<key>` if it is not.
struct AuditEventWriter {
  private var parser = AuditFieldParser()
  private var names = FieldNameCache(prefix: "auditd.data.")
  private var otherNames: [AuditRecordType: FieldNameCache] = [:]
  private var scratch: [UInt8] = []
  private var paths = AuditPathList()
  private var arguments = AuditArguments()
  private var identity = AuditIdentity()
  private var processes = AuditProcesses()

  /// Appends the cells of an event to the current row. Without `normalizes` those of the source only.
  mutating func write(_ event: borrowing AuditEvent, normalizes: Bool, into builder: inout BatchBuilder) {
    guard let naming = event.naming else { return }
    builder.append(.timestamp, date: event.time)
    builder.append(AuditFieldID.messageType, string: event.records[naming].type.name)
    builder.append(AuditFieldID.sequence, unsigned: event.serial)
    if !event.node.isEmpty { text(event.node.span, AuditFieldID.node, &builder) }
    paths.clear()
    arguments.clear()
    record(event, naming, &builder)
    for index in event.records.indices where index != naming { record(event, index, &builder) }
    paths.write(into: &builder)
    arguments.write(into: &builder, normalizes: normalizes)
    guard normalizes else { return }
    paths.writeFile(into: &builder)
    identity.write(event.records[naming].type, into: &builder)
    processes.write(event, into: &builder)
  }

  private mutating func record(_ event: borrowing AuditEvent, _ index: Int, _ builder: inout BatchBuilder) {
    let record = event.records[index]
    let text = event.bytes.span
    parser.parse(text, record.body)
    switch record.type.number {
    case AuditRecordType.path: paths.add(text, parser)
    case AuditRecordType.execve: arguments.add(text, parser)
    case AuditRecordType.sockaddr: socket(text, &builder)
    case AuditRecordType.processTitle: title(text, &builder)
    default: fields(text, record.type, &builder)
    }
  }

  private mutating func fields(
    _ text: borrowing Span<UInt8>, _ type: AuditRecordType, _ builder: inout BatchBuilder
  ) {
    var architecture = ""
    for field in parser.fields {
      let key = text.extracting(field.key)
      guard let name = name(text, field) else {
        overflow(key, text.extracting(field.value), &builder)
        continue
      }
      if key.equals("arch") {
        architecture = self.architecture(text, field, name, &builder)
      } else if key.equals("key") {
        keys(text, field, name, &builder)
      } else {
        value(text, field, name, architecture, &builder)
        dropRepeated(name, key, type, &builder)
      }
    }
    words(text, &builder)
  }

  private mutating func name(_ text: borrowing Span<UInt8>, _ field: AuditField) -> FieldID? {
    guard let qualifier = field.qualifier else { return names.field(text.extracting(field.key)) }
    let name = Array("\(text.extracting(qualifier).text())-\(text.extracting(field.key).text())".utf8)
    return names.field(name.span)
  }

  /// Two records of an event often say the same; the cell appended last goes if an earlier one is equal to it, and gets
  /// its record's name if an earlier one differs.
  private mutating func dropRepeated(
    _ name: FieldID, _ key: borrowing Span<UInt8>, _ type: AuditRecordType, _ builder: inout BatchBuilder
  ) {
    let last = builder.rowCellCount - 1
    guard last > 0, builder[rowCell: last].field == name, let first = builder.rowIndex(of: name), first < last else {
      return
    }
    if builder.string(of: builder[rowCell: first]) == builder.string(of: builder[rowCell: last]) {
      builder[rowCell: last].kind = .null
      builder[rowCell: last].flags = .derived
      return
    }
    if otherNames.count > 512 { otherNames = [:] }
    let other = otherNames[type, default: FieldNameCache(prefix: "auditd.\(type.name.filter { $0 != "." }).")].field(
      key)
    if let other { builder[rowCell: last].field = other }
  }

  private mutating func value(
    _ text: borrowing Span<UInt8>, _ field: AuditField, _ name: FieldID, _ architecture: String,
    _ builder: inout BatchBuilder
  ) {
    let key = text.extracting(field.key)
    let value = text.extracting(field.value)
    if field.form == .bare {
      if AuditValue.isEncodedText(key), decode(value, isName: key.equals("acct") || key.equals("unit")) {
        return self.text(scratch.span, name, &builder)
      }
      if key.equals("syscall"), let number = DecimalText.integer(value),
        let known = AuditNumbers.syscall(Int(number), architecture: architecture)
      {
        return builder.append(name, string: known)
      }
      if key.equals("exit"), let number = DecimalText.integer(value), number < 0, number > -4_096,
        let known = AuditNumbers.error(Int(-number))
      {
        return builder.append(name, string: known)
      }
      if key.equals("sig"), let number = DecimalText.integer(value), let known = AuditNumbers.signal(Int(number)) {
        return builder.append(name, string: known)
      }
      if value.equals("4294967295") || value.equals("-1"), AuditValue.isIdentity(key) {
        return builder.append(name, string: "unset")
      }
    }
    self.text(value, name, &builder)
  }

  private mutating func architecture(
    _ text: borrowing Span<UInt8>, _ field: AuditField, _ name: FieldID, _ builder: inout BatchBuilder
  ) -> String {
    let value = text.extracting(field.value)
    let known = HexText.number(value).flatMap { AuditNumbers.architecture($0) }
    self.text(value, name, &builder)
    guard let known else { return value.text() }
    let last = builder.rowCellCount - 1
    let start = builder.beginString()
    builder.appendBytes(known.utf8)
    builder[rowCell: last] = Cell(field: name, kind: .string, flags: .plain, range: builder.range(from: start))
    return known
  }

  /// A rule's keys are separated by the byte 1, which makes the whole value hexadecimal.
  private mutating func keys(
    _ text: borrowing Span<UInt8>, _ field: AuditField, _ name: FieldID, _ builder: inout BatchBuilder
  ) {
    let value = text.extracting(field.value)
    guard field.form == .bare, decode(value, isName: false) else { return self.text(value, name, &builder) }
    let bytes = scratch
    var start = 0
    while true {
      let end = bytes.span.firstIndex(of: 1, from: start) ?? bytes.count
      self.text(bytes.span.extracting(start..<end), name, &builder, flags: end < bytes.count || start > 0 ? .list : [])
      guard end < bytes.count else { return }
      start = end + 1
    }
  }

  private mutating func title(_ text: borrowing Span<UInt8>, _ builder: inout BatchBuilder) {
    for field in parser.fields where text.extracting(field.key).equals("proctitle") {
      let value = text.extracting(field.value)
      if field.form == .bare, decode(value, isName: false) {
        while scratch.last == 0 { scratch.removeLast() }
        for index in scratch.indices where scratch[index] == 0 { scratch[index] = 0x20 }
        self.text(scratch.span, AuditFieldID.title, &builder)
      } else {
        self.text(value, AuditFieldID.title, &builder)
      }
    }
  }

  private mutating func socket(_ text: borrowing Span<UInt8>, _ builder: inout BatchBuilder) {
    for field in parser.fields where text.extracting(field.key).equals("saddr") {
      let value = text.extracting(field.value)
      self.text(value, AuditFieldID.socketRaw, &builder)
      scratch.removeAll(keepingCapacity: true)
      guard field.form == .bare, HexText.appendDecoded(value, to: &scratch), let address = SocketAddress(scratch.span)
      else { continue }
      builder.append(AuditFieldID.socketFamily, string: address.family)
      switch address {
      case .internet(let address, let port):
        builder.append(AuditFieldID.socketAddress, string: address.description)
        builder.append(AuditFieldID.socketPort, int: Int64(port))
      case .local(let path): self.text(path.span, AuditFieldID.socketPath, &builder)
      case .netlink, .other: break
      }
    }
  }

  /// Words outside fields; those of an access vector (`denied { read }`) have names.
  private mutating func words(_ text: borrowing Span<UInt8>, _ builder: inout BatchBuilder) {
    let words = parser.words
    guard !words.isEmpty else { return }
    if let open = words.firstIndex(where: { text.extracting($0).equals("{") }), open > 0,
      let close = words.firstIndex(where: { text.extracting($0).equals("}") }), close > open
    {
      self.text(text.extracting(words[open - 1]), AuditFieldID.result, &builder)
      for word in words[open + 1..<close] { self.text(text.extracting(word), AuditFieldID.permissions, &builder) }
      return
    }
    let start = builder.beginString()
    builder.withAppended { bytes in
      for (index, word) in words.enumerated() {
        if index > 0 { bytes.append(0x20) }
        UTF8Text.appendRepaired(text.extracting(word), to: &bytes)
      }
    }
    builder.endString(AuditFieldID.text, from: start)
  }

  /// Puts the text behind hexadecimal digits into `scratch`.
  private mutating func decode(_ value: borrowing Span<UInt8>, isName: Bool) -> Bool {
    guard AuditValue.isHexadecimal(value) else { return false }
    scratch.removeAll(keepingCapacity: true)
    guard HexText.appendDecoded(value, to: &scratch) else { return false }
    return !isName || AuditValue.needsEncoding(scratch.span)
  }

  private func text(
    _ value: borrowing Span<UInt8>, _ field: FieldID, _ builder: inout BatchBuilder, flags: Cell.Flags = []
  ) {
    builder.append(field, repairing: value, flags: flags)
  }

  private func overflow(_ key: borrowing Span<UInt8>, _ value: borrowing Span<UInt8>, _ builder: inout BatchBuilder) {
    var member: [UInt8] = []
    JSONText.appendQuoted(key.text(), to: &member)
    member.append(UInt8(ascii: ":"))
    JSONText.appendQuoted(value.text(), to: &member)
    let start = builder.beginString()
    builder.appendBytes(member)
    builder.endString(.overflow, from: start, kind: .json)
  }
}
