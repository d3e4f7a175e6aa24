import Pipeline

/// Promised against realised.
struct ScorecardBudget {
  let card: Scorecard

  func draw(into html: inout HTML) {
    html.section("budget", "False-alert budget") { html in
      guard let budget = card.budgets.first else {
        html.element(.p, .class("intro"), text: "No budget of false alerts was stated (--alert-budget).")
        return
      }
      let broken = card.budgets.filter { Double($0.falses) > $0.promised }
      let words =
        broken.isEmpty
        ? "Every promise was kept, as far as verdicts tell."
        : "\(NumberText.count(broken.count)) of \(NumberText.counted(card.budgets.count, "promise")) "
          + "\(broken.count == 1 ? "was" : "were") broken."
      html.element(
        .p, .class("intro"),
        text: "\(words) A case, an incident or an alert that belongs to none, is judged and counted once. The first: "
          + "\(NumberText.decimal(budget.perDay, places: 2)) false alerts a day over "
          + "\(NumberText.decimal(budget.days, places: 1)) days are \(NumberText.decimal(budget.promised, places: 1)); verdicts say "
          + "\(NumberText.count(budget.falses)), and \(NumberText.counted(budget.unjudged, "case has", "cases have")) no verdict yet."
      )
      bars(budget, into: &html)
      if card.budgets.count > 1 { table(into: &html) }
    }
  }

  private func bars(_ budget: Scorecard.Budget, into html: inout HTML) {
    html.element(.div, .class("card")) { html in
      let top = max(budget.promised, Double(budget.falses + budget.unjudged), 1)
      for (name, value, style) in [
        ("promised", budget.promised, "accent" as CSSClass), ("false by verdict", Double(budget.falses), "high"),
        ("without a verdict", Double(budget.unjudged), "medium"),
      ] {
        html.element(.p, .class("label"), text: "\(name): \(NumberText.decimal(value, places: 1))")
        html.bar(value / top, style)
      }
    }
  }

  private func table(into html: inout HTML) {
    html.element(.h3, text: "By scope")
    html.element(.div, .class("scroll")) { html in
      html.element(.table, .class("dense")) { html in
        html.head([
          ("Scope", ""), ("Promised a day", "num"), ("Promised so far", "num"), ("False by verdict", "num"),
          ("Of the promise", "num"), ("Right or benign", "num"), ("Without a verdict", "num"),
        ])
        html.element(.tbody) { html in
          for budget in card.budgets.prefix(60) {
            html.element(.tr) { html in
              html.element(.td) { $0.inline(budget.scope, limit: 60) }
              html.element(.td, .class("num"), text: NumberText.decimal(budget.perDay, places: 2))
              html.element(.td, .class("num"), text: NumberText.decimal(budget.promised, places: 1))
              html.element(.td, .class("num"), text: NumberText.count(budget.falses))
              html.element(
                .td, .class("num"),
                text: budget.promised > 0 ? EvaluationTables.percent(Double(budget.falses) / budget.promised) : "-")
              html.element(.td, .class("num"), text: NumberText.count(budget.others))
              html.element(.td, .class("num"), text: NumberText.count(budget.unjudged))
            }
          }
        }
      }
    }
    html.leftOut(card.budgets.count - 60, "scope")
  }
}
