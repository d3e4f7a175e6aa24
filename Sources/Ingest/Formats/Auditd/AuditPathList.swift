import ECS

/// Collects the PATH records of an event: the files a system call names.
struct AuditPathList {
  private struct Entry {
    /// Key and decoded value of every field.
    var fields: [(key: [UInt8], value: [UInt8])] = []

    func value(_ key: StaticString) -> [UInt8]? {
      fields.first { $0.key.span.equals(key) }?.value
    }

    /// What the call did with the name: `NORMAL`, `PARENT`, `CREATE`, `DELETE` (the key differs between kernels).
    var kind: [UInt8] { value("nametype") ?? value("objtype") ?? [] }

    /// The name, unless the kernel could not tell it.
    var name: [UInt8]? {
      guard let name = value("name"), !name.span.equals("(null)"), !name.isEmpty else { return nil }
      return name
    }
  }

  private var entries: [Entry] = []
  private var names = FieldNameCache(prefix: "auditd.paths.")

  /// Forgets the event before.
  mutating func clear() { entries.removeAll(keepingCapacity: true) }

  /// Adds the record that `parser` holds.
  mutating func add(_ text: borrowing Span<UInt8>, _ parser: borrowing AuditFieldParser) {
    var entry = Entry()
    for field in parser.fields {
      let key = text.extracting(field.key)
      let value = text.extracting(field.value)
      var decoded: [UInt8] = []
      let isEncoded = field.form == .bare && AuditValue.isEncodedText(key) && AuditValue.isHexadecimal(value)
      if !isEncoded || !HexText.appendDecoded(value, to: &decoded) {
        for index in value.indices { decoded.append(value[index]) }
      }
      var repaired: [UInt8] = []
      UTF8Text.appendRepaired(decoded.span, to: &repaired)
      var name: [UInt8] = []
      for index in key.indices { name.append(key[index]) }
      entry.fields.append((name, repaired))
    }
    entries.append(entry)
  }

  /// Writes `auditd.paths` as a list of objects, and flattened beside it for queries.
  mutating func write(into builder: inout BatchBuilder) {
    guard !entries.isEmpty else { return }
    for entry in entries {
      for (key, value) in entry.fields {
        guard let field = names.field(key.span) else { continue }
        builder.append(field, utf8: value.span, flags: [.list, .derived])
      }
    }
    var json: [UInt8] = [UInt8(ascii: "[")]
    for (index, entry) in entries.enumerated() {
      json.append(contentsOf: index > 0 ? ",{".utf8 : "{".utf8)
      for (number, field) in entry.fields.enumerated() {
        if number > 0 { json.append(UInt8(ascii: ",")) }
        JSONText.appendQuoted(String(decoding: field.key, as: UTF8.self), to: &json)
        json.append(UInt8(ascii: ":"))
        JSONText.appendQuoted(String(decoding: field.value, as: UTF8.self), to: &json)
      }
      json.append(UInt8(ascii: "}"))
    }
    json.append(UInt8(ascii: "]"))
    let start = builder.beginString()
    builder.appendBytes(json)
    builder.endString(AuditFieldID.paths, from: start, kind: .json)
  }

  /// Writes `file.*` of the file that the event is about: the one created, else the one deleted, else the first that is
  /// not a parent directory. A rename names both: the old one is `file.Ext.original.path`, as Elastic Defend has it.
  func writeFile(into builder: inout BatchBuilder) {
    let created = entries.first { $0.kind.span.equals("CREATE") && $0.name != nil }
    let deleted = entries.first { $0.kind.span.equals("DELETE") && $0.name != nil }
    let ordinary =
      entries.first { !$0.kind.span.equals("PARENT") && $0.name != nil && $0.value("inode") != nil }
      ?? entries.first { !$0.kind.span.equals("PARENT") && $0.name != nil }
    guard let entry = created ?? deleted ?? ordinary ?? entries.first(where: { $0.name != nil }), let name = entry.name
    else { return }
    let path = absolute(name, builder)
    builder.append(.filePath, utf8: path.span, flags: .mapped)
    if created != nil, let old = deleted?.name {
      let original = absolute(old, builder)
      builder.append(Self.originalPath, utf8: original.span, flags: .mapped)
    }
    copy(entry.value("inode"), .fileInode, &builder)
    copy(entry.value("ouid"), .fileUid, &builder)
    copy(entry.value("ogid"), .fileGid, &builder)
    copy(entry.value("OUID"), .fileOwner, &builder)
    copy(entry.value("OGID"), .fileGroup, &builder)
    // The last four octal digits of a mode are its permissions.
    if let mode = entry.value("mode"), mode.allSatisfy({ (0x30...0x37).contains($0) }) {
      copy(Array(mode.suffix(4)), .fileMode, &builder)
    }
    if created != nil, builder.rowIndex(of: .eventType) == nil, isOpening(builder) {
      builder.append(.eventType, string: "creation", flags: [.mapped, .list])
    }
  }

  private static let originalPath = FieldID.named("file.Ext.original.path")

  private func copy(_ value: [UInt8]?, _ field: FieldID, _ builder: inout BatchBuilder) {
    if let value, !value.isEmpty { builder.append(field, utf8: value.span, flags: .mapped) }
  }

  /// Whether the call opens files: only its paths tell whether it created one.
  private func isOpening(_ builder: borrowing BatchBuilder) -> Bool {
    guard let index = builder.rowIndex(of: AuditFieldID.syscall) else { return false }
    return ["open", "openat", "openat2"].contains(builder.string(of: builder[rowCell: index]))
  }

  /// A relative name behind the working directory. Names relative to another directory (calls like `openat` with a
  /// descriptor) stay as they are.
  private func absolute(_ name: [UInt8], _ builder: borrowing BatchBuilder) -> [UInt8] {
    guard name.first != UInt8(ascii: "/"), let index = builder.rowIndex(of: AuditFieldID.cwd) else { return name }
    if let call = builder.rowIndex(of: AuditFieldID.syscall) {
      let first = builder.rowIndex(of: Self.firstArgument).map { builder.string(of: builder[rowCell: $0]) }
      let isRelative = builder.string(of: builder[rowCell: call]).hasSuffix("at")
      // AT_FDCWD is -100.
      if isRelative, let first, !first.hasSuffix("ffffff9c") { return name }
    }
    var path = Array(builder.string(of: builder[rowCell: index]).utf8)
    guard path.first == UInt8(ascii: "/") else { return name }
    if path.last != UInt8(ascii: "/") { path.append(UInt8(ascii: "/")) }
    let rest = name.starts(with: "./".utf8) ? name.dropFirst(2) : name[...]
    return path + rest
  }

  private static let firstArgument = AuditFieldID.data("a0")
}
