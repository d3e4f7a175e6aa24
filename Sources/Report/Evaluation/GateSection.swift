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
      html.element(.div, .class("scroll")) { html in
        html.element(.table) { html in
          html.head([("Pitfall", ""), ("Outcome", ""), ("Why", "")])
          html.element(.tbody) { html in for gate in gates { row(gate, into: &html) } }
        }
      }
    }
  }

  private func row(_ gate: PitfallGate, into html: inout HTML) {
    html.element(.tr) { html in
      html.element(.td) { html in
        html.text(gate.pitfall.rawValue.prefix(1).uppercased() + gate.pitfall.rawValue.dropFirst())
        if gate.pitfall.isRequired { html.element(.small, text: " required") }
      }
      html.element(.td) { html in
        switch gate.outcome {
        case .passed: html.element(.span, .class("outcome", "good"), text: "✓ passed")
        case .failed: html.element(.span, .class("outcome", "bad"), text: "✗ failed")
        case .unanswered: html.element(.span, .class("outcome", "open"), text: "? unanswered")
        }
      }
      html.element(.td, text: gate.reason)
    }
  }
}
