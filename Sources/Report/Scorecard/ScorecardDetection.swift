import Pipeline

/// How well the ranking tells attacks from the rest.
struct ScorecardDetection {
  let card: Scorecard

  private typealias Points = [(x: Double, y: Double, lower: Double?, upper: Double?)]

  func draw(into html: inout HTML) {
    html.section("detection", "How well the ranking tells attacks from the rest") { html in
      guard let detection = card.detection else {
        html.element(
          .p, .class("intro"), text: "Attacks and other alerts were not both judged, so the ranking cannot be measured."
        )
        return
      }
      html.element(
        .p, .class("intro"),
        text:
          "\(NumberText.counted(detection.judged, "judged alert")) of the queue and "
          + "\(NumberText.counted(detection.audited, "audited finding")) below it: \(NumberText.counted(detection.attacks, "attack")) and "
          + "\(NumberText.counted(detection.others, "other")). A judged alert stands for those of the queue that nobody judged, an audited one "
          + "for the inverse of its probability. Risks rest on verdicts from before the alert's week or day. Bands are 95 % bootstrap intervals "
          + "that draw whole hosts where there are ten or more."
          + (detection.audited == 0
            ? " Nothing below the threshold was audited, so all of this is about the queue alone." : ""))
      html.element(.div, .class("columns")) { html in
        figure("Found against false positives", roc(detection), into: &html)
        figure("Precision against recall", precision(detection), into: &html)
        figure("Risk in use: the share of attacks by risk", calibration(detection), into: &html)
        figure("Expected cost", cost(detection), into: &html)
      }
      points(detection, into: &html)
      baselines(detection, into: &html)
    }
  }

  private func figure(_ title: String, _ plot: LinePlot, into html: inout HTML) {
    html.element(.div, .class("card")) { html in
      html.element(.h3, text: title)
      plot.draw(into: &html)
    }
  }

  private static func points(_ points: [Scorecard.Point]) -> Points {
    points.map { (x: $0.x, y: $0.y, lower: $0.lower, upper: $0.upper) }
  }

  private func roc(_ detection: Scorecard.Detection) -> LinePlot {
    let chance: Points = detection.roc.map { (x: $0.x, y: $0.x, lower: nil, upper: nil) }
    return LinePlot(
      x: .decades("share of other alerts that are read", from: detection.roc.first?.x ?? 1e-2, to: 1) {
        EvaluationTables.percent($0)
      },
      y: .share("attacks found"),
      series: [
        .init(name: "ranking by risk", points: Self.points(detection.roc), style: "one"),
        .init(name: "chance", points: chance, style: "none"),
      ], summary: "Attacks found against other alerts that are read, on a logarithmic axis")
  }

  private func precision(_ detection: Scorecard.Detection) -> LinePlot {
    LinePlot(
      x: .share("attacks found"), y: .share("precision"),
      series: [.init(name: "ranking by risk", points: Self.points(detection.precision), style: "one")],
      summary: "Precision against recall")
  }

  private func calibration(_ detection: Scorecard.Detection) -> LinePlot {
    let bins: Points = detection.calibration.map {
      (x: $0.mean, y: $0.share.value, lower: $0.share.lower, upper: $0.share.upper)
    }
    let diagonal: Points = [0, 100].map { (x: Double($0), y: Double($0) / 100, lower: nil, upper: nil) }
    return LinePlot(
      x: .named("risk", from: 0, to: 100, ticks: stride(from: 0, through: 100, by: 20).map { (Double($0), "\($0)") }),
      y: .share("share of judged alerts that are attacks"),
      series: [
        .init(name: "measured, with exact 95 % limits", points: bins, style: "one", isMarked: true),
        .init(name: "if risk were a probability, which it is not", points: diagonal, style: "none"),
      ], summary: "Share of attacks by risk")
  }

  private func cost(_ detection: Scorecard.Detection) -> LinePlot {
    let curve = detection.cost
    let top = curve.flatMap { [$0.best, $0.chosen ?? 0, $0.trivial] }.max() ?? 1
    let low = curve.flatMap { [$0.best, $0.chosen ?? $0.best] }.filter { $0 > 0 }.min() ?? 0.1
    func series(_ name: String, _ style: CSSClass, _ value: (Scorecard.Cost) -> Double?) -> LinePlot.Series {
      .init(
        name: name, points: curve.compactMap { point in value(point).map { (point.ratio, $0, nil, nil) } }, style: style
      )
    }
    return LinePlot(
      x: .decades("what a miss costs, in false alerts", from: 0.1, to: 10_000) { EvaluationTables.round($0) },
      y: .decades("cost of a thousand findings, in false alerts", from: max(low, top / 1e6), to: top) {
        EvaluationTables.round($0)
      },
      series: [
        series("best threshold of risk", "one") { $0.best }, series("what was shown", "two") { $0.chosen },
        series("showing nothing or all", "none") { $0.trivial },
      ], summary: "Expected cost against the ratio of costs")
  }

  private func points(_ detection: Scorecard.Detection, into html: inout HTML) {
    html.element(.h3, text: "Attacks found at fixed rates")
    html.element(.div, .class("scroll")) { html in
      html.element(.table, .class("dense")) { html in
        html.head([("Share of other alerts that is read", ""), ("Attacks found", "num"), ("95 % interval", "num")])
        html.element(.tbody) { html in
          for point in detection.operatingPoints {
            html.element(.tr) { html in
              html.element(
                .td, text: EvaluationTables.percent(point.rate) + (point.isResolved ? "" : " (too few judged to tell)"))
              html.element(.td, .class("num"), text: EvaluationTables.percent(point.found?.value))
              html.element(.td, .class("num"), text: ScorecardFeedback.limits(point.found))
            }
          }
        }
      }
    }
  }

  private func baselines(_ detection: Scorecard.Detection, into html: inout HTML) {
    guard let first = detection.baselines.first else { return }
    html.element(.h3, text: "Beside simple orders")
    html.element(.div, .class("scroll")) { html in
      html.element(.table, .class("dense")) { html in
        html.head([
          ("Order", ""), ("AUROC", "num"), ("Found at \(EvaluationTables.percent(first.rate)) false positives", "num"),
        ])
        html.element(.tbody) { html in
          for baseline in detection.baselines {
            html.element(.tr) { html in
              html.element(.td, text: baseline.name)
              html.element(.td, .class("num"), text: NumberText.decimal(baseline.auroc, places: 3))
              html.element(.td, .class("num"), text: EvaluationTables.percent(baseline.found))
            }
          }
        }
      }
    }
  }
}
