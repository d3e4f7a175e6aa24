public import Evidence
import Learning

/// How far each analyst can be trusted, from verdicts on the same subjects.
public struct AnalystReliability: Sendable {
  /// One analyst.
  public struct Analyst: Sendable, Hashable {
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
  public struct Disagreement: Sendable, Hashable {
    /// `alert:ID`.
    public var subject: String
    /// How many said malicious, and how many not.
    public var malicious: Int
    /// How many said not.
    public var benign: Int
    /// P(malicious) after weighing who said what.
    public var probability: Double
  }

  /// By name.
  public let analysts: [String: Analyst]
  /// Subjects with both answers, the most undecided first.
  public let disagreements: [Disagreement]

  /// Compares analysts with each other; Dawid and Skene's estimate decides who was right.
  public init(_ verdicts: [Verdict]) {
    var subjects: [String: Int] = [:]
    var names: [String] = []
    var authors: [String: Int] = [:]
    var votes: [DawidSkene.Vote] = []
    var said: [[Bool]] = []
    for verdict in verdicts.sorted(by: { ($0.time, $0.id) < ($1.time, $1.id) }) {
      guard let isMalicious = verdict.disposition.isMalicious else { continue }
      let key = verdict.subjectKind + ":" + verdict.subjectID
      let item = subjects[key] ?? subjects.count
      if item == said.count {
        subjects[key] = item
        said.append([])
      }
      let judge = authors[verdict.author] ?? authors.count
      if judge == names.count {
        authors[verdict.author] = judge
        names.append(verdict.author)
      }
      said[item].append(isMalicious)
      votes.append(
        .init(item: item, judge: judge, said: isMalicious ? 1 : 0, weight: min(1, max(0.05, verdict.confidence))))
    }
    let fit = DawidSkene(votes, items: subjects.count, judges: names.count)
    analysts = Self.analysts(names, votes, fit)
    disagreements = subjects.compactMap { key, item in
      let malicious = said[item].count { $0 }
      guard malicious > 0, malicious < said[item].count else { return nil }
      return Disagreement(
        subject: key, malicious: malicious, benign: said[item].count - malicious,
        probability: fit.probability(item: item, class: 1))
    }.sorted { (abs($0.probability - 0.5), $0.subject) < (abs($1.probability - 0.5), $1.subject) }
  }

  /// How much an analyst's verdicts count.
  public func weight(of author: String) -> Double { analysts[author]?.weight ?? BetaReliability().weight }

  private static func analysts(
    _ names: [String], _ votes: [DawidSkene.Vote], _ fit: DawidSkene
  ) -> [String: Analyst] {
    var judges: [Int: Set<Int>] = [:]
    for vote in votes { judges[vote.item, default: []].insert(vote.judge) }
    var beliefs = Array(repeating: BetaReliability(), count: names.count)
    var counts = Array(repeating: (all: 0, shared: 0), count: names.count)
    for vote in votes {
      counts[vote.judge].all += 1
      guard (judges[vote.item]?.count ?? 0) > 1 else { continue }
      counts[vote.judge].shared += 1
      beliefs[vote.judge].observe(agreement: fit.probability(item: vote.item, class: vote.said), weight: vote.weight)
    }
    var result: [String: Analyst] = [:]
    for (judge, name) in names.enumerated() {
      result[name] = Analyst(
        name: name, verdicts: counts[judge].all, shared: counts[judge].shared, reliability: beliefs[judge].mean,
        weight: beliefs[judge].weight)
    }
    return result
  }
}
