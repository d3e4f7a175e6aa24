import Evidence
import Pipeline

/// What a hunt found, in sentences that need no knowledge of the field.
struct Headline {
  let index: HuntIndex

  private var result: HuntResult { index.result }

  /// One line above everything: the outcome.
  var title: String {
    guard let warning = BudgetWords(index).warning else { return outcome }
    return "\(outcome); \(warning)"
  }

  private var outcome: String {
    if result.eventCount == 0 { return "Nothing could be read" }
    if !result.incidents.isEmpty {
      let worst = result.incidents.map(\.severity).max() ?? .low
      let count = result.incidents.count
      if count == 1 { return "One incident of \(worst.name) severity" }
      let most = index.incidentCounts[worst] ?? 0
      return "\(NumberText.count(count)) incidents, \(NumberText.count(most)) of \(worst.name) severity"
    }
    if !result.alerts.isEmpty { return "\(NumberText.counted(result.alerts.count, "alert")), no incident" }
    if result.heldBack == 0, result.excepted > 0 { return "Nothing beside what exceptions hide" }
    return result.heldBack > 0 ? "Nothing within the budget of false alerts" : "Nothing suspicious was recognised"
  }

  /// What was read and over which period.
  var reading: String {
    let read = result.inputs.filter { $0.failure == nil && $0.format != nil }
    let bytes = result.inputs.reduce(UInt64(0)) { $0.addingReportingOverflow($1.bytes).partialValue }
    var text =
      "Shrike read \(NumberText.counted(result.eventCount, "event")) from "
      + "\(NumberText.counted(read.count, "input")) (\(NumberText.bytes(bytes)))"
    if let first = result.firstEvent, let last = result.lastEvent {
      text += ", recorded between \(TimeText.minute(first)) and \(TimeText.minute(last)) UTC"
      text += " (\(TimeText.duration(from: first, to: last)))"
    }
    return text + "."
  }

  /// What was found.
  var findings: String {
    guard !result.alerts.isEmpty else {
      if result.heldBack > 0 {
        return (BudgetWords(index).heldBack ?? "") + " by the budget."
      }
      if result.excepted > 0 {
        return
          "\(NumberText.counted(result.excepted, "alert")) hidden by accepted exceptions, which Data quality names."
      }
      if result.ruleCount == 0, result.detectors.isEmpty {
        return "No rule and no model ran, so nothing could be found."
      }
      return "None of the rules and models of this hunt found anything. That is no proof that nothing happened: it "
        + "speaks only for what these inputs record and what these detectors know."
    }
    let inIncidents = result.alerts.count { index.incidentOfAlert[$0.id] != nil }
    var text = "They gave \(NumberText.counted(result.alerts.count, "alert")) (\(Self.list(index.alertCounts))). "
    if result.incidents.isEmpty {
      text += "No alerts share enough to be joined into an incident."
    } else {
      text +=
        "\(NumberText.count(inIncidents)) of them "
        + "belong\(inIncidents == 1 ? "s" : "") to \(NumberText.counted(result.incidents.count, "incident"))"
        + " (\(Self.list(index.incidentCounts)))."
    }
    return text
  }

  /// The names with the highest risk.
  var exposure: String? {
    let parts = [("host", result.hosts.first), ("user", result.users.first)].compactMap { kind, risk in
      risk.map { "the \(kind) \(Self.shown($0.name)) (\(NumberText.decimal($0.score, places: 0)) of 100)" }
    }
    guard !parts.isEmpty else { return nil }
    return "Most of the risk lies with \(parts.joined(separator: " and "))."
  }

  /// How complete the reading was.
  var quality: String {
    let foreign = result.inputs.count(where: \.isForeign)
    let failed = result.inputs.count { $0.failure != nil } - foreign
    let skipped = DataQuality.skipped(result.inputs)
    if failed == 0, foreign == 0, skipped == 0 { return "Everything in the inputs was read." }
    var parts: [String] = []
    if failed > 0 {
      parts.append(
        "\(NumberText.count(failed)) of \(NumberText.counted(result.inputs.count, "input")) could not be read fully")
    }
    if foreign > 0 {
      parts.append("\(NumberText.counted(foreign, "input")) \(foreign == 1 ? "is" : "are") no telemetry")
    }
    if skipped > 0 {
      parts.append("\(NumberText.counted(skipped, "record or region", "records or regions")) had to be skipped")
    }
    return parts.joined(separator: "; ").prefix(1).uppercased() + parts.joined(separator: "; ").dropFirst()
      + ": see Data quality."
  }

  /// `1 critical, 3 high`.
  static func list(_ counts: [Severity: Int]) -> String {
    Severity.descending.compactMap { severity in
      counts[severity].flatMap { $0 > 0 ? "\(NumberText.count($0)) \(severity.name)" : nil }
    }.joined(separator: ", ")
  }

  private static func shown(_ name: String) -> String { Clipped(name, to: 60).withEllipsis }

  /// Writes the top of the page.
  func draw(into html: inout HTML) {
    html.element(.section, .id(Anchor(section: "summary"))) { html in
      html.element(.h1, text: title)
      html.element(.div, .class("lead")) { html in
        html.element(.p, text: reading)
        html.element(.p, text: findings)
        if let top = result.incidents.first { lead(top, into: &html) }
        if let exposure { html.element(.p, text: exposure) }
        html.element(.p, text: quality)
      }
      tiles(into: &html)
    }
  }

  private func lead(_ incident: Incident, into html: inout HTML) {
    html.element(.p) { html in
      html.text("The most serious: ")
      html.element(.a, .link(Anchor("incident", 1)), text: Clipped(incident.title, to: 240).withEllipsis)
      html.text(" (\(incident.severity.name), \(TimeText.range(incident.firstSeen, incident.lastSeen)) UTC).")
    }
  }

  private func tiles(into html: inout HTML) {
    html.element(.dl, .class("tiles")) { html in
      html.tile("Incidents", NumberText.count(result.incidents.count), Self.list(index.incidentCounts))
      html.tile("Alerts", NumberText.count(result.alerts.count), Self.list(index.alertCounts))
      html.tile("Events", NumberText.count(result.eventCount), duplicates)
      html.tile("Hosts with alerts", NumberText.count(result.hosts.count), top(result.hosts))
      html.tile("Users with alerts", NumberText.count(result.users.count), top(result.users))
    }
  }

  private var duplicates: String {
    result.duplicateCount == 0 ? "no duplicates" : "\(NumberText.counted(result.duplicateCount, "duplicate")) left out"
  }

  private func top(_ risks: [EntityRisk]) -> String { risks.first.map { Self.shown($0.name) } ?? "none" }
}
