import Evidence
import Pipeline

/// Tactics and techniques that the alerts name, with counts.
struct AttackMatrix {
  /// A technique under one tactic.
  struct Cell {
    let id: String
    var alerts: Int
    var severity: Severity
    /// The most severe alert, to link to.
    var example: String
  }

  /// Tactics with their techniques, in the order of ATT&CK; most alerts first.
  private(set) var columns: [(tactic: AttackTactic, cells: [Cell])] = []
  /// Alerts that name neither a technique nor a tactic.
  private(set) var unmapped = 0

  /// Counts the techniques of alerts. A technique counts under those of the alert's tactics that it serves, or all of
  /// them where it serves none; without any, under every tactic that it serves. A tactic that no technique of the alert
  /// serves counts as itself.
  init(_ alerts: [Alert]) {
    var table: [AttackTactic: [String: Cell]] = [:]
    for alert in alerts {
      let stated = Set(alert.tactics.compactMap { AttackTactic($0) })
      var covered: Set<AttackTactic> = []
      for id in Set(alert.techniques) {
        let serves = AttackCatalog.technique(id)?.tactics ?? []
        let chosen = serves.filter(stated.contains)
        let tactics = chosen.isEmpty ? (stated.isEmpty ? serves : stated.sorted()) : chosen
        covered.formUnion(tactics)
        for tactic in tactics { Self.count(alert, id, in: &table[tactic, default: [:]]) }
      }
      for tactic in stated.subtracting(covered) { Self.count(alert, "", in: &table[tactic, default: [:]]) }
      if covered.isEmpty, stated.isEmpty { unmapped += 1 }
    }
    columns = table.keys.sorted().map { tactic in
      let cells = (table[tactic] ?? [:]).values.sorted { ($1.alerts, $0.id) < ($0.alerts, $1.id) }
      return (tactic, cells)
    }
  }

  private static func count(_ alert: Alert, _ id: String, in cells: inout [String: Cell]) {
    var cell = cells[id] ?? Cell(id: id, alerts: 0, severity: alert.severity, example: alert.id)
    cell.alerts += 1
    if alert.severity > cell.severity {
      cell.severity = alert.severity
      cell.example = alert.id
    }
    cells[id] = cell
  }

  /// Draws the matrix.
  func draw(_ index: HuntIndex, into html: inout HTML) {
    html.element(.div, .class("matrix"), .fixed("role", "group"), .label("ATT&CK techniques by tactic")) { html in
      for (tactic, cells) in columns {
        html.element(.div, .class("tactic")) { html in
          html.element(.h3) { html in
            html.text(tactic.name)
            html.element(.small, text: " \(tactic.id)")
          }
          html.element(.ul) { html in
            for cell in cells.prefix(40) { draw(cell, index, into: &html) }
          }
          html.leftOut(cells.count - 40, "technique")
        }
      }
    }
  }

  private func draw(_ cell: Cell, _ index: HuntIndex, into html: inout HTML) {
    html.element(.li, .class("cell", CSSClass(cell.severity))) { html in
      html.element(.div, .class("line")) { html in
        html.mark(cell.severity)
        if cell.id.isEmpty {
          html.element(.span, .class("tech"), text: "No technique named")
        } else {
          html.technique(cell.id)
        }
      }
      html.element(.small) { html in
        let count = NumberText.counted(cell.alerts, "alert")
        if let number = index.alertPosition[cell.example].map(index.number(ofAlertAt:)), index.isShown(number) {
          html.element(.a, .link(Anchor("alert", number)), .title("The most severe of them"), text: count)
        } else {
          html.text(count)
        }
        html.text(", up to \(cell.severity.name)")
      }
    }
  }
}
