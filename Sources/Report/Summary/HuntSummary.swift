import Evidence
public import Pipeline
import Triage

/// What a hunt found, for the terminal: what was read, what was skipped and why, incidents, hosts, users, time taken.
public struct HuntSummary {
  private let index: HuntIndex
  private let terminal: TerminalTraits
  /// Incidents, hosts and users shown.
  private let listed = 8
  private let listedRisks = 5
  private let label = 11

  /// The summary of a hunt for some terminal.
  public init(_ result: HuntResult, terminal: TerminalTraits = TerminalTraits()) {
    index = HuntIndex(result)
    self.terminal = terminal
  }

  private var result: HuntResult { index.result }

  /// The lines, each ended by a line feed.
  public func text() -> String {
    var out = TerminalText(terminal)
    if result.isSimulated {
      out.line("SIMULATED DATA: hosts, users, events and attacks were made by a program.", .medium)
    }
    out.line(Headline(index: index).title, .bold)
    out.line()
    reading(&out)
    incidents(&out)
    alerts(&out)
    risks("Hosts", result.hosts, &out)
    risks("Users", result.users, &out)
    return out.text
  }

  // MARK: What was read

  private func reading(_ out: inout TerminalText) {
    let read = result.inputs.count { $0.failure == nil && $0.format != nil }
    let bytes = result.inputs.reduce(UInt64(0)) { $0.addingReportingOverflow($1.bytes).partialValue }
    let inputs = read == result.inputs.count ? NumberText.count(read) : "\(read) of \(result.inputs.count)"
    let noun = result.inputs.count == 1 ? "input" : "inputs"
    field("Read", &out)
    out.line(
      "\(NumberText.counted(result.eventCount, "event")) from \(inputs) \(noun) (\(NumberText.bytes(bytes))) in "
        + "\(NumberText.decimal(result.elapsed, places: result.elapsed < 10 ? 1 : 0)) s")
    if let first = result.firstEvent, let last = result.lastEvent {
      field("Period", &out)
      out.line("\(TimeText.range(first, last)) UTC (\(TimeText.duration(from: first, to: last)))")
    }
    formats(&out)
    skipped("Skipped", "skipped ", &out)
    skipped("Repaired", "repaired ", &out)
    failures(&out)
    others(&out)
  }

  private func formats(_ out: inout TerminalText) {
    var counts: [String: UInt64] = [:]
    for input in result.inputs {
      if let format = input.format { counts[format, default: 0] += input.records }
    }
    guard !counts.isEmpty else { return }
    field("Formats", &out)
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let parts = sorted.prefix(6).map { "\($0.key) \(NumberText.count($0.value))" }
    out.line(parts.joined(separator: ", ") + (sorted.count > 6 ? ", and \(sorted.count - 6) more" : ""))
  }

  private func skipped(_ name: String, _ prefix: String, _ out: inout TerminalText) {
    var counts: [String: Int] = [:]
    for input in result.inputs {
      for (kind, count) in input.problemCounts where kind.hasPrefix(prefix) {
        counts[String(kind.dropFirst(prefix.count)), default: 0] += count
      }
    }
    guard !counts.isEmpty else { return }
    let total = counts.values.reduce(0, +)
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let parts = sorted.prefix(4).map { "\(NumberText.count($0.value)) × \($0.key)" }
    field(name, &out)
    out.line(
      "\(NumberText.counted(total, "record or region", "records or regions")): " + parts.joined(separator: ", ")
        + (sorted.count > 4 ? ", and \(sorted.count - 4) other reasons" : ""), prefix == "skipped " ? .medium : .plain)
  }

  private func failures(_ out: inout TerminalText) {
    // Telemetry that was lost comes before what never was telemetry.
    let failed = result.inputs.filter { $0.failure != nil && !$0.isForeign } + result.inputs.filter(\.isForeign)
    for (number, input) in failed.prefix(4).enumerated() {
      field(number == 0 ? "Not read" : "", &out)
      out.line("\(input.path): \(input.failure ?? "")", .medium)
    }
    guard failed.count > 4 else { return }
    field("", &out)
    let foreign = failed.dropFirst(4).count(where: \.isForeign)
    out.line("and \(failed.count - 4) more" + (foreign > 0 ? ", \(foreign) of them no telemetry" : ""), .dim)
  }

