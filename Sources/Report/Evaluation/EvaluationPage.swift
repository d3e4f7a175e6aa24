import Learning
public import Lifecycle

/// How a model fares, as one HTML page that needs nothing else: the outcome first, then the gates, the plots and the tables.
///
/// A page whose evaluation is refused says so at the top, with the reasons.
public struct EvaluationPage {
  private let dossier: EvaluationDossier

  /// The page of an evaluation.
  public init(_ dossier: EvaluationDossier) { self.dossier = dossier }

  /// The page in UTF-8.
  public func html() -> [UInt8] {
    let sections: [(StaticString, String)] = [
      ("summary", "Summary"), ("gates", "Gates"), ("detection", "Detection"), ("trust", "Calibration and cost"),
      ("time", "Over time"), ("slices", "Slices"), ("limits", "Baselines and attack"),
    ]
    return PageFrame(title: "Shrike: evaluation of \(dossier.model)", kind: "model evaluation", sections: sections)
      .bytes { html in
        summary(into: &html)
        GateSection(gates: dossier.gates).draw(into: &html)
        EvaluationPlots(dossier: dossier).drawDetection(into: &html)
        EvaluationPlots(dossier: dossier).drawTrust(into: &html)
        EvaluationPlots(dossier: dossier).drawTime(into: &html)
        EvaluationTables(dossier: dossier).drawSlices(into: &html)
        EvaluationTables(dossier: dossier).drawLimits(into: &html)
      }
  }

  private func summary(into html: inout HTML) {
    let refusals = dossier.refusals
    let evaluation = dossier.evaluation
    html.element(.section, .id(Anchor(section: "summary"))) { html in
      html.element(.h1, text: Clipped(dossier.model, to: 120).withEllipsis)
      if refusals.isEmpty {
        html.element(.p, .class("stamp", "good")) { html in
          html.element(.strong, text: "Accepted. ")
          html.text(
            "A temporal split, a simple baseline, detection at a fixed rate of false alerts and an adaptive attack are there."
          )
        }
      } else {
        html.element(.div, .class("stamp", "bad")) { html in
          html.element(.p) { html in
            html.element(.strong, text: "Refused. ")
            html.text("These figures must not be used to release or to praise the model:")
          }
          html.element(.ul) { html in for reason in refusals { html.element(.li, text: reason) } }
        }
      }
      html.element(.div, .class("lead")) { html in
        html.element(.p, text: sentence)
        if let rates = EvaluationTables.meaning(dossier) { html.element(.p, text: rates) }
      }
      html.element(.dl, .class("tiles")) { html in
        for point in evaluation.points where point.falsePositiveRate > 0.0005 {
          html.tile(
            "Found at \(EvaluationTables.percent(point.falsePositiveRate)) false positives",
            point.isResolved ? EvaluationTables.percent(point.truePositiveRate?.estimate) : "-",
            point.isResolved
              ? EvaluationTables.interval(point.truePositiveRate, asPercent: true) : "too few negatives to tell")
        }
        html.tile(
          "AUROC", EvaluationTables.decimal(evaluation.auroc?.estimate), EvaluationTables.interval(evaluation.auroc))
        html.tile(
          "Average precision", EvaluationTables.decimal(evaluation.averagePrecision?.estimate),
          EvaluationTables.interval(evaluation.averagePrecision))
        html.tile(
          "Left after an attack", dossier.attack.map { EvaluationTables.percent($0.remaining) } ?? "-",
          dossier.attack.map { "of \($0.attacked) found, \($0.steps) features changed" } ?? "no attack was run")
      }
    }
  }

  private var sentence: String {
    let evaluation = dossier.evaluation
    let gates = dossier.gates.count { $0.outcome == .passed }
    return "Measured on \(NumberText.counted(evaluation.positives, "malicious row")) and "
      + "\(NumberText.counted(evaluation.negatives, "benign row")); split: \(evaluation.split). "
      + "\(gates == 10 ? "All" : "\(gates)") of ten known pitfalls are answered."
  }
}

extension HTML {
  /// A number with what it is and a note.
  mutating func tile(_ label: String, _ number: String, _ note: String) {
    element(.div) { html in
      html.element(.dt, text: label)
      html.element(.dd) { html in
        html.element(.b, text: number)
        html.element(.small, text: note.isEmpty ? " " : note)
      }
    }
  }
}
