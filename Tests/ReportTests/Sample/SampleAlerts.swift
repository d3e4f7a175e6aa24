import Evidence
import Pipeline

/// Turns the short form of the story into alerts, events and trees.
enum SampleAlerts {
  static func alert(_ step: SampleStep, number: Int) -> Alert {
    let time = moment(step)
    var entities = [EntityKey(.host, step.host), EntityKey(.user, step.user)]
    if !step.process.isEmpty { entities.append(EntityKey(.process, processID(step, step.process))) }
    entities += step.other
    var reasons = [Signal.Reason(field: "process.parent.name", value: step.parent ?? "", note: step.note)]
    if !step.command.isEmpty {
      reasons.append(.init(field: "process.command_line", value: step.command, note: ""))
    }
    let rarity = step.rule.hasPrefix("rarity")
    let signal = Signal(
      detector: DetectorID(name: rarity ? step.rule : "rules", version: "1"), ruleID: step.rule, title: step.title,
      time: time, severity: step.severity, score: rarity ? 8.2 : 1, pValue: rarity ? 0.00008 : nil,
      logLikelihoodRatio: rarity ? 3.4 : 5.3, techniques: step.techniques, tactics: step.tactics, entities: entities,
      events: [reference(step)], reasons: reasons)
    return Alert(
      id: "a-\(number)", title: step.title, ruleID: step.rule, severity: step.severity,
      risk: Double(step.severity.riskScore) * 0.9, firstSeen: time, lastSeen: time + (number == 3 ? 9_000_000_000 : 0),
      techniques: step.techniques, tactics: step.tactics, entities: entities, signals: [signal],
      signalCount: number == 3 ? 5 : 1)
  }

  static func moment(_ step: SampleStep) -> Int64 {
    SampleHunt.start + step.minute * SampleHunt.minute + (step.minute * 7_313_000_000) % SampleHunt.minute
  }

  static func processID(_ step: SampleStep, _ name: String) -> String { "{\(step.host)-\(name)}" }

  static func reference(_ step: SampleStep) -> EventReference {
    EventReference(
      id: "\(step.rule)-\(step.minute)",
      path: step.host == "h-web01" ? "web01/audit.log" : "evtx/\(step.host)-Security.evtx",
      record: UInt64(10_000 + step.minute * 13), time: moment(step))
  }

  static func events(_ step: SampleStep) -> [(String, HuntResult.EvidenceEvent)] {
    let place = reference(step)
    func quoted(_ text: String) -> String {
      "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
    let json =
      #"{"@timestamp":"2026-03-02T08:12:41.123Z","event":{"kind":"event","category":["process"],"type":["start"],"code":"4688","module":"security","provider":"Microsoft-Windows-Security-Auditing"},"host":{"name":\#(quoted(SampleSteps.names[step.host] ?? step.host)),"os":{"family":"windows"}},"process":{"pid":4712,"name":\#(quoted(step.process)),"command_line":\#(quoted(step.command)),"parent":{"name":\#(quoted(step.parent ?? "")),"pid":3180},"args_count":5},"user":{"name":\#(quoted(SampleSteps.names[step.user] ?? step.user)),"roles":[]},"winlog":{"event_id":4688,"record_id":\#(place.record),"keywords":"0x8020000000000000"},"related":{"ip":["10.20.4.142","198.51.100.7"]},"ok":true,"nothing":null}"#
    return [(place.id, .init(id: place.id, path: place.path, record: place.record, time: place.time, json: json))]
  }

  /// One tree for each alert with a process: an ancestor, the parent, the process.
  static func trees(_ alerts: [Alert]) -> [String: ProcessTree] {
    var trees: [String: ProcessTree] = [:]
    for (step, alert) in zip(SampleSteps.all, alerts) where !step.process.isEmpty {
      let user = SampleSteps.names[step.user] ?? step.user
      let host = SampleSteps.names[step.host] ?? step.host
      var nodes: [ProcessTree.Node] = []
      let chain = ancestors(step) + [step.process]
      for (level, name) in chain.enumerated() {
        let isLast = level == chain.count - 1
        nodes.append(
          ProcessTree.Node(
            id: processID(step, name), parentID: level > 0 ? processID(step, chain[level - 1]) : nil, name: name,
            executable: "C:\\Windows\\System32\\\(name)", commandLine: isLast ? step.command : "", user: user,
            host: host,
            pid: Int64(3_000 + level * 412), start: moment(step) - Int64(chain.count - level) * 1_000_000_000,
            alertIDs: isLast ? [alert.id] : []))
      }
      trees[alert.id] = ProcessTree(nodes: nodes, omitted: step.minute == 31 ? 4 : 0)
    }
    return trees
  }

  static func ancestors(_ step: SampleStep) -> [String] {
    switch step.parent {
    case "WINWORD.EXE": ["explorer.exe", "WINWORD.EXE"]
    case "powershell.exe": ["explorer.exe", "WINWORD.EXE", "powershell.exe"]
    case "nginx": ["systemd", "nginx"]
    case "sh": ["systemd", "nginx", "sh"]
    case let parent?: [parent]
    case nil: []
    }
  }
}
