import Lifecycle

/// The ten pitfalls, judged.
struct GateSection {
  let gates: [PitfallGate]

  func draw(into html: inout HTML) {
    html.section("gates", "Ten pitfalls") { html in
      html.element(
        .p, .class("intro"),
        text: "After Arp et al., “Dos and don'ts of machine learning in computer security” (USENIX Security 2022). "
          + "Each is judged by the program from the rows; without an answer to the required ones the evaluation is refused."
      )
      GateTable(rows: gates.map { ($0.pitfall.rawValue, $0.outcome, $0.reason, $0.pitfall.isRequired) }).draw(
        into: &html)
    }
  }
}

/// Pitfalls with their outcomes.
struct GateTable {
  let rows: [(pitfall: String, outcome: PitfallGate.Outcome, reason: String, isRequired: Bool)]

  func draw(into html: inout HTML) {
    html.element(.div, .class("scroll")) { html in
      html.element(.table) { html in
        html.head([("Pitfall", ""), ("Outcome", ""), ("Why", "")])
        html.element(.tbody) { html in
          for row in rows {
            html.element(.tr) { html in
              html.element(.td) { html in
                html.text(row.pitfall.prefix(1).uppercased() + row.pitfall.dropFirst())
                if row.isRequired { html.element(.small, text: " required") }
              }
              html.element(.td) { outcome(row.outcome, into: &$0) }
              html.element(.td, text: Clipped(row.reason, to: 400).withEllipsis)
            }
          }
        }
      }
    }
  }

  private func outcome(_ outcome: PitfallGate.Outcome, into html: inout HTML) {
    switch outcome {
    case .passed: html.element(.span, .class("outcome", "good"), text: "✓ passed")
    case .failed: html.element(.span, .class("outcome", "bad"), text: "✗ failed")
    case .unanswered: html.element(.span, .class("outcome", "open"), text: "? unanswered")
    }
  }
}
