import Evidence

extension RarityTopic {
  /// A user who logs on in a way or from a place that is new for them.
  static let logonOfUser = RarityTopic(
    name: "logon-of-user", purpose: "Users who log on in a way or from a place that is new for them.",
    severity: .medium, techniques: ["T1078"], tactics: [.initialAccess, .lateralMovement],
    field: "user.name",
    sighting: { texts, kinds, row in
      guard kinds.isLogon(row), let user = texts.user(row: row), let logon = texts.logon(row: row) else { return nil }
      return Sighting(context: user, category: logon)
    },
    clause: { user, logon in "\(user) logs on by \(logon)" },
    background: { "logons of \($0)" })

  /// A host that is logged on to in a way or from a place that is new for it.
  static let logonOnHost = RarityTopic(
    name: "logon-on-host", purpose: "Hosts that are logged on to in a way or from a place that is new for them.",
    severity: .low, techniques: ["T1021"], tactics: [.lateralMovement], field: "host.name",
    sighting: { texts, kinds, row in
      guard kinds.isLogon(row), let host = texts.host(row: row), let logon = texts.logon(row: row) else { return nil }
      return Sighting(context: host, category: logon)
    },
    clause: { host, logon in "\(host) is logged on to by \(logon)" },
    background: { "logons on \($0)" })

  /// A user on a host where they have not been.
  static let userOnHost = RarityTopic(
    name: "user-on-host", purpose: "Users on a host where they have not been.",
    severity: .medium, techniques: ["T1078"], tactics: [.lateralMovement], field: "host.name",
    sighting: { texts, kinds, row in
      guard kinds.isLogon(row), let user = texts.user(row: row), let host = texts.host(row: row) else { return nil }
      return Sighting(context: user, category: host)
    },
    clause: { user, host in "\(user) logs on to \(host)" },
    background: { "logons of \($0)" })
}
