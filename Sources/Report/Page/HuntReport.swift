import Evidence
public import Pipeline

/// A hunt as one HTML page that needs nothing else: no network, no script, no other file.
///
/// The page is well-formed XML too. Telemetry is shown, never obeyed: see `HTML`, `VisibleText` and `ContentPolicy`.
public struct HuntReport {
  private let index: HuntIndex

  /// The report of a hunt.
  public init(_ result: HuntResult, limits: ReportLimits = ReportLimits()) {
    index = HuntIndex(result, limits: limits)
  }

  /// The page in UTF-8.
  public func html() -> [UInt8] {
    // The alerts come first because the other sections link to those that there is room for.
    var alerts = HTML()
    var index = index
    index.shownAlerts = AlertSection(index: index, budget: index.limits.bytes / 4 * 3).draw(into: &alerts)
    return HuntPage(index: index, alerts: alerts).bytes()
  }
}

/// The page around the alerts.
private struct HuntPage {
  /// With the number of alerts that are shown: nothing links to one that is not.
  let index: HuntIndex
  let alerts: HTML

  func bytes() -> [UInt8] {
    let title = "Shrike hunt: " + Headline(index: index).title
    return PageFrame(title: title, kind: "hunt report", sections: Self.sections).bytes { html in
      banner(into: &html)
      Headline(index: index).draw(into: &html)
      timeline(into: &html)
      IncidentSection(index: index, budget: html.count + index.limits.bytes / 4).draw(into: &html)
      EntitySection(index: index).draw(into: &html)
      attack(into: &html)
      html.append(alerts)
      DataQuality(index: index).draw(into: &html)
      MethodSection(index: index).draw(into: &html)
    }
  }

  private static let sections: [(StaticString, String)] = [
    ("summary", "Summary"), ("timeline", "Timeline"), ("incidents", "Incidents"), ("entities", "Hosts and users"),
    ("attack", "ATT&CK"), ("alerts", "Alerts"), ("quality", "Data quality"), ("methods", "Methods"),
  ]

  private func banner(into html: inout HTML) {
    guard index.result.isSimulated else { return }
    html.element(.p, .class("banner"), .fixed("role", "note")) { html in
      html.element(.strong, text: "Simulated data.")
      html.text(" Hosts, users, events and attacks in this report were made by a program. Nothing here happened.")
    }
  }

  private func timeline(into html: inout HTML) {
    let chart = TimelineChart(index.result)
    html.section("timeline", "Timeline") { html in
      guard !chart.buckets.isEmpty else {
        html.element(.p, .class("intro"), text: "No event has a time that could be used.")
        return
      }
      html.element(.p, .class("intro"), text: chart.summary)
      html.element(.div, .class("scroll card")) { chart.draw(into: &$0) }
      legend(into: &html)
      html.element(.details, .class("screen")) { html in
        html.element(.summary, text: "The same as a table")
        chart.drawTable(into: &html)
      }
    }
  }

  private func legend(into html: inout HTML) {
    html.element(.p, .class("legend")) { html in
      for severity in [Severity.critical, .high, .medium, .low] {
        html.severity(severity)
        html.text(" ")
      }
      html.element(
        .small, text: "Bars: alerts by severity, and events. Lines above: the first incidents. Times in UTC.")
    }
  }

  private func attack(into html: inout HTML) {
    let matrix = AttackMatrix(index.result.alerts)
    html.section("attack", "ATT&CK") { html in
      guard !matrix.columns.isEmpty else {
        html.element(.p, .class("intro"), text: "No alert names a technique or a tactic of MITRE ATT&CK.")
        return
      }
      let techniques = Set(matrix.columns.flatMap { $0.cells.map(\.id) }).subtracting([""]).count
      var text =
        "\(NumberText.counted(techniques, "technique")) under \(NumberText.counted(matrix.columns.count, "tactic")). "
        + "A technique that serves several tactics is counted under each."
      if matrix.unmapped > 0 {
        text += " \(NumberText.counted(matrix.unmapped, "alert names", "alerts name")) no technique."
      }
      html.element(.p, .class("intro"), text: text)
      matrix.draw(index, into: &html)
    }
  }
}
