public import Evidence
import Learning

/// How urgently an alert asks for a look: its severity, as far as the evidence carries it.
enum AlertRisk {
  /// The log likelihood ratio at which two thirds of the severity that evidence can add are reached: odds of 20 to 1.
  private static let scale = 3.0

  /// `severity · (½ + ½·(1 − e^(−L/3)))`, 0 … 99.
  ///
  /// L is the strongest log likelihood ratio among the signals, or the logarithm of the e-value of their smallest p-value
  /// where that is larger, at least 0. So a finding that tells nothing apart has half of its severity's points, and rarity
  /// enters through its p-value. Repetition of the same finding does not make it more certain and does not count.
  static func score(severity: Severity, signals: [Signal]) -> Double {
    var evidence = 0.0
    for signal in signals {
      if signal.logLikelihoodRatio.isFinite { evidence = max(evidence, signal.logLikelihoodRatio) }
      if let p = signal.pValue, p > 0 { evidence = max(evidence, EValue.logarithm(ofPValue: p)) }
    }
    return Double(severity.riskScore) * (1 - 0.5 * Logarithm.exp(-evidence / scale))
  }
}

extension Alert {
  /// What its evidence alone makes of its risk, before any verdict moved it: 0 … 99.
  public var evidenceRisk: Double { AlertRisk.score(severity: severity, signals: signals) }
}
