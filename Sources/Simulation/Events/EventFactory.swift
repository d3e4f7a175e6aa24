import ECS
import Learning

/// Makes the events of one host in the shape in which an endpoint agent delivers them: ECS, with the fields that
/// Winlogbeat and Elastic Defend fill.
struct EventFactory {
  let host: SimulatedHost
  let users: [SimulatedUser]
  private var random: Xoshiro256
  private var nextPID: Int64

  init(host: SimulatedHost, users: [SimulatedUser], random: Xoshiro256) {
    self.host = host
    self.users = users
    self.random = random
    nextPID = 600
  }

  // MARK: Events

  /// A process that starts; returns it for later events.
  mutating func start(
    _ executable: String, _ commandLine: String, parent: ProcessRecord?, user: Int, at time: Int64,
    fields: [(FieldID, SimulatedEvent.Value)] = []
  ) -> (ProcessRecord, SimulatedEvent) {
    nextPID = (nextPID + 4 + Int64.random(in: 0..<40, using: &random) * 4) % 65_000 + 4
    let process = ProcessRecord(
      entityID: "{\(random.hex(8))-\(random.hex(4))-\(random.hex(4))-\(random.hex(16))}", pid: nextPID,
      executable: executable, commandLine: commandLine, user: user)
    var event = base(time, category: ["process"], type: ["start"], action: processAction, code: host.code("1"))
    event.fields += describe(process)
    event.fields += userFields(user)
    if let parent {
      event.fields += [
        (.processParentEntityId, .string(parent.entityID)), (.processParentPid, .int(parent.pid)),
        (.processParentExecutable, .string(parent.executable)), (.processParentName, .string(parent.name)),
        (.processParentCommandLine, .string(parent.commandLine)),
      ]
    }
    event.fields += fields
    return (process, event)
  }

  /// A connection that a process opens.
  mutating func connect(_ process: ProcessRecord, to ip: String, port: Int64, at time: Int64) -> SimulatedEvent {
    var event = base(
      time, category: ["network"], type: ["connection", "start"], action: "connection", code: host.code("3"))
    event.fields += describe(process) + userFields(process.user)
    event.fields += [
      (.networkTransport, .string("tcp")), (.networkDirection, .string("egress")), (.sourceIp, .string(host.ip)),
      (.sourcePort, .int(Int64.random(in: 49_152..<65_535, using: &random))), (.destinationIp, .string(ip)),
      (.destinationPort, .int(port)),
    ]
    return event
  }

  /// A name that a process looks up.
  mutating func lookUp(_ name: String, by process: ProcessRecord, at time: Int64) -> SimulatedEvent {
    var event = base(
      time, category: ["network"], type: ["protocol", "info"], action: "dns-query", code: host.code("22"))
    event.fields += describe(process) + userFields(process.user)
    event.fields += [(.dnsQuestionName, .string(name)), (.networkProtocol, .string("dns"))]
    return event
  }

  /// A file that a process creates, changes or deletes.
  mutating func file(
    _ path: String, _ type: String, by process: ProcessRecord, at time: Int64
  ) -> SimulatedEvent {
    var event = base(time, category: ["file"], type: [type], action: type, code: host.code("11"))
    event.fields += describe(process) + userFields(process.user)
    let name = path.split(whereSeparator: { $0 == "\\" || $0 == "/" }).last.map(String.init) ?? path
    event.fields += [(.filePath, .string(path)), (.fileName, .string(name))]
    if let dot = name.lastIndex(of: "."), dot != name.startIndex {
      event.fields.append((.fileExtension, .string(String(name[name.index(after: dot)...]))))
    }
    return event
  }

  /// A registry value that a process sets (Windows).
  mutating func setRegistry(
    _ path: String, to data: String, by process: ProcessRecord, at time: Int64
  ) -> SimulatedEvent {
    var event = base(time, category: ["registry"], type: ["change"], action: "registry-value-set", code: "13")
    event.fields += describe(process) + userFields(process.user)
    let parts = path.split(separator: "\\").map(String.init)
    event.fields += [
      (.registryPath, .string(path)), (.registryHive, .string(parts.first ?? "")),
      (.registryValue, .string(parts.last ?? "")), (.registryDataStrings, .strings([data])),
    ]
    return event
  }

  /// One process opening another (Sysmon 10).
  mutating func open(
    _ target: String, access: String, by process: ProcessRecord, at time: Int64
  ) -> SimulatedEvent {
    var event = base(time, category: ["process"], type: ["access"], action: "process-accessed", code: "10")
    event.fields += describe(process) + userFields(process.user)
    event.fields += [
      (.named("winlog.event_data.SourceImage"), .string(process.executable)),
      (.named("winlog.event_data.TargetImage"), .string(target)),
      (.named("winlog.event_data.GrantedAccess"), .string(access)),
    ]
    return event
  }

