/// What verdicts changed, and what detectors are worth.
extension Scorecard {
  /// What changed because of feedback.
  public struct Feedback: Sendable, Codable, Hashable {
    /// Verdicts that count, and the analysts who gave them.
    public var verdicts: Int
    /// See `verdicts`.
    public var analysts: Int
    /// Alerts that all verdicts so far move up and down, and those that the floor of their severity keeps from falling further.
    public var raised: Int
    /// See `raised`.
    public var lowered: Int
    /// See `raised`.
    public var heldAtFloor: Int
    /// Alerts that may be left out of the queue, and those of them that were confirmed as attacks.
    public var suppressible: Int
    /// See `suppressible`.
    public var suppressibleAttacks: Int
    /// Exceptions that analysts added, and those that verdicts support and nobody added yet.
    public var exceptionsAdded: Int
    /// See `exceptionsAdded`.
    public var exceptionsReady: Int
    /// Alerts that moved furthest.
    public var moves: [Move]
    /// The length of the queue that the reader states.
    public var queueLength: Int
    /// The later verdicts, at several lengths of the queue.
    public var queues: [Queue]
    /// What a person should look at.
    public var flags: [String]
  }

  /// How far an alert moved.
  public struct Move: Sendable, Codable, Hashable {
    /// The alert.
    public var id: String
    /// Its title.
    public var title: String
    /// Its risk before and after.
    public var before: Double
    /// See `before`.
    public var after: Double
    /// Why.
    public var why: String
    /// What was said about it in the end, if anything.
    public var verdict: String?
  }

  /// Precision in queues of one length, with and without what was said before. Each period's alerts are ranked by verdicts that
  /// were given before it began, and judged by those that came later; periods before which nothing was said are left out.
  public struct Queue: Sendable, Codable, Hashable {
    /// Alerts that are read in a period.
    public var length: Int
    /// Days of a period.
    public var periodDays: Double
    /// Ranked by evidence alone.
    public var without: Count
    /// Ranked by evidence and earlier verdicts.
    public var with: Count
    /// Attacks and false alerts that are only in the second queue, and only in the first.
    public var attacksGained: Int
    /// See `attacksGained`.
    public var attacksLost: Int
    /// See `attacksGained`.
    public var falsesGained: Int
    /// See `attacksGained`.
    public var falsesLost: Int
  }

  /// Judged alerts of a queue.
  public struct Count: Sendable, Codable, Hashable {
    /// Alerts with a verdict that decides.
    public var judged: Int
    /// Attacks among them.
    public var attacks: Int
    /// The share of attacks, with exact 95 % limits.
    public var precision: Estimate?
  }

  /// What would change without one detector.
  public struct Ablation: Sendable, Codable, Hashable {
    /// The detector.
    public var detector: String
    /// Alerts that it alone gave.
    public var alerts: Int
    /// Of these, judged attacks, benign but real, and false ones.
    public var attacks: Int
    /// See `attacks`.
    public var benign: Int
    /// See `attacks`.
    public var falses: Int
    /// Confirmed attack stories (incidents, or alerts that belong to none) of which no other detector gave an alert.
    public var missedStories: Int
    /// Techniques of confirmed attacks that no other detector names.
    public var lostTechniques: [String]
    /// Precision of all judged alerts without it.
    public var precisionWithout: Estimate?
  }

  /// Judged alerts of one part of the fleet.
  public struct Slice: Sendable, Codable, Hashable {
    /// What is sliced by: `os`, `host_group`, `detector`, `first_seen_age`, `file_family`, `signer`.
    public var kind: String
    /// The part.
    public var name: String
    /// Alerts.
    public var alerts: Int
    /// Alerts with a verdict that decides, and the attacks and false alerts among them.
    public var judged: Int
    /// See `judged`.
    public var attacks: Int
    /// See `judged`.
    public var falses: Int
    /// The share of attacks, with exact 95 % limits.
    public var precision: Estimate?
  }

  /// What an adversary can do.
  public struct Robustness: Sendable, Codable, Hashable {
    /// The most by which one analyst, two, and one source can move an alert, in points: proved (`FeedbackPolicy`).
    public var analystBound: Double
    /// See `analystBound`.
    public var pairBound: Double
    /// See `analystBound`.
    public var sourceBound: Double
    /// What lying analysts did when they were tried on these alerts.
    public var liars: [Liars]
    /// Models in the registry.
    public var models: [ModelCheck]
  }

  /// An attack on the ranking: analysts who deny, ahead of time, everything that looks like what turned out to be attacks.
  public struct Liars: Sendable, Codable, Hashable {
    /// Lying analysts.
    public var liars: Int
    /// Confirmed attacks, and those of them inside the queue with honest verdicts and with the lies added.
    public var attacks: Int
    /// See `attacks`.
    public var inQueueBefore: Int
    /// See `attacks`.
    public var inQueueAfter: Int
    /// The largest fall of one attack, in points of risk.
    public var largestFall: Double
  }

  /// What the evaluation in a model's bundle says.
  public struct ModelCheck: Sendable, Codable, Hashable {
    /// The model.
    public var name: String
    /// Its version.
    public var version: String
    /// Its stage in the registry.
    public var stage: String
    /// Whether its evaluation was refused, and why; nil where the bundle has none.
    public var isRefused: Bool?
    /// See `isRefused`.
    public var reasons: [String]
    /// Gates by pitfall: `passed`, `failed` or `unanswered`.
    public var gates: [String: String]
    /// AUROC on its test rows.
    public var auroc: Double?
    /// The share of found rows that an adaptive attack leaves found; nil where none was run.
    public var leftAfterAttack: Double?
    /// Features that the attack changed.
    public var attackSteps: Int?

    /// A check by its parts.
    public init(
      name: String, version: String, stage: String, isRefused: Bool? = nil, reasons: [String] = [],
      gates: [String: String] = [:], auroc: Double? = nil, leftAfterAttack: Double? = nil, attackSteps: Int? = nil
    ) {
      self.name = name
      self.version = version
      self.stage = stage
      self.isRefused = isRefused
      self.reasons = reasons
      self.gates = gates
      self.auroc = auroc
      self.leftAfterAttack = leftAfterAttack
      self.attackSteps = attackSteps
    }
  }
}
