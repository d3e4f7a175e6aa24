import Learning
import Pipeline

/// Verdicts, coverage and models.
struct ScorecardPeople {
  let card: Scorecard

  func draw(into html: inout HTML) {
    html.section("people", "What analysts said") { html in
      guard !card.analysts.isEmpty else {
        html.element(.p, .class("intro"), text: "Nobody has given a verdict.")
        return
      }
      let parts = card.verdicts.sorted { $0.key < $1.key }.map {
        "\(NumberText.count($0.value)) \($0.key.replacing("_", with: " "))"
      }
      html.element(.p, .class("intro"), text: "Alerts by their last verdict: \(parts.joined(separator: ", ")).")
      html.element(.div, .class("scroll")) { html in
        html.element(.table, .class("dense")) { html in
          html.head([("Analyst", ""), ("Verdicts", "num"), ("Judged by others too", "num"), ("Alike", "num")])
          html.element(.tbody) { html in
            for analyst in card.analysts {
              html.element(.tr) { html in
                html.element(.td) { $0.inline(analyst.name, limit: 60) }
                html.element(.td, .class("num"), text: NumberText.count(analyst.verdicts))
                html.element(.td, .class("num"), text: NumberText.count(analyst.shared))
                html.element(.td, .class("num"), text: NumberText.count(analyst.agreed))
              }
            }
          }
        }
      }
    }
  }

  func drawCoverage(into html: inout HTML) {
    html.section("coverage", "Coverage") { html in
      html.element(.p, .class("intro"), text: "What can be found depends on what is sent.")
      let total = Double(max(1, card.events))
      html.element(.div, .class("scroll")) { html in
        html.element(.table, .class("dense")) { html in
          html.head([("Source", ""), ("Events", "num"), ("", "barcell")])
          html.element(.tbody) { html in
            for source in card.sources {
              html.element(.tr) { html in
                html.element(.td) { $0.inline(source.name, limit: 60) }
                html.element(.td, .class("num"), text: NumberText.count(source.count))
                html.element(.td, .class("barcell")) { $0.bar(Double(source.count) / total, "accent") }
              }
            }
          }
        }
      }
      html.element(.h3, text: "Silent endpoints")
      guard !card.silentEndpoints.isEmpty else {
        html.element(
          .p, .class("intro"), text: "No endpoint has been silent for longer than on any of its latest days.")
        return
      }
      html.element(.ul) { html in
        for silence in card.silentEndpoints {
          html.element(.li) { html in
            html.inline(silence.source, limit: 60)
            html.text(
              " has sent nothing for \(TimeText.duration(seconds: silence.length * 86_400)); its longest pause was "
                + "\(TimeText.duration(seconds: silence.longest * 86_400)).")
          }
        }
      }
    }
  }

  func drawModels(into html: inout HTML) {
    html.section("models", "Models") { html in
      guard !card.models.isEmpty else {
        html.element(.p, .class("intro"), text: "The store has no models of its own.")
        return
      }
      html.element(.ul) { html in
        for model in card.models.prefix(100) {
          html.element(.li) { html in
            html.inline(model.name, limit: 60)
            html.text(" \(Clipped(model.version, to: 60).withEllipsis): \(model.stage)")
          }
        }
      }
    }
  }
}
