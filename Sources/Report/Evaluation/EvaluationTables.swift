import Learning
import Lifecycle

/// The tables of an evaluation, and its numbers as text.
struct EvaluationTables {
  let dossier: EvaluationDossier

  /// `12.3 %`, `0.01 %`; `-` for what is unknown.
  static func percent(_ share: Double?) -> String {
    guard let share, share.isFinite else { return "-" }
    let value = share * 100
    let places =
      value == 0 || value >= 10 ? 0 : value >= 1 ? 1 : value >= 0.1 ? 1 : value >= 0.01 ? 2 : value >= 0.001 ? 3 : 4
    let text = NumberText.decimal(value, places: value >= 99.5 && value < 100 ? 1 : value >= 10 ? 1 : places)
    return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + " %"
  }

  /// Four decimal places.
  static func decimal(_ value: Double?) -> String { value.map { NumberText.decimal($0, places: 4) } ?? "-" }

  /// `0.9123 to 0.9345`.
  static func interval(_ interval: Bootstrap.Interval?, asPercent: Bool = false) -> String {
    guard let interval else { return "" }
    let text = asPercent ? { percent($0) } : { decimal($0) }
    return "\(text(interval.lower)) to \(text(interval.upper))"
  }

  /// A number of an axis in few digits.
  static func round(_ value: Double) -> String {
    if value.magnitude >= 1e9 || value.magnitude < 0.01 && value != 0 { return NumberText.probability(value) }
    if value == value.rounded() {
      return value.magnitude >= 10_000 ? NumberText.short(Int(value)) : NumberText.count(Int(value))
    }
    return NumberText.decimal(value, places: value.magnitude < 1 ? 2 : 1)
  }

  /// What the strictest resolved rate means where attacks are rare.
  static func meaning(_ dossier: EvaluationDossier) -> String? {
    guard let rate = dossier.baseRates.first(where: { $0.prevalence == 1e-4 }) else { return nil }
    return "If one row of ten thousand is malicious, a million rows give "
      + "\(NumberText.decimal(rate.trueReports, places: 0)) right and \(NumberText.decimal(rate.falseReports, places: 0)) wrong "
      + "reports at the strictest threshold that these rows resolve: \(percent(rate.precision)) of reports are right."
  }

  func drawPoints(into html: inout HTML) {
    html.element(.h3, text: "At fixed rates")
    html.element(.div, .class("scroll")) { html in
      html.element(.table, .class("dense")) { html in
        html.head([
          ("False positives allowed", ""), ("Measured", "num"), ("Found", "num"), ("95 % interval", "num"),
          ("Threshold", "num"),
        ])
        html.element(.tbody) { html in
          for point in dossier.evaluation.points {
            html.element(.tr) { html in
              html.element(
                .td, text: Self.percent(point.falsePositiveRate) + (point.isResolved ? "" : " (too few benign rows)"))
              html.element(.td, .class("num"), text: Self.percent(point.actualFalsePositiveRate))
              html.element(.td, .class("num"), text: Self.percent(point.truePositiveRate?.estimate))
              html.element(.td, .class("num"), text: Self.interval(point.truePositiveRate, asPercent: true))
              html.element(.td, .class("num"), text: point.threshold.isFinite ? Self.decimal(point.threshold) : "none")
            }
          }
        }
      }
    }
    html.element(.h3, text: "What that means where attacks are rare")
    html.element(.div, .class("scroll")) { html in
      html.element(.table, .class("dense")) { html in
        html.head([
          ("One malicious row in", "num"), ("Right reports of a million rows", "num"), ("Wrong", "num"),
          ("Precision", "num"),
        ])
        html.element(.tbody) { html in
          for rate in dossier.baseRates {
            html.element(.tr) { html in
              html.element(.td, .class("num"), text: NumberText.count(Int((1 / rate.prevalence).rounded())))
              html.element(.td, .class("num"), text: NumberText.decimal(rate.trueReports, places: 1))
              html.element(.td, .class("num"), text: NumberText.decimal(rate.falseReports, places: 1))
              html.element(.td, .class("num"), text: Self.percent(rate.precision))
            }
          }
        }
      }
    }
  }

