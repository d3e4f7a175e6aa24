import Pipeline

/// Precision and volume by week.
struct ScorecardWeeks {
  let weeks: [Scorecard.Week]

  func draw(into html: inout HTML) {
    html.section("weeks", "Week by week") { html in
      guard let first = weeks.first, let last = weeks.last else {
        html.element(.p, .class("intro"), text: "There are neither events nor alerts.")
        return
      }
      html.element(
        .p, .class("intro"),
        text:
          "Weeks of the data's time, from Monday. Bands are exact 95 % limits of each week by itself; the interval at the top "
          + "holds for all weeks at once.")
      html.element(.div, .class("columns")) { html in
        card("Precision in the queue", precision(from: first.start, to: last.start), into: &html)
        card("Alerts per endpoint-day", volume(from: first.start, to: last.start), into: &html)
      }
      table(into: &html)
    }
  }

  private func card(_ title: String, _ plot: LinePlot, into html: inout HTML) {
    html.element(.div, .class("card")) { html in
      html.element(.h3, text: title)
      plot.draw(into: &html)
    }
  }

  private func axis(_ first: Int64, _ last: Int64) -> PlotAxis {
    let step = max(1, weeks.count / 5)
    let ticks = weeks.enumerated().filter { $0.offset % step == 0 }
      .map { (Double($0.element.start), TimeText.day($0.element.start)) }
    return .named("week", from: Double(first), to: Double(last), ticks: ticks)
  }

  private func precision(from first: Int64, to last: Int64) -> LinePlot {
    let points = weeks.compactMap { week in
      week.precision.map {
        (x: Double(week.start), y: $0.value, lower: Double?.some($0.lower), upper: Double?.some($0.upper))
      }
    }
    return LinePlot(
      x: axis(first, last), y: .share("share of judged alerts that are attacks"),
      series: [.init(name: "precision", points: points, style: "one", isMarked: true)], summary: "Precision by week")
  }

  private func volume(from first: Int64, to last: Int64) -> LinePlot {
    let points = weeks.filter { $0.endpointDays > 0 }.map { week in
      (
        x: Double(week.start), y: Double(week.alerts) / Double(week.endpointDays), lower: Double?.none,
        upper: Double?.none
      )
    }
    return LinePlot(
      x: axis(first, last), y: .count("alerts per endpoint-day", to: points.map(\.y).max() ?? 1),
      series: [.init(name: "alerts", points: points, style: "two", isMarked: true)],
      summary: "Alerts per endpoint-day by week")
  }

  private func table(into html: inout HTML) {
    html.element(.div, .class("scroll")) { html in
      html.element(.table, .class("dense")) { html in
        html.head([
          ("Week from", ""), ("Endpoint-days", "num"), ("Alerts", "num"), ("Attacks", "num"),
          ("Benign but real", "num"),
          ("False", "num"), ("Precision", "num"), ("95 % limits", "num"),
        ])
        html.element(.tbody) { html in for week in weeks.suffix(60) { row(week, into: &html) } }
      }
    }
    html.leftOut(weeks.count - 60, "earlier week")
  }

  private func row(_ week: Scorecard.Week, into html: inout HTML) {
    html.element(.tr) { html in
      html.element(.td, text: TimeText.day(week.start))
      for count in [week.endpointDays, week.alerts, week.trues, week.benignTrues, week.falses] {
        html.element(.td, .class("num"), text: NumberText.count(count))
      }
      html.element(.td, .class("num"), text: EvaluationTables.percent(week.precision?.value))
      let limits = week.precision.map {
        "\(EvaluationTables.percent($0.lower)) to \(EvaluationTables.percent($0.upper))"
      }
      html.element(.td, .class("num"), text: limits ?? "-")
    }
  }
}
