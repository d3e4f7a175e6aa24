import Evidence
import Pipeline
import Triage

/// One alert, folded to a line; unfolded, its evidence.
struct AlertCard {
  let alert: Alert
  let number: Int
  let index: HuntIndex

  private var limits: ReportLimits { index.limits }

  /// Writes the alert.
  func draw(_ events: inout EventLedger, into html: inout HTML) {
    html.newline()
    var ledger = events
    html.element(.details, .class("alert", CSSClass(alert.severity)), .id(Anchor("alert", number))) { html in
      html.element(.summary) { line(into: &$0) }
      html.element(.div, .class("evidence")) { html in
        facts(into: &html)
        html.element(.h4, text: "Why")
        let groups = SignalGroup.grouped(alert.signals)
        for group in groups.prefix(limits.signals) { signal(group, into: &html) }
        let shown = groups.prefix(limits.signals).reduce(0) { $0 + $1.times.count }
        html.leftOut(max(alert.signalCount, alert.signals.count) - shown, "signal")
        tree(into: &html)
        ledger.draw(references, into: &html)
      }
    }
    events = ledger
  }

  /// The events of all signals, the deciding ones first, each once.
  private var references: [EventReference] {
    var seen: Set<String> = []
    let deciding = alert.signals.compactMap(\.events.first)
    let others = alert.signals.flatMap { $0.events.dropFirst() }
    return (deciding + others).filter { seen.insert($0.id).inserted }
  }

  private func line(into html: inout HTML) {
    html.severity(alert.severity)
    html.element(.span, .class("title")) { html in
      html.element(.span, .class("no"), text: "\(number)")
      html.text(" " + Clipped(alert.title, to: 200).withEllipsis)
    }
    html.element(.span, .class("meta")) { html in
      html.names("on", index.names(.host, of: alert.entities), limit: 1)
      html.names("by", index.names(.user, of: alert.entities), limit: 1)
      html.time(alert.firstSeen)
    }
  }

  private func facts(into html: inout HTML) {
    html.element(.dl, .class("pairs")) { html in
      pair("When", into: &html) { html in
        html.text(TimeText.range(alert.firstSeen, alert.lastSeen) + " UTC")
        if alert.signalCount > 1 { html.text(", \(NumberText.count(alert.signalCount)) signals") }
      }
      pair("Risk", into: &html) { $0.text("\(NumberText.decimal(alert.risk, places: 0)) of 100") }
      if let move = index.result.modelMoves[alert.id] {
        pair("Model", into: &html) { $0.text(Clipped(move.words, to: 300).withEllipsis) }
      }
      if let move = index.result.moves[alert.id] {
        pair("Feedback", into: &html) { $0.text(Clipped(move.words, to: 300).withEllipsis) }
      }
      pair("Rule", into: &html) { $0.inline(alert.ruleID, limit: 120) }
      if !alert.techniques.isEmpty || !alert.tactics.isEmpty {
        pair("ATT&CK", into: &html) { html in
          for tactic in IncidentSection.tactics(of: alert).prefix(6) {
            html.element(.span, .class("tactic-name"), text: tactic.name)
            html.text(" ")
          }
          for technique in alert.techniques.prefix(10) {
            html.technique(technique)
            html.text(" ")
          }
        }
      }
      for kind in EntityKey.Kind.allCases {
        let names = index.names(kind, of: alert.entities)
        if !names.isEmpty { pair(kind.rawValue.capitalizedFirst, into: &html) { $0.names("", names, limit: 8) } }
      }
      if let incident = index.incidentOfAlert[alert.id] {
        pair("Incident", into: &html) { html in
          let title = "\(incident + 1). \(Clipped(index.result.incidents[incident].title, to: 160).withEllipsis)"
          html.element(.a, .link(Anchor("incident", incident + 1)), text: title)
        }
      }
    }
  }

  private func pair(_ name: String, into html: inout HTML, _ content: (inout HTML) -> Void) {
    html.element(.dt, text: name)
    html.element(.dd, content: content)
  }

  private func signal(_ group: SignalGroup, into html: inout HTML) {
    let signal = group.signal
    html.element(.div, .class("signal")) { html in
      html.element(.div, .class("line")) { html in
        html.element(.strong, text: Clipped(signal.title, to: 200).withEllipsis)
        html.time(signal.time, TimeText.millisecond)
        html.element(.small, text: Self.strength(signal))
      }
      if group.times.count > 1 {
        let later = group.times.dropFirst().prefix(6).map(TimeText.millisecond).joined(separator: ", ")
        let rest = group.times.count - 7
        html.element(
          .p, .class("note"),
          text: "The same \(NumberText.counted(group.times.count - 1, "more time")): \(later)"
            + (rest > 0 ? ", and \(NumberText.count(rest)) more" : ""))
      }
      guard !signal.reasons.isEmpty else { return }
      html.element(.table, .class("reasons")) { html in
        html.element(.tbody) { html in
          for reason in signal.reasons.prefix(limits.reasons) {
            html.element(.tr) { html in
              html.element(.th, .fixed("scope", "row")) { $0.field(reason.field) }
              html.element(.td) { html in
                if !reason.value.isEmpty { html.value(reason.value, limits) }
                if !reason.note.isEmpty {
                  html.text(" ")
                  html.element(.small, text: Clipped(reason.note, to: 600).withEllipsis)
                }
              }
            }
          }
        }
      }
      html.leftOut(signal.reasons.count - limits.reasons, "reason")
    }
  }

  /// Who says it, and how strongly.
  private static func strength(_ signal: Signal) -> String {
    var text = "\(Clipped(signal.detector.name, to: 60).withEllipsis) \(Clipped(signal.detector.version, to: 20).text)"
    if let p = signal.pValue { text += " · p = \(NumberText.probability(p))" }
    if signal.logLikelihoodRatio != 0 {
      text += " · log likelihood ratio \(NumberText.decimal(signal.logLikelihoodRatio, places: 1))"
    }
    return text
  }

  private func tree(into html: inout HTML) {
    guard let tree = index.result.processTrees[alert.id], !tree.nodes.isEmpty else { return }
    html.element(.h4, text: "Process tree")
    ProcessTreeDiagram(tree, index: index).draw(into: &html)
  }
}

extension String {
  /// The text with a capital at its beginning.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
