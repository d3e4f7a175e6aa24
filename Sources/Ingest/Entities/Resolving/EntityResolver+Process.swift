import ECS

extension EntityResolver {
  /// Remembers the process starts of a batch that carry an identifier of their source's own, before anything is resolved:
  /// another source may report the same start a moment earlier, without one.
  mutating func learnNativeStarts(_ pass: inout ResolverPass) {
    for row in 0..<pass.output.batch.count where pass.columns.isProcessStart(row) {
      guard let id = pass.columns.text(.processEntityId, row), Self.isNative(id) else { continue }
      let host = host(ofRow: row, &pass)
      let pid = pass.columns.processID(row)
      let record = makeRecord(id, row, nil, &pass)
      noteAlias(of: record, host: host, pid: pid)
      processes.add(record, host: host, pid: pid)
    }
  }

  /// An earlier batch may have had the same start from a source without identifiers of its own.
  private mutating func noteAlias(of record: ProcessRegistry.Record, host: String?, pid: Int64?) {
    guard let host, let pid, pid > 0,
      let known = started(host, pid, at: record.start, name: record.name),
      known.id != record.id, !Self.isNative(known.id)
    else { return }
    aliases.note(process: known.id, is: record.id)
  }

  /// Whether an identifier is the source's own rather than one made of host, number and time (32 hexadecimal digits).
  private static func isNative(_ id: String) -> Bool {
    id.utf8.count != 32 || !id.utf8.allSatisfy { $0 &- 0x30 < 10 || $0 &- 0x61 < 6 }
  }

  private func makeRecord(
    _ id: String, _ row: Int, _ parent: String?, _ pass: inout ResolverPass
  ) -> ProcessRegistry.Record {
    // Where a start names an effective user, that is whose process it is; the user is who started it (Security 4688).
    let isOther = pass.columns.has(.userEffectiveName, row)
    return ProcessRegistry.Record(
      id: id, parentID: parent ?? pass.columns.text(.processParentEntityId, row),
      name: pass.columns.text(.processName, row), executable: pass.columns.text(.processExecutable, row),
      commandLine: pass.columns.text(.processCommandLine, row),
      userID: pass.columns.text(isOther ? .userEffectiveId : .userId, row),
      userName: pass.columns.text(isOther ? .userEffectiveName : .userName, row),
      userDomain: pass.columns.text(isOther ? .userEffectiveDomain : .userDomain, row), start: time(row, &pass),
      end: nil, isStartSeen: true)
  }

  private func time(_ row: Int, _ pass: inout ResolverPass) -> Int64 {
    pass.columns.processStart(row) ?? pass.columns.time(row) ?? 0
  }

  /// Notes which process the event is about, and what is known of it.
  mutating func resolveProcess(
    _ row: Int, _ host: String?, _ user: UserRegistry.User?, _ pass: inout ResolverPass
  ) {
    if pass.columns.isProcessStart(row) {
      resolveStart(row, host, &pass)
      return
    }
    guard var record = mentioned(row, host, &pass) else { return }
    if !pass.columns.has(.processEntityId, row) { pass.output.add(.processEntityId, record.id, row: row) }
    if !pass.columns.has(.processName, row), let name = record.name { pass.output.add(.processName, name, row: row) }
    if !pass.columns.has(.processExecutable, row), let path = record.executable {
      pass.output.add(.processExecutable, path, row: row)
    }
    addUser(of: record, row, host, user, &pass)
    if pass.columns.isProcessEnd(row) {
      record.end = pass.columns.time(row)
      processes.update(record)
    }
  }

  /// A process start: remembered, and completed with what is known of the parent.
  private mutating func resolveStart(_ row: Int, _ host: String?, _ pass: inout ResolverPass) {
    let pid = pass.columns.processID(row)
    let own = pass.columns.text(.processEntityId, row)
    guard let id = startIdentifier(row, host, pid, own, &pass) else { return }
    if own == nil { pass.output.add(.processEntityId, id, row: row) }
    if let own, own != id { pass.output.replace(.processEntityId, id, row: row) }
    let parent = parent(row, host, &pass)
    if let parent { addParent(parent, row, &pass) }
    var record = makeRecord(id, row, parent?.id, &pass)
    // A second report of the same start keeps what the first one knew.
    if let known = processes.record(id) {
      record.commandLine = record.commandLine ?? known.commandLine
      record.executable = record.executable ?? known.executable
      record.parentID = record.parentID ?? known.parentID
      record.userName = record.userName ?? known.userName
      record.start = min(record.start, known.isStartSeen ? known.start : record.start)
    }
    processes.add(record, host: host, pid: pid)
  }

