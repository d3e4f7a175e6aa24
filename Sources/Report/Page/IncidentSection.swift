import Evidence
import Pipeline

/// Incidents as stories: what happened in which order, to whom, and why the alerts belong together.
struct IncidentSection {
  let index: HuntIndex
  /// The size of the page at which no further incident is begun.
  let budget: Int

  /// Writes the section.
  func draw(into html: inout HTML) {
    let incidents = index.result.incidents
    html.section("incidents", "Incidents") { html in
      guard !incidents.isEmpty else {
        html.element(.p, .class("intro"), text: "No alerts share enough to be told as one story.")
        return
      }
      html.element(
        .p, .class("intro"),
        text: "Alerts that share a process tree, a logon session, a user, a host or an address within a short time are "
          + "told as one story. The highest risk comes first.")
      var shown = 0
      for (position, incident) in incidents.prefix(index.limits.incidents).enumerated() {
        guard html.count < budget else { break }
        story(position, incident, into: &html)
        shown += 1
      }
      rest(incidents.dropFirst(shown), into: &html)
    }
  }

  private func story(_ position: Int, _ incident: Incident, into html: inout HTML) {
    let number = position + 1
    let alerts = index.alerts(of: incident)
    html.newline()
    html.element(
      .article, .class("incident", CSSClass(incident.severity)), .id(Anchor("incident", number)),
      .labelled(by: Anchor("incident-title", number))
    ) { html in
      html.element(.header) { html in
        html.element(.div, .class("line")) { html in
          html.severity(incident.severity)
          html.element(.span, .class("label"), text: "Incident \(number)")
          html.element(.span, .class("label"), text: "Risk \(NumberText.decimal(incident.risk, places: 0)) of 100")
        }
        html.element(.h3, .id(Anchor("incident-title", number)), text: Clipped(incident.title, to: 300).withEllipsis)
      }
      html.element(.p, text: opening(incident, alerts))
      chain(incident, into: &html)
      steps(alerts, from: incident.firstSeen, into: &html)
      graph(alerts, into: &html)
      processes(alerts, into: &html)
      links(incident, into: &html)
    }
  }

  /// The story in one or two sentences.
  private func opening(_ incident: Incident, _ alerts: [Alert]) -> String {
    let hosts = index.names(.host, of: incident.entities)
    let users = index.names(.user, of: incident.entities)
    var text = "\(NumberText.counted(alerts.count, "alert"))"
    if !hosts.isEmpty { text += " on \(Self.list(hosts, "host"))" }
    if !users.isEmpty { text += ", involving \(Self.list(users, "user"))" }
    text += ", \(TimeText.range(incident.firstSeen, incident.lastSeen)) UTC"
    if incident.lastSeen > incident.firstSeen {
      text += " (\(TimeText.duration(from: incident.firstSeen, to: incident.lastSeen)))"
    }
    return text + "."
  }

  private static func list(_ names: [String], _ kind: String) -> String {
    if names.count > 3 { return "\(names.count) \(kind)s (\(short(names[0])), \(short(names[1])), …)" }
    return (names.count == 1 ? "\(kind) " : "\(kind)s ") + names.map(short).joined(separator: ", ")
  }

  private static func short(_ name: String) -> String { Clipped(name, to: 60).withEllipsis }

  /// The tactics in the order in which they appeared.
  private func chain(_ incident: Incident, into html: inout HTML) {
    guard !incident.tactics.isEmpty else { return }
    html.element(.ol, .class("chain"), .label("Tactics in the order in which they appeared")) { html in
      for tactic in incident.tactics.prefix(20) {
        html.element(.li, text: AttackTactic(tactic)?.name ?? Clipped(tactic, to: 40).withEllipsis)
      }
    }
  }

  private func steps(_ alerts: [Alert], from start: Int64, into html: inout HTML) {
    html.element(.h4, text: "What happened")
    let shown = alerts.prefix(index.limits.steps)
    html.element(.ol, .class("steps")) { html in
      for alert in shown.prefix(25) { step(alert, from: start, into: &html) }
    }
    if shown.count > 25 {
      html.element(.details) { html in
        html.element(.summary, text: "\(shown.count - 25) later steps")
        html.element(.ol, .class("steps"), .integer("start", 26)) { html in
          for alert in shown.dropFirst(25) { step(alert, from: start, into: &html) }
        }
      }
    }
    html.leftOut(alerts.count - shown.count, "step")
  }

  private func step(_ alert: Alert, from start: Int64, into html: inout HTML) {
    html.element(.li, .class(CSSClass(alert.severity))) { html in
      html.element(.div, .class("when")) { html in
        html.time(alert.firstSeen, TimeText.second)
        if Double(alert.firstSeen) - Double(start) >= 1e9 {
          html.element(.small, text: "+ " + TimeText.duration(from: start, to: alert.firstSeen))
        }
      }
      html.element(.div, .class("what")) { html in
        html.element(.div, .class("line")) { html in
          html.severity(alert.severity)
          html.alertLink(alert, index)
          if alert.signalCount > 1 { html.element(.small, text: "seen \(NumberText.count(alert.signalCount)) times") }
        }
        html.element(.div, .class("line meta")) { html in
          for tactic in Self.tactics(of: alert).prefix(3) {
            html.element(.span, .class("tactic-name"), text: tactic.name)
          }
          for technique in alert.techniques.prefix(3) { html.technique(technique) }
          html.names("on", index.names(.host, of: alert.entities), limit: 2)
          html.names("by", index.names(.user, of: alert.entities), limit: 2)
        }
        for reason in Self.tellingReasons(of: alert) { self.reason(reason, into: &html) }
      }
    }
  }

