import Evidence
import Pipeline

/// What each detector is worth.
struct ScorecardDetectors {
  let card: Scorecard

  func draw(into html: inout HTML) {
    html.section("detectors", "What each detector is worth") { html in
      guard !card.ablation.isEmpty else {
        html.element(.p, .class("intro"), text: "There are no alerts.")
        return
      }
      html.element(
        .p, .class("intro"),
        text:
          "What would change without it, by the alerts of the store and their verdicts. An attack is missed if no other detector gave an alert "
          + "of its incident. A detector that is not there would also change what incidents and the budget look like; that is not in these figures."
      )
      html.element(.div, .class("scroll")) { html in
        html.element(.table) { html in
          html.head([
            ("Without", ""), ("Attacks missed", "num"), ("Techniques lost", ""), ("Alerts less", "num"),
            ("Attack alerts", "num"), ("Benign but real", "num"), ("False alerts", "num"),
            ("Precision of the rest", "num"),
          ])
          html.element(.tbody) { html in for detector in card.ablation.prefix(60) { row(detector, into: &html) } }
        }
      }
      html.leftOut(card.ablation.count - 60, "detector")
    }
  }

  private func row(_ detector: Scorecard.Ablation, into html: inout HTML) {
    html.element(.tr) { html in
      html.element(.td, .class("short")) { $0.inline(detector.detector, limit: 60) }
      html.element(.td, .class("num"), text: NumberText.count(detector.missedStories))
      html.element(.td) { html in
        for id in detector.lostTechniques.prefix(6) {
          html.technique(id)
          html.text(" ")
        }
        let more = detector.lostTechniques.count - 6
        if more > 0 { html.element(.small, text: "and \(NumberText.count(more)) more") }
      }
      for count in [detector.alerts, detector.attacks, detector.benign, detector.falses] {
        html.element(.td, .class("num"), text: NumberText.count(count))
      }
      html.element(.td, .class("num"), text: EvaluationTables.percent(detector.precisionWithout?.value))
    }
  }
}

/// Precision in parts of the fleet.
struct ScorecardSlices {
  let card: Scorecard

  /// Fewer judged alerts than this say little.
  private static let support = 20

  private static let kinds = [
    ("os", "Operating system"), ("host_group", "Host group"), ("detector", "Detector"),
    ("first_seen_age", "How long the host is known"), ("file_family", "File family"), ("signer", "Signer"),
  ]

  func draw(into html: inout HTML) {
    html.section("slices", "Slices") { html in
      guard !card.slices.isEmpty else {
        html.element(.p, .class("intro"), text: "There are no alerts.")
        return
      }
      html.element(
        .p, .class("intro"),
        text:
          "Precision of judged alerts with exact 95 % limits; of each kind the worst first. Parts with fewer than "
          + "\(Self.support) judged alerts say little. "
          + absent)
      html.element(.div, .class("scroll")) { html in
        html.element(.table, .class("dense")) { html in
          html.head([
            ("By", ""), ("Part", ""), ("Alerts", "num"), ("Judged", "num"), ("Attacks", "num"), ("False", "num"),
            ("Precision", "num"), ("", "barcell"), ("95 % limits", "num"),
          ])
          html.element(.tbody) { html in
            for (kind, name) in Self.kinds {
              for slice in card.slices where slice.kind == kind { row(name, slice, &html) }
            }
          }
        }
      }
    }
  }

  private var absent: String {
    let present = Set(card.slices.map(\.kind))
    let names = Self.kinds.filter { !present.contains($0.0) }.map { $0.1.lowercased() }
    return names.isEmpty ? "" : "The store says nothing of: \(names.joined(separator: ", "))."
  }

  private func row(_ kind: String, _ slice: Scorecard.Slice, _ html: inout HTML) {
    html.element(.tr) { html in
      html.element(.td, text: kind)
      html.element(.td) { html in
        html.inline(slice.name, limit: 60)
        if slice.judged < Self.support { html.element(.small, text: " few") }
      }
      for count in [slice.alerts, slice.judged, slice.attacks, slice.falses] {
        html.element(.td, .class("num"), text: NumberText.count(count))
      }
      html.element(.td, .class("num"), text: EvaluationTables.percent(slice.precision?.value))
      html.element(.td, .class("barcell")) { html in
        if let precision = slice.precision { html.bar(precision.value, "accent") }
      }
      html.element(.td, .class("num"), text: ScorecardFeedback.limits(slice.precision))
    }
  }
}
