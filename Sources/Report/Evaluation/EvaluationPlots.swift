import Learning
import Lifecycle

/// The plots of an evaluation.
struct EvaluationPlots {
  let dossier: EvaluationDossier

  private func figure(_ title: String, _ plot: LinePlot, into html: inout HTML) {
    html.element(.div, .class("card")) { html in
      html.element(.h3, text: title)
      plot.draw(into: &html)
    }
  }

  func drawDetection(into html: inout HTML) {
    html.section("detection", "Detection") { html in
      html.element(
        .p, .class("intro"),
        text:
          "Bands are 95 % bootstrap intervals. The axis of false positives is logarithmic, because the rates at which a "
          + "detector can be used are at its left end.")
      html.element(.div, .class("columns")) { html in
        figure("Found against false positives", roc, into: &html)
        figure("Precision against recall", precision, into: &html)
      }
      EvaluationTables(dossier: dossier).drawPoints(into: &html)
    }
  }

  private var roc: LinePlot {
    let curve = dossier.curves.roc
    let chance = curve.map { (x: $0.x, y: $0.x, lower: Double?.none, upper: Double?.none) }
    return LinePlot(
      x: .decades("false-positive rate", from: curve.first?.x ?? 1e-3, to: 1) {
        EvaluationTables.percent($0)
      },
      y: .share("malicious rows found"),
      series: [
        .init(name: "the model", points: Self.points(curve), style: "one"),
        .init(name: "chance", points: chance, style: "none"),
      ],
      summary: "Receiver operating characteristic with a logarithmic axis of false positives")
  }

  private var precision: LinePlot {
    let evaluation = dossier.evaluation
    let share = Double(evaluation.positives) / Double(max(1, evaluation.positives + evaluation.negatives))
    let flat = [0.0, 1].map { (x: $0, y: share, lower: Double?.none, upper: Double?.none) }
    return LinePlot(
      x: .share("recall"), y: .share("precision"),
      series: [
        .init(name: "the model", points: Self.points(dossier.curves.precision), style: "one"),
        .init(name: "reporting everything", points: flat, style: "none"),
      ], summary: "Precision against recall")
  }

  private static func points(
    _ curve: [EvaluationCurves.Point]
  ) -> [(x: Double, y: Double, lower: Double?, upper: Double?)] {
    curve.map { (x: $0.x, y: $0.y, lower: $0.lower, upper: $0.upper) }
  }

  func drawTrust(into html: inout HTML) {
    html.section("trust", "Calibration and cost") { html in
      html.element(.div, .class("columns")) { html in
        if dossier.evaluation.reliability.isEmpty {
          html.element(.p, .class("card"), text: "The scores are no probabilities, so there is no calibration to show.")
        } else {
          figure("Calibration", calibration, into: &html)
        }
        figure("Expected cost", cost, into: &html)
      }
      if let brier = dossier.evaluation.brier, let error = dossier.evaluation.calibrationError {
        html.element(
          .p, .class("note"),
          text:
            "Brier score \(EvaluationTables.decimal(brier)), expected calibration error \(EvaluationTables.decimal(error))."
        )
      }
    }
  }

  private var calibration: LinePlot {
    let bins = dossier.evaluation.reliability.map { bin in
      let trues = Int((bin.positiveRate * Double(bin.count)).rounded())
      return (
        x: bin.meanPrediction, y: bin.positiveRate,
        lower: Double?.some(Binomial.lowerLimit(successes: trues, trials: bin.count, confidence: 0.975)),
        upper: Double?.some(Binomial.upperLimit(successes: trues, trials: bin.count, confidence: 0.975))
      )
    }
    let diagonal = [0.0, 1].map { (x: $0, y: $0, lower: Double?.none, upper: Double?.none) }
    return LinePlot(
      x: .share("mean prediction"), y: .share("share that is malicious"),
      series: [
        .init(name: "measured, with exact 95 % limits", points: bins, style: "one", isMarked: true),
        .init(name: "perfect", points: diagonal, style: "none"),
      ], summary: "Reliability diagram")
  }

  private var cost: LinePlot {
    let curve = dossier.curves.cost
    let top = curve.flatMap { [$0.best, $0.chosen ?? 0, $0.trivial] }.max() ?? 1
    let low = curve.flatMap { [$0.best, $0.chosen ?? $0.best] }.filter { $0 > 0 }.min() ?? 0.1
    func series(_ name: String, _ style: CSSClass, _ value: (EvaluationCurves.Cost) -> Double?) -> LinePlot.Series {
      .init(
        name: name, points: curve.compactMap { point in value(point).map { (point.ratio, $0, nil, nil) } }, style: style
      )
    }
    return LinePlot(
      x: .decades("what a miss costs, in false alerts", from: 0.1, to: 10_000) { EvaluationTables.round($0) },
      y: .decades("cost of a thousand rows, in false alerts", from: max(low, top / 1e6), to: top) {
        EvaluationTables.round($0)
      },
      series: [
        series("best threshold", "one") { $0.best }, series("threshold in use", "two") { $0.chosen },
        series("reporting nothing or all", "none") { $0.trivial },
      ], summary: "Expected cost against the ratio of costs")
  }

  func drawTime(into html: inout HTML) {
    let periods = dossier.evaluation.periods
    html.section("time", "Over time") { html in
      guard let first = periods.first, let last = periods.last, periods.count > 1 else {
        html.element(.p, .class("intro"), text: "No column of times was given, so nothing is known of decay.")
        return
      }
      if let area = dossier.evaluation.areaUnderTime {
        html.element(
          .p, .class("intro"),
          text:
            "Area under AUROC over time (AUT): \(EvaluationTables.decimal(area)). 1 would be a perfect model that does not age."
        )
      }
      let points = periods.map { (x: $0.start, y: $0.value ?? .nan, lower: Double?.none, upper: Double?.none) }
      let ticks = periods.enumerated().filter { $0.offset % max(1, periods.count / 5) == 0 }
        .map { ($0.element.start, EvaluationTables.round($0.element.start)) }
      html.element(.div, .class("columns")) { html in
        figure(
          "AUROC by period",
          LinePlot(
            x: .named("beginning of the period", from: first.start, to: last.start, ticks: ticks), y: .share("AUROC"),
            series: [.init(name: "AUROC", points: points, style: "one", isMarked: true)], summary: "AUROC by period"),
          into: &html)
      }
    }
  }
}
