import Lifecycle
import Pipeline

/// The ten pitfalls, judged for the report itself.
struct ScorecardGateSection {
  let card: Scorecard

  /// The stamp at the top of the page.
  func drawStamp(into html: inout HTML) {
    guard !card.gates.isEmpty else { return }
    guard !card.refusals.isEmpty else {
      html.element(.p, .class("stamp", "good")) { html in
        html.element(.strong, text: "Accepted as evidence. ")
        html.text(
          "A temporal split, simple orders beside the ranking, detection at a fixed rate of false alerts and an adversary are there."
        )
      }
      return
    }
    html.element(.div, .class("stamp", "bad")) { html in
      html.element(.p) { html in
        html.element(.strong, text: "Refused as evidence. ")
        html.text("What is counted here is right; how good the protection is must not be concluded from it:")
      }
      html.element(.ul) { html in
        for reason in card.refusals { html.element(.li, text: Clipped(reason, to: 300).withEllipsis) }
      }
    }
  }

  func draw(into html: inout HTML) {
    html.section("gates", "Ten pitfalls") { html in
      html.element(
        .p, .class("intro"),
        text:
          "After Arp et al., “Dos and don'ts of machine learning in computer security” (USENIX Security 2022), judged by the program for this "
          + "report: from verdicts, audits and the models in use.")
      guard !card.gates.isEmpty else { return }
      let rows = card.gates.map {
        ($0.pitfall, PitfallGate.Outcome(rawValue: $0.outcome) ?? .unanswered, $0.reason, $0.required)
      }
      GateTable(rows: rows).draw(into: &html)
    }
  }
}