  private func others(_ out: inout TerminalText) {
    var parts: [String] = []
    if result.duplicateCount > 0 { parts.append("\(NumberText.counted(result.duplicateCount, "duplicate")) left out") }
    if result.untimedEvents > 0 { parts.append("\(NumberText.counted(result.untimedEvents, "event")) without a time") }
    if result.lateEvents > 0 { parts.append("\(NumberText.counted(result.lateEvents, "event")) out of order") }
    if result.mistypedValues > 0 { parts.append(NumberText.counted(result.mistypedValues, "mistyped value")) }
    if !parts.isEmpty {
      field("Also", &out)
      out.line(parts.joined(separator: ", "))
    }
    if let problem = result.evidenceProblem {
      field("Evidence", &out)
      out.line("some events are shown by reference only: \(problem)", .medium)
    }
    if let model = result.queueModel {
      let used = model.versions.map { "\($0.version) (\($0.stage)) \(NumberText.counted($0.alerts, "alert"))" }
      field("Model", &out)
      out.line(
        "\(model.name): \(used.joined(separator: ", ")); \(NumberText.count(model.raised)) raised, "
          + "\(NumberText.count(model.lowered)) lowered")
    }
    if let feedback = result.feedback { learnt(feedback, &out) }
    for problem in result.feedbackProblems.prefix(3) {
      field("Feedback", &out)
      out.line("not read: \(problem)", .medium)
    }
    excepted(&out)
    field("Rules", &out)
    let failed = result.ruleProblems.count
    out.add("\(NumberText.count(result.ruleCount)) ran")
    if failed > 0 { out.add(", \(NumberText.count(failed)) could not be run", .medium) }
    let waiting = result.waitingRules.count
    if waiting > 0 {
      out.add(", \(NumberText.count(waiting)) of them \(waiting == 1 ? "waits" : "wait") for an anomaly job", .dim)
    }
    out.endLine()
  }

  private func learnt(_ feedback: FeedbackSummary, _ out: inout TerminalText) {
    field("Feedback", &out)
    out.line(
      "\(NumberText.counted(feedback.verdicts, "verdict")) by \(NumberText.counted(feedback.analysts, "analyst")): "
        + "\(NumberText.counted(feedback.lowered, "alert")) lowered, \(NumberText.count(feedback.raised)) raised, "
        + "\(NumberText.count(feedback.heldAtFloor)) held at the floor of their severity")
    field("", &out)
    out.line(
      "one analyst moves an alert by at most \(NumberText.decimal(feedback.analystBound, places: 1)) points, one source "
        + "by at most \(NumberText.decimal(feedback.sourceBound, places: 1))", .dim)
    for flag in feedback.flags.prefix(3) {
      field("", &out)
      out.line(flag, .medium)
    }
  }

  /// What exceptions hid, by exception, and those that are not obeyed.
  private func excepted(_ out: inout TerminalText) {
    let uses = ExceptionWords.ordered(result.exceptions)
    for (number, use) in uses.prefix(6).enumerated() {
      field(number == 0 ? "Exceptions" : "", &out)
      out.wrapped(ExceptionWords.line(use), indent: label, lines: 2, use.standing == .inForce ? .plain : .dim)
    }
    guard uses.count > 6 else { return }
    let rest = uses.dropFirst(6).reduce(0) { $0 + $1.hiddenAlerts }
    field("", &out)
    out.line("and \(uses.count - 6) more, which hid \(NumberText.counted(rest, "alert"))", .dim)
  }

  private func field(_ name: String, _ out: inout TerminalText) { out.cell(name, label, .dim) }

  // MARK: What was found

  private func incidents(_ out: inout TerminalText) {
    guard !result.incidents.isEmpty else { return }
    out.line()
    heading("Incidents", index.incidentCounts, &out)
    for incident in result.incidents.prefix(listed) {
      mark(incident.severity, &out)
      out.cell(NumberText.decimal(incident.risk, places: 0), 4, right: true)
      out.add("  ")
      out.wrapped(incident.title, indent: 18, lines: 2, .bold)
      out.cell("", 18)
      out.wrapped(particulars(incident), indent: 18, lines: 3, .dim)
    }
    more(result.incidents.count - listed, &out)
  }

  private func particulars(_ incident: Incident) -> String {
    var parts = [TimeText.minute(incident.firstSeen), NumberText.counted(incident.alertIDs.count, "alert")]
    let hosts = index.names(.host, of: incident.entities)
    if let first = hosts.first { parts.append(first + (hosts.count > 1 ? " and \(hosts.count - 1) more" : "")) }
    let tactics = incident.tactics.map { AttackTactic($0)?.name ?? $0 }
    if !tactics.isEmpty { parts.append(tactics.joined(separator: " → ")) }
    return parts.joined(separator: " · ")
  }

