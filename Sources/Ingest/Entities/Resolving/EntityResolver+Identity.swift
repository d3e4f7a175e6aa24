import ECS

extension EntityResolver {
  /// The event's host, noted in `host.entity.id`.
  mutating func resolveHost(_ row: Int, _ pass: inout ResolverPass) -> String? {
    if let known = pass.columns.text(ResolverFields.hostEntity, row) { return known }
    let host = host(ofRow: row, &pass)
    if let host { pass.output.add(ResolverFields.hostEntity, host, row: row) }
    return host
  }

  /// The event's host.
  mutating func host(ofRow row: Int, _ pass: inout ResolverPass) -> String? {
    if let known = pass.columns.text(ResolverFields.hostEntity, row) { return known }
    let name = pass.columns.code(.hostName, row)
    var codes = ResolverPass.HostCodes(
      name: name, machine: pass.columns.code(.hostId, row), agent: pass.columns.code(.agentId, row),
      isHostname: false)
    if name == KeywordColumn.missing {
      codes.name = pass.columns.code(.hostHostname, row)
      codes.isHostname = true
    }
    // What an agent passes on from elsewhere says nothing about where the agent is.
    if codes.agent != KeywordColumn.missing, pass.columns.isForwarded(row) { codes.agent = KeywordColumn.missing }
    if codes.name == KeywordColumn.missing, codes.machine == KeywordColumn.missing {
      // Events without a host are about one only if they are about a process; an agent also reports what a service says.
      let isOfHost = pass.columns.processID(row) != nil || pass.columns.has(.processEntityId, row)
      guard isOfHost, codes.agent != KeywordColumn.missing else { return nil }
    }
    if let known = pass.hosts[codes] { return known }
    let host = hosts.resolve(
      HostRegistry.Mention(
        name: pass.columns.text(codes.isHostname ? .hostHostname : .hostName, row),
        machine: pass.columns.text(.hostId, row),
        agent: codes.agent == KeywordColumn.missing ? nil : pass.columns.text(.agentId, row)))
    pass.hosts[codes] = host
    return host
  }

  /// The acting user, noted in `user.entity.id`; the target and effective users in theirs.
  mutating func resolveUser(_ row: Int, _ host: String?, _ pass: inout ResolverPass) -> UserRegistry.User? {
    let target = user([.userTargetId, .userTargetName, .userTargetDomain], 1, row, host, &pass)
    if let target { pass.output.add(ResolverFields.userTargetEntity, target.id, row: row) }
    let effective = user([.userEffectiveId, .userEffectiveName, .userEffectiveDomain], 2, row, host, &pass)
    if let effective { pass.output.add(ResolverFields.userEffectiveEntity, effective.id, row: row) }
    if pass.columns.has(ResolverFields.userEntity, row) { return nil }
    guard let user = user([.userId, .userName, .userDomain], 0, row, host, &pass) else { return nil }
    note(user, row, &pass)
    return user
  }

  /// Adds the acting user's identifier and kind.
  func note(_ user: UserRegistry.User, _ row: Int, _ pass: inout ResolverPass) {
    pass.output.add(ResolverFields.userEntity, user.id, row: row)
    pass.output.add(ResolverFields.userKind, user.kind.rawValue, row: row)
  }

  /// The user in three fields (id, name, domain).
  private mutating func user(
    _ fields: [FieldID], _ role: UInt8, _ row: Int, _ host: String?, _ pass: inout ResolverPass
  ) -> UserRegistry.User? {
    let codes = ResolverPass.UserCodes(
      id: pass.columns.code(fields[0], row), name: pass.columns.code(fields[1], row),
      domain: pass.columns.code(fields[2], row), role: role, host: host)
    if codes.id == 0, codes.name == 0 { return nil }
    if let known = pass.users[codes] { return known }
    let user = users.resolve(
      UserRegistry.Mention(
        id: pass.columns.text(fields[0], row), name: pass.columns.text(fields[1], row),
        domain: pass.columns.text(fields[2], row), host: host,
        formerHosts: host.map { hosts.formerIDs(of: $0) } ?? []), noting: &aliases)
    pass.users[codes] = user
    return user
  }

  /// The event's logon session, noted with what is known of it. A successful logon makes it known.
  mutating func resolveSession(
    _ row: Int, _ host: String?, _ user: UserRegistry.User?, _ pass: inout ResolverPass
  ) {
    guard let host, let logon = pass.columns.text(ResolverFields.logonID, row),
      let key = SessionRegistry.key(host: host, logon: logon)
    else { return }
    pass.output.add(ResolverFields.sessionID, key, row: row)
    if pass.columns.isLogon(row), let type = pass.columns.text(ResolverFields.logonType, row) {
      let session = SessionRegistry.Session(
        userID: pass.columns.text(.userId, row), userName: pass.columns.text(.userName, row),
        userDomain: pass.columns.text(.userDomain, row), user: user?.id,
        sourceIP: pass.columns.sourceAddress(row), logonType: type)
      sessions.set(session, for: key)
    }
    guard let session = session(key, logon, host) else { return }
    if let user = session.user { pass.output.add(ResolverFields.sessionUser, user, row: row) }
    if let source = session.sourceIP { pass.output.add(ResolverFields.sessionSource, source, row: row) }
    if let type = session.logonType { pass.output.add(ResolverFields.sessionType, type, row: row) }
  }

  /// The session with a key, which may have begun before the host was known by its name.
  private mutating func session(_ key: String, _ logon: String, _ host: String) -> SessionRegistry.Session? {
    if let known = sessions.session(key) { return known }
    for former in hosts.formerIDs(of: host) {
      guard let key = SessionRegistry.key(host: former, logon: logon) else { continue }
      if let known = sessions.session(key) { return known }
    }
    return nil
  }

  /// The whole script on the event with the last missing part of it.
  mutating func assembleScript(_ row: Int, _ host: String?, _ pass: inout ResolverPass) {
    guard let place = pass.columns.scriptPlace(row), let id = pass.columns.text(ResolverFields.scriptBlockID, row),
      let part = pass.output.batch[row][ResolverFields.scriptBlockText],
      let text = scripts.add(part, number: place.part, of: place.total, block: (host ?? "") + "|" + id)
    else { return }
    pass.output.replace(ResolverFields.scriptBlockText, text, row: row)
  }
}