  private mutating func startIdentifier(
    _ row: Int, _ host: String?, _ pid: Int64?, _ own: String?, _ pass: inout ResolverPass
  ) -> String? {
    if let own, Self.isNative(own) { return own }
    guard let host, let pid, pid > 0 else { return own }
    let start = time(row, &pass)
    let name = pass.columns.text(.processName, row)
    if let known = started(host, pid, at: start, name: name) { return known.id }
    return own ?? ProcessRegistry.identifier(host: host, pid: pid, start: start, seen: true)
  }

  private mutating func parent(
    _ row: Int, _ host: String?, _ pass: inout ResolverPass
  ) -> ProcessRegistry.Record? {
    if let id = pass.columns.text(.processParentEntityId, row) { return processes.record(id) }
    guard let host, let pid = pass.columns.parentProcessID(row), pid > 0 else { return nil }
    let start = time(row, &pass)
    let name = pass.columns.text(.processParentName, row)
    if let known = process(host, pid, at: start), agrees(known.name, name) { return known }
    let record = ProcessRegistry.Record(
      id: ProcessRegistry.identifier(host: host, pid: pid, start: start, seen: false), name: name,
      executable: pass.columns.text(.processParentExecutable, row),
      commandLine: pass.columns.text(.processParentCommandLine, row), start: start, isStartSeen: false)
    processes.add(record, host: host, pid: pid)
    return record
  }

  private func addParent(_ parent: ProcessRegistry.Record, _ row: Int, _ pass: inout ResolverPass) {
    let values: [(FieldID, String?)] = [
      (.processParentEntityId, parent.id), (.processParentName, parent.name),
      (.processParentExecutable, parent.executable), (.processParentCommandLine, parent.commandLine),
    ]
    for (field, value) in values where !pass.columns.has(field, row) {
      if let value { pass.output.add(field, value, row: row) }
    }
  }

  /// The process of an event that is not a start: by identifier, or by number at the time.
  private mutating func mentioned(
    _ row: Int, _ host: String?, _ pass: inout ResolverPass
  ) -> ProcessRegistry.Record? {
    let pid = pass.columns.processID(row)
    if let id = pass.columns.text(.processEntityId, row) {
      if let known = processes.record(id) { return known }
      var record = makeRecord(id, row, nil, &pass)
      record.isStartSeen = false
      processes.add(record, host: host, pid: pid)
      return record
    }
    guard let host, let pid, pid > 0 else { return nil }
    let time = pass.columns.time(row) ?? 0
    let name = pass.columns.text(.processName, row)
    if let known = process(host, pid, at: time), agrees(known.name, name) { return known }
    var record = makeRecord(
      ProcessRegistry.identifier(host: host, pid: pid, start: time, seen: false), row, nil, &pass)
    record.start = time
    record.isStartSeen = false
    processes.add(record, host: host, pid: pid)
    return record
  }

  /// The process that had a number at a time, also where the host was not known by its name then.
  private mutating func process(_ host: String, _ pid: Int64, at time: Int64) -> ProcessRegistry.Record? {
    if let known = processes.record(host: host, pid: pid, at: time) { return known }
    for former in hosts.formerIDs(of: host) {
      if let known = processes.record(host: former, pid: pid, at: time) { return known }
    }
    return nil
  }

  /// The process that started under a number at a time, also where the host was not known by its name then.
  private mutating func started(
    _ host: String, _ pid: Int64, at time: Int64, name: String?
  ) -> ProcessRegistry.Record? {
    if let known = processes.started(host: host, pid: pid, at: time, name: name) { return known }
    for former in hosts.formerIDs(of: host) {
      if let known = processes.started(host: former, pid: pid, at: time, name: name) { return known }
    }
    return nil
  }

  /// Whether two names can be one process's: a number that has another image now was used again.
  private func agrees(_ known: String?, _ name: String?) -> Bool {
    guard let known, let name else { return true }
    return known == name || known.lowercased() == name.lowercased()
  }

  /// The user who started the process, for events that name none.
  private mutating func addUser(
    of record: ProcessRegistry.Record, _ row: Int, _ host: String?, _ user: UserRegistry.User?,
    _ pass: inout ResolverPass
  ) {
    guard user == nil, !pass.columns.has(.userName, row), !pass.columns.has(.userId, row), let name = record.userName,
      !pass.columns.has(ResolverFields.userEntity, row)
    else { return }
    pass.output.add(.userName, name, row: row)
    if let domain = record.userDomain { pass.output.add(.userDomain, domain, row: row) }
    if let id = record.userID { pass.output.add(.userId, id, row: row) }
    let mention = UserRegistry.Mention(id: record.userID, name: name, domain: record.userDomain, host: host)
    if let user = users.resolve(mention, noting: &aliases) { note(user, row, &pass) }
  }
}