  /// Alerts that look alike, so that what is decided about one can be asked of the others.
  private func groups(_ out: inout TerminalText) {
    guard !result.alertGroups.isEmpty else { return }
    let members = result.alertGroups.reduce(0) { $0 + $1.alerts.count }
    out.line(
      "  \(NumberText.count(members)) look alike in \(NumberText.counted(result.alertGroups.count, "group")), the largest:",
      .dim)
    for group in result.alertGroups.prefix(3) {
      mark(group.severity, &out)
      out.cell(NumberText.count(group.alerts.count), 4, right: true)
      out.cell("", 2)
      out.wrapped(AlertGroupWords.line(group), indent: 18, lines: 2, .plain)
    }
  }

  private func alerts(_ out: inout TerminalText) {
    budget(&out)
    guard !result.alerts.isEmpty else {
      out.line()
      out.line(
        result.heldBack > 0
          ? "Nothing that was found fits into the budget."
          : result.excepted > 0
            ? "Exceptions hide everything that was found."
            : "No rule and no model found anything. That is no proof that nothing happened.")
      return
    }
    out.line()
    heading("Alerts", index.alertCounts, &out)
    let loose = index.order.lazy.map { result.alerts[$0] }.filter { index.incidentOfAlert[$0.id] == nil }
    let shown = Array(loose.prefix(listedRisks))
    groups(&out)
    guard !shown.isEmpty else { return }
    if !result.incidents.isEmpty { out.line("  outside incidents:", .dim) }
    for alert in shown {
      mark(alert.severity, &out)
      out.cell(NumberText.decimal(alert.risk, places: 0), 4, right: true)
      let hosts = index.names(.host, of: alert.entities)
      out.line("  \(alert.title)" + (hosts.first.map { " (\($0))" } ?? ""))
      if let move = result.moves[alert.id] {
        out.cell("", 18)
        out.wrapped(move.words, indent: 18, lines: 2, .dim)
      }
    }
    more(loose.count - shown.count, &out)
  }

  /// What the budget did, and the severe cases that it holds back.
  private func budget(_ out: inout TerminalText) {
    let words = BudgetWords(index)
    guard !words.lines.isEmpty else { return }
    out.line()
    for line in words.lines { out.wrapped(line, indent: 0, lines: 5) }
    let held = words.heldCases
    guard !held.isEmpty else { return }
    out.line()
    out.line("Held back", .bold)
    for entry in held.prefix(listed) {
      mark(entry.held.severity, &out)
      out.cell(NumberText.decimal(entry.held.risk, places: 0), 4, right: true)
      out.add("  ")
      out.wrapped(entry.text, indent: 18, lines: 2)
    }
    more(held.count - listed, &out)
  }

  private func heading(_ name: String, _ counts: [Severity: Int], _ out: inout TerminalText) {
    out.cell(name, label, .bold)
    for severity in Severity.descending {
      guard let count = counts[severity], count > 0 else { continue }
      out.add("\(NumberText.count(count)) \(severity.name)  ", TerminalText.Style(severity))
    }
    out.endLine()
  }

  private func mark(_ severity: Severity, _ out: inout TerminalText) {
    let shape =
      switch severity {
      case .critical: terminal.usesUnicode ? "◆" : "*"
      case .high: terminal.usesUnicode ? "▲" : "!"
      case .medium: terminal.usesUnicode ? "■" : "+"
      case .low: terminal.usesUnicode ? "●" : "-"
      }
    out.cell("", 2)
    out.cell("\(shape) \(severity.name)", 10, TerminalText.Style(severity))
  }

  private func risks(_ name: String, _ risks: [EntityRisk], _ out: inout TerminalText) {
    guard !risks.isEmpty else { return }
    out.line()
    out.line(name, .bold)
    let width = min(34, max(12, terminal.width - 40))
    for risk in risks.prefix(listedRisks) {
      let worst = risk.contributions.compactMap { index.alert($0.alertID)?.severity }.max() ?? .low
      out.cell("", 2)
      out.cell(risk.name.isEmpty ? risk.entity.id : risk.name, width)
      out.cell(NumberText.decimal(risk.score, places: 0), 5, right: true)
      out.cell("", 2)
      let bar = risk.score.isFinite ? Int((min(max(risk.score, 0), 100) / 100 * 12).rounded()) : 0
      out.cell(String(repeating: terminal.usesUnicode ? "█" : "#", count: bar), 14, TerminalText.Style(worst))
      out.line(NumberText.counted(risk.contributions.count, "alert"), .dim)
    }
    more(risks.count - listedRisks, &out)
  }

  private func more(_ count: Int, _ out: inout TerminalText) {
    guard count > 0 else { return }
    out.line("  and \(NumberText.count(count)) more", .dim)
  }
}
