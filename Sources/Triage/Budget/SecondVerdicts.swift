public import Evidence
public import Learning

/// What was judged by several analysts: how often verdicts are wrong is estimated from it.
public enum SecondVerdicts {
  /// For each subject that several analysts judged, whether each of the others agrees with who came first on whether it is false.
  /// Of one analyst the latest verdict on a subject counts.
  static func agreements(_ verdicts: [Verdict]) -> [Bool] {
    var said: [String: [String: (time: Int64, isFalse: Bool)]] = [:]
    for verdict in verdicts where verdict.decision != nil {
      let subject = verdict.subjectKind + ":" + verdict.subjectID
      guard said[subject]?[verdict.author].map({ $0.time < verdict.time }) ?? true else { continue }
      said[subject, default: [:]][verdict.author] = (verdict.time, verdict.disposition == .falsePositive)
    }
    return said.sorted { $0.key < $1.key }.flatMap { _, opinions in
      let ordered = opinions.sorted { ($0.value.time, $0.key) < ($1.value.time, $1.key) }.map(\.value.isFalse)
      return ordered.dropFirst().map { $0 == ordered.first }
    }
  }

  /// How often verdicts are wrong, as budgets take it.
  public static func errors(_ verdicts: [Verdict]) -> VerdictErrors {
    var errors = VerdictErrors()
    for agrees in agreements(verdicts) { errors.note(agrees: agrees) }
    return errors
  }
}