  /// A reason: a sentence stands before what was seen, a condition that was met behind it.
  private func reason(_ reason: Signal.Reason, into html: inout HTML) {
    let note = Clipped(reason.note, to: 240).withEllipsis
    let isSentence = note.hasSuffix(".")
    html.element(.div, .class("because")) { html in
      if isSentence { html.element(.span, text: note) }
      if Self.isCommandLine(reason) {
        html.value(reason.value, index.limits)
      } else if !reason.value.isEmpty {
        html.element(.span) { html in
          html.element(.small, text: Clipped(reason.field, to: 60).withEllipsis + " ")
          html.inline(reason.value, limit: 200)
          if !isSentence, !note.isEmpty { html.element(.small, text: " " + note) }
        }
      } else if !isSentence, !note.isEmpty {
        html.element(.span, text: note)
      }
    }
  }

  /// The two reasons that tell most: the first of the strongest signal, and its command line where there is one.
  private static func tellingReasons(of alert: Alert) -> [Signal.Reason] {
    guard let reasons = alert.signals.first?.reasons, let first = reasons.first else { return [] }
    let command = reasons.dropFirst().first(where: isCommandLine)
    return [first] + (command.map { [$0] } ?? [])
  }

  private static func isCommandLine(_ reason: Signal.Reason) -> Bool {
    reason.field.hasSuffix("command_line") || reason.field.hasSuffix("CommandLine")
  }

  /// The tactics that an alert names, or those that its techniques serve.
  static func tactics(of alert: Alert) -> [AttackTactic] {
    let stated = alert.tactics.compactMap { AttackTactic($0) }
    if !stated.isEmpty { return Set(stated).sorted() }
    return Set(alert.techniques.flatMap { AttackCatalog.technique($0)?.tactics ?? [] }).sorted()
  }

  private func graph(_ alerts: [Alert], into html: inout HTML) {
    let graph = EntityGraph(alerts, limit: index.limits.graphNodes)
    guard graph.nodes.count > 1 else { return }
    html.element(.h4, text: "Who and what was involved")
    html.element(.div, .class("scroll")) { EntityGraphChart(graph, name: index.name).draw(into: &$0) }
  }

  private func processes(_ alerts: [Alert], into html: inout HTML) {
    let trees = MergedProcessTrees(alerts.compactMap { index.result.processTrees[$0.id] })
    guard !trees.tree.nodes.isEmpty else { return }
    html.element(.h4, text: "Process tree")
    let diagram = ProcessTreeDiagram(trees.tree, index: index)
    if trees.tree.nodes.count <= 40 {
      diagram.draw(into: &html)
    } else {
      html.element(.details) { html in
        html.element(.summary, text: NumberText.counted(trees.tree.nodes.count, "process", "processes"))
        diagram.draw(into: &html)
      }
    }
  }

  private func links(_ incident: Incident, into html: inout HTML) {
    guard !incident.links.isEmpty else { return }
    html.element(.details) { html in
      html.element(
        .summary, text: "Why these alerts belong together (\(NumberText.counted(incident.links.count, "link")))")
      html.element(.ul, .class("links")) { html in
        for link in incident.links.prefix(100) {
          html.element(.li) { html in
            html.alertNumber(link.from, index)
            html.text(" and ")
            html.alertNumber(link.to, index)
            html.text(": \(link.note.isEmpty ? "both name" : Clipped(link.note, to: 300).withEllipsis) ")
            html.element(.span, .class("label"), text: link.entity.kind.rawValue)
            html.text(" ")
            html.inline(index.name(link.entity))
          }
        }
      }
      html.leftOut(incident.links.count - 100, "link")
    }
  }

  private func rest(_ incidents: ArraySlice<Incident>, into html: inout HTML) {
    guard !incidents.isEmpty else { return }
    html.element(.details, .class("card")) { html in
      html.element(.summary, text: "\(NumberText.counted(incidents.count, "further incident")), in brief")
      html.element(.ul, .class("plain")) { html in
        for (position, incident) in zip(incidents.indices, incidents).prefix(index.limits.rows) {
          html.element(.li, .id(Anchor("incident", position + 1))) { html in
            html.severity(incident.severity)
            html.text(" \(position + 1). \(Clipped(incident.title, to: 200).withEllipsis), ")
            html.time(incident.firstSeen)
            html.text(", \(NumberText.counted(incident.alertIDs.count, "alert"))")
          }
        }
      }
      html.leftOut(incidents.count - index.limits.rows, "incident")
    }
  }
}
