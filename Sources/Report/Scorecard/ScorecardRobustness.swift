import Pipeline

/// What an adversary can do to the ranking and to the models.
struct ScorecardRobustness {
  let card: Scorecard

  func draw(into html: inout HTML) {
    html.section("robustness", "Robustness") { html in
      guard let robustness = card.robustness else {
        html.element(.p, .class("intro"), text: "Nothing is known.")
        return
      }
      func points(_ value: Double) -> String { NumberText.decimal(value, places: 1) }
      html.element(
        .p, .class("intro"),
        text:
          "Proved: whatever verdicts they give, one analyst moves an alert by at most \(points(robustness.analystBound)) points of risk, two by "
          + "\(points(robustness.pairBound)), one source by \(points(robustness.sourceBound)); none of them pushes high severity below half of its "
          + "points, and none removes an alert.")
      liars(robustness, into: &html)
      models(robustness, into: &html)
    }
  }

  private func liars(_ robustness: Scorecard.Robustness, into html: inout HTML) {
    html.element(.h3, text: "Tried: analysts who lie")
    guard !robustness.liars.isEmpty else {
      html.element(.p, .class("intro"), text: "No attack was confirmed, so none could be hidden.")
      return
    }
    html.element(
      .p, .class("intro"),
      text:
        "Before every period, analysts whom nobody knows yet deny, slowly enough not to be flagged, everything that looks exactly like the attacks that "
        + "will come. They know the future, so a real adversary does less.")
    html.element(.div, .class("scroll")) { html in
      html.element(.table, .class("dense")) { html in
        html.head([
          ("Liars", "num"), ("Confirmed attacks", "num"), ("In the queue without lies", "num"),
          ("In the queue with lies", "num"), ("Largest fall, points", "num"),
        ])
        html.element(.tbody) { html in
          for attack in robustness.liars {
            html.element(.tr) { html in
              for count in [attack.liars, attack.attacks, attack.inQueueBefore, attack.inQueueAfter] {
                html.element(.td, .class("num"), text: NumberText.count(count))
              }
              html.element(.td, .class("num"), text: NumberText.decimal(attack.largestFall, places: 1))
            }
          }
        }
      }
    }
  }

  private func models(_ robustness: Scorecard.Robustness, into html: inout HTML) {
    html.element(.h3, text: "Models in use")
    guard !robustness.models.isEmpty else {
      html.element(.p, .class("intro"), text: "No registry was given (--registry), or no model in it is in use.")
      return
    }
    html.element(.div, .class("scroll")) { html in
      html.element(.table) { html in
        html.head([
          ("Model", ""), ("Stage", ""), ("Evaluation", ""), ("AUROC", "num"), ("Left after an attack", "num"),
          ("Features changed", "num"),
        ])
        html.element(.tbody) { html in for model in robustness.models.prefix(60) { row(model, into: &html) } }
      }
    }
  }

  private func row(_ model: Scorecard.ModelCheck, into html: inout HTML) {
    html.element(.tr) { html in
      html.element(.td) { html in
        html.inline(model.name, limit: 60)
        html.text(" \(Clipped(model.version, to: 60).withEllipsis)")
      }
      html.element(.td, text: model.stage)
      html.element(.td) { html in
        switch model.isRefused {
        case false?: html.element(.span, .class("outcome", "good"), text: "✓ accepted")
        case true?: html.element(.span, .class("outcome", "bad"), text: "✗ refused")
        case nil: html.element(.span, .class("outcome", "open"), text: "? none")
        }
        if let first = model.reasons.first { html.element(.small, text: " " + Clipped(first, to: 200).withEllipsis) }
      }
      html.element(.td, .class("num"), text: EvaluationTables.decimal(model.auroc))
      html.element(.td, .class("num"), text: EvaluationTables.percent(model.leftAfterAttack))
      html.element(.td, .class("num"), text: model.attackSteps.map { NumberText.count($0) } ?? "-")
    }
  }
}
