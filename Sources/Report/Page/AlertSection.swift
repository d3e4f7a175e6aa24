import Evidence
import Pipeline

/// Every alert with its evidence: what was seen, why it counts, and the events themselves one click away.
struct AlertSection {
  let index: HuntIndex
  /// Bytes that the alerts may fill.
  let budget: Int
  /// Groups of alerts that are listed.
  private static let mostGroups = 20

  /// Writes the alerts, most severe first, until the budget or the limit is reached. Returns how many were written.
  func draw(into html: inout HTML) -> Int {
    var shown = 0
    html.section("alerts", "Alerts") { html in
      budget(into: &html)
      guard !index.result.alerts.isEmpty else {
        html.element(
          .p, .class("intro"),
          text: index.result.heldBack > 0
            ? "Nothing that was found fits into the budget." : "No rule and no model of this hunt found anything.")
        return
      }
      html.element(
        .p, .class("intro"),
        text: "The most severe first. Open an alert for its evidence, and an event below it for everything the source "
          + "recorded.")
      groups(into: &html)
      html.element(.div, .class("alerts")) { html in
        filter(into: &html)
        shown = list(into: &html)
      }
      rest(from: shown, into: &html)
    }
    return shown
  }

  /// What the budget did, and the severe cases that it holds back.
  private func budget(into html: inout HTML) {
    let words = BudgetWords(index)
    guard !words.lines.isEmpty else { return }
    html.element(.p, .class("banner"), text: words.lines.joined(separator: " "))
    for entry in words.heldCases {
      html.element(.p, .class("intro")) { html in
        html.text("Held back: ")
        html.severity(entry.held.severity)
        html.text(" " + Clipped(entry.text, to: 300).withEllipsis)
      }
    }
  }

  /// Alerts that look alike.
  private func groups(into html: inout HTML) {
    let groups = index.result.alertGroups
    guard !groups.isEmpty else { return }
    html.element(.h3, text: "Alerts that look alike")
    html.element(
      .p, .class("note"),
      text: "What is decided about one of a group may hold for the others. The JSON output names all members.")
    html.element(.div, .class("scroll")) { html in
      html.element(.table, .class("dense")) { html in
        html.head([("Alerts", "num"), ("Up to", ""), ("For example", ""), ("What at least half of them have", "")])
        html.element(.tbody) { html in
          for group in groups.prefix(Self.mostGroups) {
            html.element(.tr) { html in
              html.element(.td, .class("num"), text: NumberText.count(group.alerts.count))
              html.element(.td) { $0.severity(group.severity) }
              html.element(.td, text: Clipped(group.title, to: 160).withEllipsis)
              html.element(.td, text: Clipped(AlertGroupWords.traits(group), to: 300).withEllipsis)
            }
          }
        }
      }
    }
    html.leftOut(groups.count - Self.mostGroups, "group")
  }

  private func filter(into html: inout HTML) {
    html.element(.div, .class("filter"), .fixed("role", "group"), .fixed("aria-label", "Show alerts by severity")) {
      html in
      html.element(.span, .class("label"), text: "Show")
      for severity in Severity.descending {
        let count = index.alertCounts[severity] ?? 0
        html.element(.label) { html in
          html.element(
            .input, .class("f", CSSClass(severity)), .fixed("type", "checkbox"), .fixed("checked", "checked"))
          html.severity(severity)
          html.element(.small, text: " " + NumberText.count(count))
        }
      }
    }
  }

  private func list(into html: inout HTML) -> Int {
    var events = EventLedger(index: index)
    let start = html.count
    var shown = 0
    for position in index.order.prefix(index.limits.alerts) {
      guard html.count - start < budget else { break }
      shown += 1
      AlertCard(alert: index.result.alerts[position], number: shown, index: index).draw(&events, into: &html)
    }
    return shown
  }

  /// What was left out, by rule.
  private func rest(from shown: Int, into html: inout HTML) {
    let omitted = index.order.dropFirst(shown)
    guard !omitted.isEmpty else { return }
    var counts: [String: (count: Int, severity: Severity, title: String)] = [:]
    for position in omitted {
      let alert = index.result.alerts[position]
      var entry = counts[alert.ruleID] ?? (0, alert.severity, alert.title)
      entry.count += 1
      entry.severity = max(entry.severity, alert.severity)
      counts[alert.ruleID] = entry
    }
    let ranked = counts.sorted {
      ($1.value.severity, $1.value.count, $0.key) < ($0.value.severity, $0.value.count, $1.key)
    }
    html.element(.h3, text: "\(NumberText.counted(omitted.count, "alert")) left out")
    html.element(
      .p, .class("note"),
      text: "This file shows the first \(NumberText.count(shown)) of \(NumberText.count(index.order.count)) alerts, to "
        + "stay small enough to open. The others are counted here by rule; the JSON output has all of them.")
    html.element(.div, .class("scroll")) { html in
      html.element(.table, .class("dense")) { html in
        html.head([("Alerts", "num"), ("Up to", ""), ("Rule", ""), ("For example", "")])
        html.element(.tbody) { html in
          for (rule, entry) in ranked.prefix(index.limits.rows) {
            html.element(.tr) { html in
              html.element(.td, .class("num"), text: NumberText.count(entry.count))
              html.element(.td) { $0.severity(entry.severity) }
              html.element(.td) { $0.inline(rule) }
              html.element(.td, text: Clipped(entry.title, to: 160).withEllipsis)
            }
          }
        }
      }
    }
    html.leftOut(ranked.count - index.limits.rows, "rule")
  }
}