  /// Someone logging on, or failing to.
  mutating func logOn(
    user: Int, type: String, from source: SimulatedHost?, succeeds: Bool = true, at time: Int64
  ) -> SimulatedEvent {
    let isWindows = host.system == .windows
    var event = base(
      time, category: ["authentication"], type: ["start"], action: succeeds ? "logged-in" : "logon-failed",
      code: isWindows ? (succeeds ? "4624" : "4625") : "", security: true)
    event.fields += userFields(user)
    event.fields.append((.eventOutcome, .string(succeeds ? "success" : "failure")))
    if isWindows {
      event.fields += [
        (.named("winlog.logon.type"), .string(type)),
        (.named("winlog.event_data.TargetUserName"), .string(users[user].name)),
        (.named("winlog.event_data.TargetDomainName"), .string(users[user].domain)),
        (.named("winlog.event_data.LogonType"), .string(Self.logonTypeNumber(type))),
        (.named("winlog.event_data.TargetLogonId"), .string("0x\(random.hex(6))")),
      ]
    } else {
      event.fields.append((.processName, .string(type == "Network" ? "sshd" : "login")))
    }
    if let source { event.fields += [(.sourceIp, .string(source.ip)), (.sourceDomain, .string(source.name))] }
    return event
  }

  /// A Windows event of the Security, System or another channel.
  mutating func windows(
    _ provider: String, _ channel: String, _ code: String, category: [String], type: [String], action: String,
    user: Int?, data: [(String, String)], at time: Int64
  ) -> SimulatedEvent {
    var event = base(time, category: category, type: type, action: action, code: code)
    event.fields.removeAll { $0.0 == .eventProvider || $0.0.path == "winlog.channel" }
    event.fields += [
      (.eventProvider, .string(provider)), (.named("winlog.provider_name"), .string(provider)),
      (.named("winlog.channel"), .string(channel)),
    ]
    if let user { event.fields += userFields(user) }
    event.fields += data.map { (FieldID.named("winlog.event_data.\($0.0)"), .string($0.1)) }
    return event
  }

  // MARK: Parts

  private var processAction: String { host.system == .windows ? "Process creation" : "exec" }

  private func base(
    _ time: Int64, category: [String], type: [String], action: String, code: String, security: Bool = false
  ) -> SimulatedEvent {
    var fields: [(FieldID, SimulatedEvent.Value)] = [
      (.eventKind, .string("event")), (.eventCategory, .strings(category)), (.eventType, .strings(type)),
      (.eventAction, .string(action)), (.hostName, .string(host.name)), (.hostId, .string(host.id)),
      (.hostIp, .strings([host.ip])), (.hostOsType, .string(host.system.rawValue)),
      (.hostOsFamily, .string(host.system == .linux ? "debian" : host.system.rawValue)),
    ]
    if host.system == .windows {
      let provider = security ? "Microsoft-Windows-Security-Auditing" : "Microsoft-Windows-Sysmon"
      fields += [
        (.eventCode, .string(code)), (.eventProvider, .string(provider)),
        (.eventModule, .string(security ? "security" : "sysmon")),
        (.named("winlog.channel"), .string(security ? "Security" : "Microsoft-Windows-Sysmon/Operational")),
        (.named("winlog.provider_name"), .string(provider)), (.named("winlog.computer_name"), .string(host.name)),
      ]
      if let number = Int64(code) { fields.append((.named("winlog.event_id"), .int(number))) }
    } else {
      fields.append((.eventModule, .string("endpoint")))
      fields.append((.eventDataset, .string("endpoint.events.\(category.first ?? "process")")))
    }
    return SimulatedEvent(time: time, host: host.index, fields: fields, truth: nil)
  }

  private func describe(_ process: ProcessRecord) -> [(FieldID, SimulatedEvent.Value)] {
    [
      (.processEntityId, .string(process.entityID)), (.processPid, .int(process.pid)),
      (.processExecutable, .string(process.executable)), (.processName, .string(process.name)),
      (.processCommandLine, .string(process.commandLine)),
      (.processArgs, .strings(process.commandLine.split(separator: " ").map(String.init))),
    ]
  }

  private func userFields(_ user: Int) -> [(FieldID, SimulatedEvent.Value)] {
    guard user >= 0 else {
      return host.system == .windows
        ? [(.userName, .string("SYSTEM")), (.userDomain, .string("NT AUTHORITY")), (.userId, .string("S-1-5-18"))]
        : [(.userName, .string("root")), (.userId, .string("0"))]
    }
    let account = users[user]
    var fields: [(FieldID, SimulatedEvent.Value)] = [(.userName, .string(account.name))]
    if host.system == .windows {
      fields += [(.userDomain, .string(account.domain)), (.userId, .string(account.sid))]
    } else {
      fields.append((.userId, .string(String(1_000 + user))))
    }
    return fields
  }

  private static func logonTypeNumber(_ name: String) -> String {
    ["Interactive": "2", "Network": "3", "Batch": "4", "Service": "5", "RemoteInteractive": "10"][name] ?? "3"
  }
}

extension SimulatedHost {
  /// The Sysmon event code on Windows; other systems have none.
  func code(_ windows: String) -> String { system == .windows ? windows : "" }
}
