public import Evidence
import Learning
public import Triage

/// What verdicts amount to: who gave them, where they disagree, how far they reach.
public struct FeedbackStats: Sendable, Encodable {
  /// One analyst.
  public struct Analyst: Sendable, Encodable {
    /// Who.
    public var name: String
    /// Verdicts that said malicious or not.
    public var verdicts: Int
    /// Of these, those on subjects that somebody else judged too.
    public var shared: Int
    /// The expected share of right judgements.
    public var reliability: Double
    /// How much a verdict counts, 0 … 1.
    public var weight: Double
  }

  /// A subject on which analysts disagree.
  public struct Disagreement: Sendable, Encodable {
    /// `alert:ID`.
    public var subject: String
    /// Verdicts that said malicious.
    public var malicious: Int
    /// Verdicts that said not.
    public var benign: Int
    /// P(malicious) after weighing who said what.
    public var probability: Double
  }

  /// How many verdicts there are.
  public var verdicts: Int
  /// What people did, by action; of reactions that a store keeps.
  public var reactions: [String: Int]
  /// By disposition.
  public var dispositions: [String: Int]
  /// By kind of subject.
  public var subjects: [String: Int]
  /// By source.
  public var sources: [String: Int]
  /// By number of verdicts.
  public var analysts: [Analyst]
  /// The most undecided first; at most 20.
  public var disagreements: [Disagreement]
  /// The share of verdicts that budgets take to be wrong, and what it is estimated from: pairs of verdicts by different analysts on one
  /// subject, and those that disagree.
  public var wrongVerdicts: Double
  /// See `wrongVerdicts`.
  public var judgedTwice: Int
  /// See `wrongVerdicts`.
  public var judgedDifferently: Int
  /// What a person should look at.
  public var flags: [String]
  /// The most by which one analyst, two, and one source can move an alert, in points.
  public var analystBound: Double
  /// The most by which two analysts can.
  public var pairBound: Double
  /// The most by which one source can.
  public var sourceBound: Double

  /// Sums up verdicts.
  ///
  /// - Parameter present: the time on the clock, in nanoseconds since 1970; verdicts that claim to be later are flagged.
  public init(
    _ all: [Verdict], reactions kept: [FeedbackReaction] = [], present: Int64? = nil,
    policy: FeedbackPolicy = FeedbackPolicy()
  ) {
    let now = FeedbackClock.last(of: all.map(\.time)) ?? 0
    let book = VerdictBook(all, now: now, present: present, policy: policy)
    verdicts = all.count
    func counts(_ key: (Verdict) -> String) -> [String: Int] {
      all.reduce(into: [:]) { $0[key($1), default: 0] += 1 }
    }
    dispositions = counts(\.disposition.rawValue)
    subjects = counts(\.subjectKind)
    sources = counts { $0.source ?? "" }
    analysts = book.reliability.analysts.values.map {
      Analyst(
        name: $0.name, verdicts: $0.verdicts, shared: $0.shared, reliability: $0.reliability, weight: $0.weight)
    }.sorted { (-$0.verdicts, $0.name) < (-$1.verdicts, $1.name) }
    disagreements = book.reliability.disagreements.prefix(20).map {
      Disagreement(subject: $0.subject, malicious: $0.malicious, benign: $0.benign, probability: $0.probability)
    }
    let errors = SecondVerdicts.errors(all)
    (wrongVerdicts, judgedTwice, judgedDifferently) = (errors.rate, errors.pairs, errors.disagreements)
    reactions = kept.reduce(into: [:]) { $0[$1.action, default: 0] += 1 }
    let late = present.map { FeedbackFlag.future(kept, present: $0) } ?? []
    flags = (book.flags + late).map(\.words)
    analystBound = policy.bound(analysts: 1)
    pairBound = policy.bound(analysts: 2)
    sourceBound = policy.sourceBound
  }
}
