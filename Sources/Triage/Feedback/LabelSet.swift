public import Evidence
import Learning

/// Labels for training, derived from verdicts and weak sources, reproducible: the same inputs give the same labels in the
/// same order, and `digest` names them.
public struct LabelSet: Sendable, Hashable, Codable {
  /// One label.
  public struct Label: Sendable, Hashable, Codable {
    /// `alert:ID`.
    public var subject: String
    /// P(malicious).
    public var probability: Double
    /// How much it counts in training, 0 … 1: |2·P − 1| of what was said, lowered by age and reliability.
    public var weight: Double
    /// When the last of its verdicts was given, in nanoseconds since 1970; `nil` for labels of weak sources alone.
    public var time: Int64?
    /// Where it comes from: `verdict:ID`, `rule:ID`, `list:NAME`, `simulation:NAME`.
    public var provenance: [String]

    /// A label from its parts.
    public init(subject: String, probability: Double, weight: Double, time: Int64?, provenance: [String]) {
      self.subject = subject
      self.probability = probability
      self.weight = weight
      self.time = time
      self.provenance = provenance
    }
  }

  /// What a source that may err says of a subject: a rule that fired, a list that names it, a simulation that made it.
  public struct WeakLabel: Sendable, Hashable {
    /// `alert:ID`.
    public var subject: String
    /// `rule:ID`, `list:NAME`, `simulation:NAME`.
    public var source: String
    /// What it says.
    public var isMalicious: Bool
    /// Whether it cannot err: what made the events says it. It teaches how good other sources are, as verdicts do.
    public var isTruth: Bool

    /// A weak label.
    public init(subject: String, source: String, isMalicious: Bool, isTruth: Bool = false) {
      self.subject = subject
      self.source = source
      self.isMalicious = isMalicious
      self.isTruth = isTruth
    }
  }

  /// In order of the subject.
  public let labels: [Label]
  /// A hash of all labels, in hexadecimal.
  public let digest: String

  /// Derives labels.
  ///
  /// - Parameter book: What was said; its weights are the weights of the votes.
  public init(_ verdicts: [Verdict], book: VerdictBook, weak: [WeakLabel] = []) {
    let decided = verdicts.filter { $0.disposition.isMalicious != nil }.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    let subjects = Set(decided.map(Self.subject) + weak.map(\.subject)).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: subjects.enumerated().map { ($1, $0) })
    let sources = Set(weak.filter { !$0.isTruth }.map(\.source)).sorted()
    let places = Dictionary(uniqueKeysWithValues: sources.enumerated().map { ($1, $0) })
    let truths = Dictionary(weak.filter(\.isTruth).map { ($0.subject, $0.isMalicious) }) { $0 || $1 }
    let votes = Set(weak).filter { !$0.isTruth }.sorted { ($0.subject, $0.source) < ($1.subject, $1.source) }.compactMap
    { label in
      numbers[label.subject].flatMap { item in
        places[label.source].map { LabelModel.Vote(item: item, source: $0, isPositive: label.isMalicious) }
      }
    }
    // What analysts agree on, and what is known for certain, teaches how good the weak sources are.
    let opinions = Self.opinions(decided, book)
    var known: [Int: Bool] = [:]
    for (subject, opinion) in opinions where abs(opinion.probability - 0.5) > Self.teaching {
      if let item = numbers[subject] { known[item] = opinion.probability > 0.5 }
    }
    for (subject, isMalicious) in truths where opinions[subject] == nil {
      if let item = numbers[subject] { known[item] = isMalicious }
    }
    let model = LabelModel(votes, items: subjects.count, sources: sources.count, known: known)
    let weakBySubject = Dictionary(grouping: weak, by: \.subject)
    labels = subjects.enumerated().map { item, subject in
      let said = weakBySubject[subject, default: []].map(\.source).sorted()
      guard let opinion = opinions[subject] else {
        let probability = truths[subject].map { $0 ? Self.certainty : 1 - Self.certainty } ?? model.probabilities[item]
        return Label(
          subject: subject, probability: probability, weight: abs(2 * probability - 1), time: nil, provenance: said)
      }
      return Label(
        subject: subject, probability: opinion.probability, weight: opinion.weight, time: opinion.time,
        provenance: opinion.verdicts.map { "verdict:" + $0 } + said)
    }
    var parts = ""
    for label in labels {
      parts += "\(label.subject)\u{1F}\(label.probability.bitPattern)\u{1F}\(label.weight.bitPattern)\u{1F}"
      parts += label.provenance.joined(separator: "\u{1F}") + "\u{1E}"
    }
    digest = StableID.of(parts)
  }

  /// How far an opinion lies from one half that teaches how good weak sources are: one verdict of somebody nobody knows (0.72) does.
  /// Most alerts have no more than one, and errors of single verdicts average out over many.
  private static let teaching = 0.2
  /// P of what is known for certain: labels of training are never quite 0 or 1.
  private static let certainty = 0.99

  private struct Opinion {
    var malicious = 0.0
    var benign = 0.0
    var time = Int64.min
    var verdicts: [String] = []

    /// With one half of a verdict on each side beforehand.
    var probability: Double { (malicious + 0.5) / (malicious + benign + 1) }
    var weight: Double { abs(2 * probability - 1) }
  }

  private static func opinions(_ verdicts: [Verdict], _ book: VerdictBook) -> [String: Opinion] {
    var result: [String: Opinion] = [:]
    for verdict in verdicts {
      let weight = book.weights[verdict.id] ?? 0
      var opinion = result[subject(verdict)] ?? Opinion()
      if verdict.disposition.isMalicious == true { opinion.malicious += weight } else { opinion.benign += weight }
      opinion.time = max(opinion.time, verdict.time)
      opinion.verdicts.append(verdict.id)
      result[subject(verdict)] = opinion
    }
    return result
  }

  private static func subject(_ verdict: Verdict) -> String { verdict.subjectKind + ":" + verdict.subjectID }
}
