public import Learning

/// Judges the ten pitfalls from what was measured, not from what is claimed.
public enum PitfallGates {
  /// The judgement of each pitfall, in the paper's order.
  public static func judge(
    _ design: EvaluationDesign, evaluation: Evaluation, baselines: [BaselineResult], attack: AttackResult?
  ) -> [PitfallGate] {
    PitfallGate.Pitfall.allCases.map { pitfall in
      let (outcome, reason) =
        switch pitfall {
        case .samplingBias: sampling(design)
        case .labelInaccuracy: labels(design)
        case .dataSnooping: snooping(design)
        case .spuriousCorrelations: spurious(design)
        case .biasedParameterSelection: parameters(design)
        case .inappropriateBaseline: baseline(evaluation, baselines)
        case .inappropriateMeasures: measures(evaluation)
        case .baseRateFallacy: baseRate(design, evaluation)
        case .labOnlyEvaluation: laboratory(design)
        case .inappropriateThreatModel: threat(attack)
        }
      return PitfallGate(pitfall: pitfall, outcome: outcome, reason: reason)
    }
  }

  /// Why a report is refused: the required gates that did not pass.
  public static func refusals(_ gates: [PitfallGate]) -> [String] {
    gates.filter { $0.pitfall.isRequired && $0.outcome != .passed }.map { "\($0.pitfall.rawValue): \($0.reason)" }
  }

  private typealias Judgement = (PitfallGate.Outcome, String)

  private static func sampling(_ design: EvaluationDesign) -> Judgement {
    if let area = design.sourceAUROC, max(area, 1 - area) > 0.9 {
      return (.failed, "the source of a row alone tells its label with AUROC \(short(max(area, 1 - area)))")
    }
    if let overlap = design.classTimeOverlap, overlap < 0.5 {
      return (
        .failed, "both classes cover only \(percent(overlap)) of the test's time: time may be learned as the label"
      )
    }
    guard design.sourceAUROC != nil || design.classTimeOverlap != nil else {
      return (.unanswered, "neither sources nor times are given")
    }
    return (.passed, "the classes share their sources and times")
  }

  private static func labels(_ design: EvaluationDesign) -> Judgement {
    guard Double(design.contradictions) <= 0.01 * Double(max(1, design.testRows)) else {
      return (.failed, "\(design.contradictions) groups of equal rows carry both labels")
    }
    guard let words = design.labelStatement, !words.isEmpty else {
      return (.unanswered, "\(design.contradictions) contradictions; where the labels come from is not stated")
    }
    return (.passed, "\(design.contradictions) contradictions; \(words)")
  }

  private static func snooping(_ design: EvaluationDesign) -> Judgement {
    guard let end = design.trainingEnd, let start = design.testStart else {
      return (.unanswered, "no temporal split could be checked: name the training table and a column of times")
    }
    guard end < start else {
      return (
        .failed, "training reaches to \(short(end)), the test begins at \(short(start)): the future was trained on"
      )
    }
    let copies = design.testRowsInTraining ?? 0
    guard Double(copies) <= 0.01 * Double(max(1, design.testRows)) else {
      return (.failed, "\(copies) of \(design.testRows) test rows are in the training table")
    }
    if let shared = design.sharedGroups, shared > 0 {
      return (.failed, "\(shared) groups are on both sides of the split")
    }
    return (
      .passed,
      "training ends at \(short(end)), before the test begins at \(short(start)); \(copies) rows are on both sides"
    )
  }

  private static func spurious(_ design: EvaluationDesign) -> Judgement {
    guard design.tellingColumns.isEmpty else {
      return (
        .failed, "single columns tell the classes apart: \(design.tellingColumns.prefix(5).joined(separator: ", "))"
      )
    }
    return (.passed, "no single column reaches AUROC 0.999")
  }

  private static func parameters(_ design: EvaluationDesign) -> Judgement {
    design.isThresholdFixed
      ? (.passed, "the threshold was fixed in the model before these rows were seen")
      : (.failed, "the model has no threshold of its own: every operating point was chosen on the test rows")
  }

  private static func baseline(_ evaluation: Evaluation, _ baselines: [BaselineResult]) -> Judgement {
    guard let best = baselines.max(by: { $0.tpr < $1.tpr }) else { return (.unanswered, "no simple baseline was run") }
    let own = evaluation.points.first { $0.falsePositiveRate == 0.01 }?.truePositiveRate?.estimate ?? 0
    let judgement = best.tpr >= own ? ": the simple method is at least as good" : ""
    return (
      .passed, "\(best.name) finds \(percent(best.tpr)) at 1 % false positives, the model \(percent(own))\(judgement)"
    )
  }

  private static func measures(_ evaluation: Evaluation) -> Judgement {
    guard let strict = evaluation.points.last(where: { $0.isResolved && $0.truePositiveRate != nil }) else {
      return (
        .failed,
        "\(evaluation.negatives) negatives and \(evaluation.positives) positives resolve no fixed false-positive rate"
      )
    }
    guard evaluation.averagePrecision != nil else { return (.failed, "average precision is undefined") }
    return (.passed, "TPR at \(percent(strict.falsePositiveRate)) false positives with an interval, average precision")
  }

  private static func baseRate(_ design: EvaluationDesign, _ evaluation: Evaluation) -> Judgement {
    guard let prevalence = design.prevalence else {
      return (.unanswered, "the share of malicious rows where the model will run is not stated")
    }
    guard let point = evaluation.points.last(where: \.isResolved), let rate = point.truePositiveRate else {
      return (.failed, "no operating point is resolved")
    }
    let falses = (1 - prevalence) * point.actualFalsePositiveRate
    let precision = prevalence * rate.estimate / max(1e-300, prevalence * rate.estimate + falses)
    return (
      .passed,
      "at a prevalence of \(percent(prevalence)) and the strictest resolved threshold, \(percent(precision)) of reports are right"
    )
  }

  private static func laboratory(_ design: EvaluationDesign) -> Judgement {
    if let fresh = design.newSources, let all = design.sources, fresh > 0 {
      return (.passed, "\(fresh) of \(all) sources of the test were not in training")
    }
    if let words = design.deploymentStatement, !words.isEmpty { return (.passed, words) }
    return (.unanswered, "no source of the test is new, and no use outside the laboratory is stated")
  }

  private static func threat(_ attack: AttackResult?) -> Judgement {
    guard let attack else { return (.unanswered, "no adaptive attack was run") }
    guard attack.attacked > 0 else {
      return (.failed, "no malicious row was found at the threshold, so none could be attacked")
    }
    return (
      .passed,
      "an adaptive attack that changes up to \(min(attack.steps, attack.columns)) of \(attack.columns) features leaves \(percent(attack.remaining)) of the found rows found"
    )
  }

  static func percent(_ share: Double) -> String { "\(short(100 * share)) %" }

  /// Three significant digits.
  static func short(_ value: Double) -> String {
    guard value.isFinite else { return "\(value)" }
    guard value != 0 else { return "0" }
    guard abs(value) < 1e6 else { return "\(value)" }
    var scale = 1.0
    while abs(value) * scale < 100, scale < 1e9 { scale *= 10 }
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}
