import ECS
import Evidence
import TestSupport
import Triage

/// A hand-made story: events for the engine to learn from, and signals about some of them.
struct Story {
  var events: [ScriptedEvent] = []
  var signals: [Signal] = []

  /// A process start at a second on a host.
  mutating func process(
    _ id: String, _ name: String, parent: String?, at second: Double, host: String, user: String = "CORP\\alice"
  ) {
    let parts = user.split(separator: "\\").map(String.init)
    var fields = [
      "event.category": "process", "event.type": "start", "process.entity_id": id, "process.name": name,
      "process.command_line": name + " --run", "host.name": host, "user.name": parts.last ?? user, "process.pid": "42",
    ]
    if parts.count == 2 { fields["user.domain"] = parts[0] }
    if let parent { fields["process.parent.entity_id"] = parent }
    events.append(ScriptedEvent(second: second, fields))
  }

  /// Ordinary events of a user, so that entities are as common as they are in life.
  mutating func background(host: String, user: String, count: Int, every seconds: Double = 60) {
    for index in 0..<count {
      events.append(
        ScriptedEvent(second: Double(index) * seconds, ["host.name": host, "user.name": user, "user.domain": "CORP"]))
    }
  }

  /// A signal of a rule about a process on a host.
  @discardableResult
  mutating func signal(
    _ rule: String, at second: Double, host: String, process: String? = nil, user: String? = "corp\\alice",
    severity: Severity = .high, techniques: [String] = [], tactics: [AttackTactic] = [], more: [EntityKey] = []
  ) -> Signal {
    var entities = [EntityKey(.host, host.lowercased())]
    if let user { entities.append(EntityKey(.user, user)) }
    if let process { entities.append(EntityKey(.process, process)) }
    let time = ScriptedEvent.start + Int64(second * 1e9)
    let signal = Signal(
      detector: DetectorID(name: "test", version: "1"), ruleID: rule, title: "Rule \(rule)", time: time,
      severity: severity, score: 1, logLikelihoodRatio: 5, techniques: techniques, tactics: tactics.map(\.id),
      entities: entities + more,
      events: [EventReference(id: "\(rule)-\(second)", path: "story", record: 1, time: time)],
      reasons: [Signal.Reason(field: "rule", value: rule, note: "matched")])
    signals.append(signal)
    return signal
  }

  /// What triage makes of it.
  func result(_ configuration: TriageConfiguration = TriageConfiguration(), rows: Int = 500) -> TriageResult {
    engine(configuration, rows: rows).result()
  }

  /// An engine that was told all of it.
  func engine(_ configuration: TriageConfiguration = TriageConfiguration(), rows: Int = 500) -> TriageEngine {
    var engine = TriageEngine(configuration)
    let fields = FieldSelection(TriageEngine.fields)
    for batch in Script.batches(events, rows: rows) { engine.observe(ColumnSet(batch, fields)) }
    engine.add(signals)
    return engine
  }
}
