import Learning
import Lifecycle
public import Pipeline

/// Judges the ten pitfalls for a performance report, from what is in it. The pitfalls, and which of them are required, are those of
/// an evaluation (`PitfallGate`); what answers them here are verdicts, audits and the models of a registry.
public enum ScorecardGates {
  /// Judges a card and writes gates and refusals into it.
  ///
  /// - Parameter isRegistryKnown: whether the registry of the models in use was at hand.
  public static func judge(_ card: inout Scorecard, isRegistryKnown: Bool) {
    card.gates = Judge(card: card, isRegistryKnown: isRegistryKnown).gates
    card.refusals = card.gates.filter { $0.required && $0.outcome != PitfallGate.Outcome.passed.rawValue }
      .map { "\($0.pitfall): \($0.reason)" }
  }

  private typealias Judgement = (PitfallGate.Outcome, String)

  private struct Judge {
    let card: Scorecard
    let isRegistryKnown: Bool

    var gates: [Scorecard.Gate] {
      PitfallGate.Pitfall.allCases.map { pitfall in
        let (outcome, reason) = withModels(pitfall, judgement(pitfall))
        return Scorecard.Gate(
          pitfall: pitfall.rawValue, outcome: outcome.rawValue, reason: reason, required: pitfall.isRequired)
      }
    }

    private func judgement(_ pitfall: PitfallGate.Pitfall) -> Judgement {
      switch pitfall {
      case .samplingBias: sampling
      case .labelInaccuracy: labels
      case .dataSnooping: snooping
      case .spuriousCorrelations: spurious
      case .biasedParameterSelection: parameters
      case .inappropriateBaseline: baseline
      case .inappropriateMeasures: measures
      case .baseRateFallacy: baseRate
      case .labOnlyEvaluation: laboratory
      case .inappropriateThreatModel: threat
      }
    }

    private var judged: Int { card.verdicts.values.reduce(0, +) }
    private var shown: Int { card.alerts.values.reduce(0, +) }
    private func percent(_ share: Double) -> String { EvaluationTables.percent(share) }

    private var sampling: Judgement {
      guard shown > 0 else { return (.unanswered, "there are no alerts") }
      let share = Double(judged) / Double(shown)
      let audited = card.audit?.audited ?? 0
      let words = "\(judged) of \(shown) shown alerts are judged; \(audited) findings below the threshold were audited"
      guard share >= 0.9 || card.audit != nil else {
        return (.failed, "\(words): what analysts choose to judge is no fair sample")
      }
      return audited > 0 ? (.passed, "\(words), drawn at random with logged probabilities") : (.unanswered, words)
    }

    private var labels: Judgement {
      guard card.doublyJudged > 0 else { return (.unanswered, "no alert was judged by two analysts") }
      let share = Double(card.agreed) / Double(card.doublyJudged)
      let words = "analysts agree on \(card.agreed) of \(card.doublyJudged) alerts that several judged"
      return share >= 0.8 ? (.passed, words) : (.failed, words)
    }

    /// Whether a period's alerts were ranked by verdicts from before it, with verdicts in both.
    private var snooping: Judgement {
      guard let feedback = card.feedback, let queue = feedback.queues.last, queue.with.judged > 0 else {
        return (.unanswered, "no verdicts, so no alerts could be ranked by earlier ones and judged by later ones")
      }
      let days = NumberText.decimal(queue.periodDays, places: 0)
      return (
        .passed,
        "every period of \(days) days is ranked by verdicts from before it alone and judged by later ones (\(queue.with.judged) alerts)"
      )
    }

    private var spurious: Judgement {
      guard let area = card.analystAUROC else {
        return (.unanswered, "no two analysts gave twenty verdicts each")
      }
      let words = "who judged tells the verdict with AUROC \(NumberText.decimal(area, places: 2))"
      return area <= 0.9 ? (.passed, words) : (.failed, "\(words): verdicts say more of analysts than of alerts")
    }

    private var parameters: Judgement {
      (
        .passed,
        "how verdicts move alerts is fixed in the program, and periods begin on calendar days: nothing was chosen on these alerts"
      )
    }

    private var baseline: Judgement {
      guard let detection = card.detection, let own = detection.baselines.first, detection.baselines.count > 1 else {
        return (.unanswered, "attacks and others were not both judged, so no simple order could be compared")
      }
      let best = detection.baselines.dropFirst(2).max { $0.found < $1.found } ?? own
      let verdict = best.found >= own.found ? ": the simple order is at least as good" : ""
      return (
        .passed,
        "at \(percent(own.rate)) false positives \(best.name) finds \(percent(best.found)), the ranking \(percent(own.found))\(verdict)"
      )
    }

    private var measures: Judgement {
      guard let detection = card.detection else { return (.unanswered, "attacks and others were not both judged") }
      guard let point = detection.operatingPoints.last(where: { $0.isResolved && $0.found != nil }) else {
        return (
          .failed,
          "\(detection.others) judged others and \(detection.attacks) attacks resolve no fixed false-positive rate"
        )
      }
      return (.passed, "attacks found at \(percent(point.rate)) false positives, with an interval")
    }

    private var baseRate: Judgement {
      guard shown > 0, card.endpointDays > 0 else { return (.unanswered, "there are no alerts, or no endpoints") }
      guard !card.isSimulated else { return (.failed, "the share of attacks is that of a simulation") }
      return (
        .passed,
        "precision is that of all alerts in use: \(shown) alerts in \(card.endpointDays) endpoint-days"
      )
    }

    private var laboratory: Judgement {
      guard card.endpoints > 0 else { return (.unanswered, "no endpoint sent events") }
      guard !card.isSimulated else { return (.failed, "telemetry was made by a program") }
      return (.passed, "telemetry of \(card.endpoints) endpoints over \(card.endpointDays) endpoint-days")
    }

    private var threat: Judgement {
      guard let robustness = card.robustness, let worst = robustness.liars.last else {
        return (.unanswered, "no confirmed attack, so none could be hidden by an adversary")
      }
      return (
        .passed,
        "\(worst.liars) lying analysts who know what will come leave \(worst.inQueueAfter) of \(worst.inQueueBefore) attacks in the queue"
      )
    }

    /// Models in use must answer for themselves what their evaluations were asked.
    private func withModels(_ pitfall: PitfallGate.Pitfall, _ own: Judgement) -> Judgement {
      guard pitfall.isRequired || pitfall == .biasedParameterSelection else { return own }
      let models = card.robustness?.models ?? []
      let failing = models.filter { $0.gates[pitfall.rawValue] != PitfallGate.Outcome.passed.rawValue }
      if let first = failing.first {
        let outcome = first.gates[pitfall.rawValue] ?? "no evaluation"
        return (
          .failed,
          "of \(models.count) models in use \(failing.count) do not pass this in their own evaluation (\(first.name) \(first.version): \(outcome))"
        )
      }
      guard models.isEmpty, !isRegistryKnown, pitfall == .inappropriateThreatModel, usesModels else { return own }
      return (.unanswered, "models gave alerts, and their evaluations are not at hand (--registry)")
    }

    private var usesModels: Bool { card.ablation.contains { $0.detector == "scan" } }
  }
}
