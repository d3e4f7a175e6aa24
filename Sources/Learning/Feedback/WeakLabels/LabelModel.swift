/// Combines weak labels of many sources into one probability a point, without knowing any truth.
///
/// A source (a rule, a list, a campaign) says yes, says no or abstains. Its accuracies P(said | true) are estimated from how
/// sources agree and disagree (`DawidSkene`, abstentions left out), with what is known for certain fixed by votes of an
/// oracle. Sources that copy each other would be believed twice over: where two agree more often than their accuracies
/// explain, they form a group, and each member counts 1 / size of the group.
///
/// Idea: A. Ratner et al., "Snorkel: rapid training data creation with weak supervision", VLDB 2018; estimated here by EM, and
/// dependencies by conditional correlation (S. Bach et al., "Learning the structure of generative models without labeled
/// data", ICML 2017, do it with a penalised likelihood).
public struct LabelModel: Sendable {
  /// What one source says of one point.
  public struct Vote: Sendable, Hashable {
    /// The point, from 0.
    public var item: Int
    /// The source, from 0.
    public var source: Int
    /// Yes or no.
    public var isPositive: Bool

    /// A weak label.
    public init(item: Int, source: Int, isPositive: Bool) {
      self.item = item
      self.source = source
      self.isPositive = isPositive
    }
  }

  /// What is known of a source.
  public struct Source: Sendable, Hashable {
    /// P(says yes | true yes, speaks).
    public var sensitivity: Double
    /// P(says no | true no, speaks).
    public var specificity: Double
    /// The share of points on which it speaks.
    public var coverage: Double
    /// Sources that it goes with, itself included.
    public var groupSize: Int
  }

  /// The conditional correlation from which two sources count as one.
  public static let dependenceThreshold = 0.5
  /// The conditional correlation from which one source is a copy of another.
  static let copyThreshold = 0.8
  /// Points on which two sources must both speak before their dependence is judged.
  public static let leastShared = 20

  /// P(yes) of each point.
  public let probabilities: [Double]
  /// What was found out about each source.
  public let sources: [Source]
  /// P(yes) of a point of which nothing is known.
  public let prior: Double

  /// Estimates from votes; `known` holds points whose truth is certain.
  public init(_ votes: [Vote], items: Int, sources count: Int, known: [Int: Bool] = [:]) {
    let judges = count + 1
    func ballots(_ weights: [Double]) -> [DawidSkene.Vote] {
      var result = votes.filter { (0..<count).contains($0.source) }.map { vote in
        DawidSkene.Vote(
          item: vote.item, judge: vote.source, said: vote.isPositive ? 1 : 0, weight: weights[vote.source])
      }
      for (item, isPositive) in known.sorted(by: { $0.key < $1.key }) {
        result.append(.init(item: item, judge: count, said: isPositive ? 1 : 0, weight: Self.certainty))
      }
      return result
    }
    var fit = DawidSkene(ballots(Array(repeating: 1, count: count)), items: items, judges: judges)
    var groups = Array(repeating: 1, count: count)
    // Copies first: as long as they are believed to be many, they distort what is expected of all others.
    for threshold in [Self.copyThreshold, Self.dependenceThreshold] {
      groups = Self.groups(votes, items: items, sources: count, fit, threshold)
      fit = DawidSkene(ballots(groups.map { 1 / Double($0) }), items: items, judges: judges)
    }
    var spoken = Array(repeating: Set<Int>(), count: count)
    for vote in votes where (0..<count).contains(vote.source) { spoken[vote.source].insert(vote.item) }
    probabilities = (0..<max(0, items)).map { item in
      known[item].map { $0 ? 1 : 0 } ?? fit.probability(item: item, class: 1)
    }
    sources = (0..<count).map { source in
      Source(
        sensitivity: fit.confusion(judge: source, true: 1, said: 1),
        specificity: fit.confusion(judge: source, true: 0, said: 0),
        coverage: Double(spoken[source].count) / Double(max(1, items)), groupSize: groups[source])
    }
    prior = fit.prior[1]
  }

  /// The weight of certain knowledge against votes of weight 1.
  private static let certainty = 100.0

  /// The size of each source's group of sources that depend on each other.
  private static func groups(_ votes: [Vote], items: Int, sources: Int, _ fit: DawidSkene, _ threshold: Double) -> [Int]
  {
    var said = Array(repeating: [Int: Double](), count: sources)
    for vote in votes where (0..<sources).contains(vote.source) && (0..<items).contains(vote.item) {
      // What was said, less what the source's accuracies and the point's probability lead to expect.
      let positive = fit.probability(item: vote.item, class: 1)
      let expected =
        positive * fit.confusion(judge: vote.source, true: 1, said: 1)
        + (1 - positive) * fit.confusion(judge: vote.source, true: 0, said: 1)
      said[vote.source][vote.item] = (vote.isPositive ? 1 : 0) - expected
    }
    var parent = Array(0..<sources)
    func root(_ source: Int) -> Int {
      var source = source
      while parent[source] != source { source = parent[source] }
      return source
    }
    for a in 0..<sources {
      for b in (a + 1)..<max(a + 1, sources) where isDependent(said[a], said[b], threshold) {
        parent[root(b)] = root(a)
      }
    }
    var sizes = Array(repeating: 0, count: sources)
    for source in 0..<sources { sizes[root(source)] += 1 }
    return (0..<sources).map { sizes[root($0)] }
  }

  private static func isDependent(_ a: [Int: Double], _ b: [Int: Double], _ threshold: Double) -> Bool {
    let (small, large) = a.count <= b.count ? (a, b) : (b, a)
    var (shared, product, first, second) = (0, 0.0, 0.0, 0.0)
    for item in small.keys.sorted() {
      guard let x = small[item], let y = large[item] else { continue }
      shared += 1
      product += x * y
      first += x * x
      second += y * y
    }
    guard shared >= leastShared, first > 0, second > 0 else { return false }
    return product / (first * second).squareRoot() >= threshold
  }
}
