import Evidence
public import Pipeline

/// A hunt's results for programs, as `docs/schemas/hunt.schema.json` and `docs/schemas/hunt-record.schema.json`
/// describe them.
public struct HuntJSON {
  /// The version of the schemas; it changes when a member changes its meaning or goes away.
  public static let schemaVersion = 1

  private let index: HuntIndex

  /// The results of a hunt.
  public init(_ result: HuntResult) {
    index = HuntIndex(result)
  }

  /// One JSON object with everything.
  public func document() -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writeHunt(into: &writer)
      for kind in RecordKind.allCases where kind != .hunt {
        writer.key(kind.plural)
        writer.array { writer in forEach(kind) { $0(&writer) } }
      }
    }
    return writer.bytes + [0x0A]
  }

  /// One JSON object a line, told apart by `type`: first the hunt, then what it read, found and rests on.
  public func forEachLine(_ body: ([UInt8]) throws -> Void) rethrows {
    var writer = JSONWriter()
    writer.object { writeHunt(into: &$0) }
    try body(writer.bytes + [0x0A])
    for kind in RecordKind.allCases where kind != .hunt {
      try forEach(kind) { write in
        var writer = JSONWriter()
        write(&writer)
        try body(writer.bytes + [0x0A])
      }
    }
  }

  /// Calls `body` with a function that writes it, for each record of a kind, in order.
  private func forEach(_ kind: RecordKind, _ body: ((inout JSONWriter) -> Void) throws -> Void) rethrows {
    let result = index.result
    switch kind {
    case .hunt: break
    case .input: for input in result.inputs { try body { RecordJSON.write(input, into: &$0) } }
    case .source: for source in result.sources { try body { RecordJSON.write(source, into: &$0) } }
    case .bucket:
      for bucket in result.timeline { try body { RecordJSON.write(bucket, span: result.bucketSpan, into: &$0) } }
    case .incident: for incident in result.incidents { try body { FindingJSON(index).write(incident, into: &$0) } }
    case .alert: for alert in result.alerts { try body { FindingJSON(index).write(alert, into: &$0) } }
    case .alertGroup: for group in result.alertGroups { try body { RecordJSON.write(group, into: &$0) } }
    case .host: for risk in result.hosts { try body { FindingJSON(index).write(risk, kind, into: &$0) } }
    case .user: for risk in result.users { try body { FindingJSON(index).write(risk, kind, into: &$0) } }
    case .account: for risk in result.accounts { try body { FindingJSON(index).write(risk, kind, into: &$0) } }
    case .processTree:
      for (alert, tree) in result.processTrees.sorted(by: { $0.key < $1.key }) {
        try body { RecordJSON.write(tree, of: alert, into: &$0) }
      }
    case .event:
      for (_, event) in result.events.sorted(by: { ($0.value.time, $0.key) < ($1.value.time, $1.key) }) {
        try body { RecordJSON.write(event, into: &$0) }
      }
    }
  }

  private func writeHunt(into writer: inout JSONWriter) {
    let result = index.result
    writer.member("type", RecordKind.hunt.rawValue)
    writer.member("schema_version", Self.schemaVersion)
    writer.member("shrike_version", result.version)
    writer.key("started_at")
    writer.time(result.startedAt)
    writer.key("elapsed_seconds")
    writer.number(result.elapsed)
    writer.key("simulated")
    writer.bool(result.isSimulated)
    writer.member("event_count", result.eventCount)
    writer.member("duplicate_count", result.duplicateCount)
    writer.member("untimed_event_count", result.untimedEvents)
    writer.member("late_event_count", result.lateEvents)
    writer.member("mistyped_value_count", result.mistypedValues)
    writer.timeOrNull("first_event", result.firstEvent)
    writer.timeOrNull("last_event", result.lastEvent)
    writer.counts("incident_counts", index.incidentCounts)
    writer.counts("alert_counts", index.alertCounts)
    writer.member("rule_count", result.ruleCount)
    writer.strings("rule_problems", result.ruleProblems)
    writer.key("waiting_rules")
    writer.array { writer in
      for rule in result.waitingRules { RecordJSON.write(rule, into: &writer) }
    }
    writer.key("feedback")
    if let feedback = result.feedback { RecordJSON.write(feedback, into: &writer) } else { writer.null() }
    writer.strings("feedback_problems", result.feedbackProblems)
    writer.key("queue_model")
    if let model = result.queueModel { RecordJSON.write(model, into: &writer) } else { writer.null() }
    writer.member("held_back_count", result.heldBack)
    writer.counts("held_back_counts", result.heldCounts)
    writer.key("held_back")
    writer.array { writer in
      for held in result.heldCases { FindingJSON(index).write(held, into: &writer) }
    }
    writer.member("excepted_count", result.excepted)
    writer.key("exceptions")
    writer.array { writer in
      for exception in result.exceptions { RecordJSON.write(exception, into: &writer) }
    }
    writer.key("budgets")
    writer.array { writer in
      for budget in result.budgets { RecordJSON.write(budget, into: &writer) }
    }
    writer.key("budget_totals")
    writer.array { writer in
      for budget in result.budgetTotals { RecordJSON.write(budget, into: &writer) }
    }
    writer.key("budget_changes")
    writer.array { writer in
      for change in result.budgetChanges { RecordJSON.write(change, into: &writer) }
    }
    writer.strings("budget_problems", result.budgetProblem.map { [$0] } ?? [])
    writer.member("shown_before_count", result.shownBefore)
    writer.key("detectors")
    writer.array { writer in
      for detector in result.detectors { RecordJSON.write(detector, into: &writer) }
    }
  }
}

/// The kinds of record, in the order of the output.
enum RecordKind: String, CaseIterable {
  case hunt, input, source, bucket, incident, alert
  case alertGroup = "alert_group"
  case host, user, account
  case processTree = "process_tree"
  case event

  /// The member of the document that holds them.
  var plural: StaticString {
    switch self {
    case .hunt: "hunts"
    case .input: "inputs"
    case .source: "sources"
    case .bucket: "timeline"
    case .incident: "incidents"
    case .alert: "alerts"
    case .alertGroup: "alert_groups"
    case .host: "hosts"
    case .user: "users"
    case .account: "accounts"
    case .processTree: "process_trees"
    case .event: "events"
    }
  }
}
