public import Evidence
import Learning

/// Verdicts by what they speak about: cells of similar alerts, single subjects, entities, facts of explanations.
///
/// Built of a set of verdicts in closed form: the same verdicts give the same book in whatever order they came, and the
/// book of two places together is the book of both sets.
public struct VerdictBook: Sendable {
  /// The limits.
  public let policy: FeedbackPolicy
  /// Who gave them, and how far each is trusted.
  public let reliability: AnalystReliability
  /// What should be looked at by a person: bursts, unreliable analysts, verdicts that speak about nothing.
  public let flags: [FeedbackFlag]
  /// Verdicts that count.
  public let used: Int
  /// Every verdict that says malicious or not, by identifier, with the weight that it has.
  public let weights: [String: Double]
  private let cells: [FeedbackCell.Key: FeedbackCell.Summary]

  /// Sorts verdicts.
  ///
  /// - Parameters:
  ///   - now: The time at which age is counted, in nanoseconds since 1970; later verdicts count as given then.
  ///   - present: The time on the clock: nobody can have judged later.
  ///   - traits: What the subjects of verdicts look like, by the alert's identifier; verdicts may carry their own.
  ///   - incidents: The alerts of an incident.
  public init(
    _ verdicts: [Verdict], now: Int64, present: Int64? = nil, policy: FeedbackPolicy = FeedbackPolicy(),
    traits: [String: AlertTraits] = [:], incidents: [String: [String]] = [:]
  ) {
    self.policy = policy
    let decided = verdicts.filter { $0.disposition.isMalicious != nil }
    let weighing = VerdictWeights(decided, now: now, policy: policy)
    reliability = weighing.reliability
    var weights: [String: Double] = [:]
    var lost = 0
    var cells: [FeedbackCell.Key: FeedbackCell] = [:]
    for verdict in decided {
      let weight = weighing.weight(of: verdict)
      let keys = Self.keys(verdict, traits, incidents)
      if keys.isEmpty { lost += 1 }
      weights[verdict.id] = weight
      let entry = FeedbackCell.Entry(
        author: verdict.author, source: verdict.source ?? "", time: verdict.time,
        isMalicious: verdict.disposition.isMalicious ?? false, weight: weight,
        signals: Self.signalCount(verdict, traits))
      for key in Set(keys) { cells[key, default: FeedbackCell()].add(entry) }
    }
    self.cells = cells.mapValues { $0.summary(policy) }
    self.weights = weights
    used = decided.count - lost
    var flags = weighing.flags
    if let present { flags += FeedbackFlag.future(verdicts, present: present) }
    if lost > 0 { flags.append(FeedbackFlag(kind: .unknownSubject, author: "", count: lost)) }
    self.flags = flags
  }

  /// What was said about alerts that share some traits.
  func cell(_ key: FeedbackCell.Key) -> FeedbackCell.Summary? { cells[key] }

  /// The cell of one subject alone.
  static func subject(_ kind: Verdict.SubjectKind, _ id: String) -> FeedbackCell.Key {
    FeedbackCell.Key(view: "=" + kind.rawValue, values: [id])
  }

  /// The cell of a fact of the explanations of a rule.
  static func reason(rule: String, _ fact: String) -> FeedbackCell.Key {
    FeedbackCell.Key(view: "=reason", values: [rule, fact])
  }

  /// How many signals the judged alert held.
  private static func signalCount(_ verdict: Verdict, _ known: [String: AlertTraits]) -> Int? {
    let id = String(verdict.subjectID.prefix { $0 != "#" })
    return known[id]?.signalCount ?? AlertTraits(verdict.traits ?? [:]).signalCount
  }

  private static func keys(
    _ verdict: Verdict, _ known: [String: AlertTraits], _ incidents: [String: [String]]
  ) -> [FeedbackCell.Key] {
    let scope = verdict.scope ?? .similar
    switch Verdict.SubjectKind(rawValue: verdict.subjectKind) {
    case .alert, .signal:
      let id = String(verdict.subjectID.prefix { $0 != "#" })
      return keys(ofAlert: id, scope, known[id] ?? AlertTraits(verdict.traits ?? [:]))
    case .incident:
      let alerts = incidents[verdict.subjectID] ?? []
      return alerts.flatMap { keys(ofAlert: $0, scope, known[$0] ?? AlertTraits([:])) }
        + [subject(.incident, verdict.subjectID)]
    case .file: return views(AlertTraits(["file": verdict.subjectID]), .similar)
    case .user: return views(AlertTraits(["user": verdict.subjectID]), .similar)
    case .explanation:
      let parts = verdict.subjectID.split(separator: "#", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { return [] }
      let traits = known[parts[0]] ?? AlertTraits(verdict.traits ?? [:])
      guard let rule = traits.values[.rule] else { return [] }
      let field = AlertTraits.reason(parts[1], "")
      let facts = parts[1].contains("=") ? [String(field.dropLast())] : traits.reasons.filter { $0.hasPrefix(field) }
      return facts.map { reason(rule: rule, $0) }
    case nil: return []
    }
  }

  private static func keys(
    ofAlert id: String, _ scope: Verdict.Scope, _ traits: AlertTraits
  ) -> [FeedbackCell.Key] {
    // Without traits nothing is known of it, not even whether it is among the alerts at hand.
    guard !traits.values.isEmpty else { return [] }
    // What an account does in one case says nothing about all else it does: that takes a verdict on the user.
    return [subject(.alert, id)] + views(traits, scope).filter { $0.view != AlertTraits.Trait.user.rawValue }
  }

  private static func views(_ traits: AlertTraits, _ scope: Verdict.Scope) -> [FeedbackCell.Key] {
    FeedbackView.all.compactMap { $0.takes(scope) ? $0.cell(traits) : nil }
  }
}