  func drawSlices(into html: inout HTML) {
    let slices = dossier.evaluation.slices.sorted {
      ($0.truePositiveRate ?? 2, $0.name) < ($1.truePositiveRate ?? 2, $1.name)
    }
    html.section("slices", "Slices") { html in
      guard !slices.isEmpty else {
        html.element(.p, .class("intro"), text: "No column to slice by was given.")
        return
      }
      html.element(
        .p, .class("intro"),
        text:
          "At the threshold for 1 % false positives of all rows; the worst slice first. Slices with too few rows of a class have no figure."
      )
      html.element(.div, .class("scroll")) { html in
        html.element(.table) { html in
          html.head([
            ("Slice", ""), ("Malicious", "num"), ("Benign", "num"), ("Found", "num"), ("", "barcell"),
            ("False positives", "num"), ("AUROC", "num"),
          ])
          html.element(.tbody) { html in for slice in slices.prefix(200) { row(slice, into: &html) } }
        }
      }
      html.leftOut(slices.count - 200, "slice")
    }
  }

  private func row(_ slice: Evaluation.Slice, into html: inout HTML) {
    html.element(.tr) { html in
      html.element(.td) { $0.inline(slice.name, limit: 60) }
      html.element(.td, .class("num"), text: NumberText.count(slice.positives))
      html.element(.td, .class("num"), text: NumberText.count(slice.negatives))
      html.element(.td, .class("num"), text: Self.percent(slice.truePositiveRate))
      html.element(.td, .class("barcell")) { html in if let rate = slice.truePositiveRate { html.bar(rate, "accent") } }
      html.element(.td, .class("num"), text: Self.percent(slice.falsePositiveRate))
      html.element(.td, .class("num"), text: Self.decimal(slice.auroc))
    }
  }

  /// The model and the simple methods.
  private var results: [BaselineResult] {
    let evaluation = dossier.evaluation
    let own = BaselineResult(
      name: "the model", auroc: evaluation.auroc?.estimate ?? .nan,
      averagePrecision: evaluation.averagePrecision?.estimate ?? .nan,
      tpr: evaluation.points.first?.truePositiveRate?.estimate ?? .nan)
    return [own] + dossier.baselines
  }

  private func row(_ result: BaselineResult, into html: inout HTML) {
    html.element(.tr) { html in
      html.element(.td, text: result.name)
      html.element(.td, .class("num"), text: Self.decimal(result.auroc))
      html.element(.td, .class("num"), text: Self.decimal(result.averagePrecision))
      html.element(.td, .class("num"), text: Self.percent(result.tpr))
    }
  }

  func drawLimits(into html: inout HTML) {
    html.section("limits", "Baselines and attack") { html in
      html.element(.div, .class("scroll")) { html in
        html.element(.table) { html in
          html.head([
            ("Method", ""), ("AUROC", "num"), ("Average precision", "num"), ("Found at 1 % false positives", "num"),
          ])
          html.element(.tbody) { html in for result in results { row(result, into: &html) } }
        }
      }
      attack(into: &html)
    }
  }

  private func attack(into html: inout HTML) {
    guard let attack = dossier.attack, attack.attacked > 0 else { return }
    html.element(.h3, text: "An adversary who may change features")
    html.element(
      .p, .class("intro"),
      text:
        "Greedy search with \(NumberText.count(attack.queries)) scores: one of \(attack.columns) features at a time is set to a "
        + "value that benign rows have. Some of these changes no program could have, so a real attacker needs more of them."
    )
    let points = attack.found.enumerated().map { step, count in
      (x: Double(step), y: Double(count) / Double(attack.attacked), lower: Double?.none, upper: Double?.none)
    }
    html.element(.div, .class("columns")) { html in
      html.element(.div, .class("card")) { html in
        LinePlot(
          x: .named(
            "features changed", from: 0, to: Double(attack.steps),
            ticks: (0...max(1, attack.steps)).map { (Double($0), "\($0)") }),
          y: .share("still found"), series: [.init(name: "found", points: points, style: "two", isMarked: true)],
          summary: "Share of rows still found by the number of changed features"
        ).draw(into: &html)
      }
    }
  }
}
