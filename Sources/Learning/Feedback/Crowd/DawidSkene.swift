#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What several judges who err say together: the probable class of each item, and how each judge errs.
///
/// A. P. Dawid, A. M. Skene, "Maximum likelihood estimation of observer error-rates using the EM algorithm", Applied Statistics
/// 28, 1979: every judge has a confusion matrix P(said | true), judges err independently given the true class, and classes
/// and matrices are estimated in turn. With a pseudo-count the maximum is that of the posterior under Dirichlet priors that
/// lean towards the diagonal, so that a judge with three votes is not believed to be perfect, and one with none is not
/// believed to be anything.
public struct DawidSkene: Sendable {
  /// One judgement.
  public struct Vote: Sendable, Hashable {
    /// The item, from 0.
    public var item: Int
    /// The judge, from 0.
    public var judge: Int
    /// What was said, from 0.
    public var said: Int
    /// How much it counts; 1 for a plain vote.
    public var weight: Double

    /// A judgement on an item.
    public init(item: Int, judge: Int, said: Int, weight: Double = 1) {
      self.item = item
      self.judge = judge
      self.said = said
      self.weight = weight
    }
  }

  /// How estimation runs.
  public struct Configuration: Sendable, Hashable {
    /// Votes every judge is taken to have given rightly beforehand, for each class.
    public var rightPseudoCount = 2.0
    /// Votes every judge is taken to have given wrongly beforehand, for each class and each wrong answer.
    public var wrongPseudoCount = 0.5
    /// Items of each class taken to have been seen beforehand.
    public var classPseudoCount = 1.0
    /// The most rounds.
    public var rounds = 100
    /// Rounds end when no probability moves by more than this.
    public var tolerance = 1e-6

    /// Careful priors.
    public init() {}

    /// Plain maximum likelihood, as published.
    public static var published: Configuration {
      var result = Configuration()
      result.rightPseudoCount = 0
      result.wrongPseudoCount = 0
      result.classPseudoCount = 0
      return result
    }
  }

  /// The number of classes.
  public let classes: Int
  /// For each item the probability of each class: items × classes. Items without votes have the classes' own.
  public let probabilities: [Double]
  /// P(class).
  public let prior: [Double]
  /// For each judge P(said | true): judges × classes (true) × classes (said).
  public let confusion: [Double]
  /// Rounds that were made.
  public let rounds: Int

  /// Estimates from votes; votes outside the ranges or without weight are left out.
  public init(
    _ votes: [Vote], items: Int, judges: Int, classes: Int = 2, _ configuration: Configuration = Configuration()
  ) {
    let classes = max(2, classes)
    let items = max(0, items)
    let judges = max(0, judges)
    let valid = votes.filter { vote in
      (0..<items).contains(vote.item) && (0..<judges).contains(vote.judge) && (0..<classes).contains(vote.said)
        && vote.weight > 0 && vote.weight.isFinite
    }
    var estimate = Estimate(items: items, judges: judges, classes: classes, votes: valid, configuration)
    var rounds = 0
    while rounds < configuration.rounds {
      rounds += 1
      estimate.learnJudges()
      if estimate.judgeItems() <= configuration.tolerance { break }
    }
    self.classes = classes
    self.rounds = rounds
    probabilities = estimate.probabilities
    prior = estimate.prior
    confusion = estimate.confusion
  }

  /// The probability that an item is of a class.
  public func probability(item: Int, class number: Int) -> Double { probabilities[item * classes + number] }

  /// P(said | true) of a judge.
  public func confusion(judge: Int, true actual: Int, said: Int) -> Double {
    confusion[(judge * classes + actual) * classes + said]
  }

  /// How often a judge is right, the classes counting equally.
  public func balancedAccuracy(judge: Int) -> Double {
    (0..<classes).reduce(0) { $0 + confusion(judge: judge, true: $1, said: $1) } / Double(classes)
  }
}

/// The state between rounds.
private struct Estimate {
  let items: Int
  let judges: Int
  let classes: Int
  let votes: [DawidSkene.Vote]
  let configuration: DawidSkene.Configuration
  var probabilities: [Double]
  var prior: [Double]
  var confusion: [Double]

  init(
    items: Int, judges: Int, classes: Int, votes: [DawidSkene.Vote], _ configuration: DawidSkene.Configuration
  ) {
    self.items = items
    self.judges = judges
    self.classes = classes
    self.votes = votes
    self.configuration = configuration
    prior = Array(repeating: 1 / Double(classes), count: classes)
    confusion = Array(repeating: 0, count: judges * classes * classes)
    probabilities = Array(repeating: 0, count: items * classes)
    // The majority begins.
    for vote in votes { probabilities[vote.item * classes + vote.said] += vote.weight }
    for item in 0..<items { normalize(&probabilities, item * classes, or: 1 / Double(classes)) }
  }

  /// Maximizes: the judges' matrices and the classes' frequencies, given what the items are believed to be.
  mutating func learnJudges() {
    prior = Array(repeating: configuration.classPseudoCount, count: classes)
    var isVoted = Array(repeating: false, count: items)
    for vote in votes { isVoted[vote.item] = true }
    for item in 0..<items where isVoted[item] {
      for number in 0..<classes { prior[number] += probabilities[item * classes + number] }
    }
    normalize(&prior, 0, or: 1 / Double(classes))
    confusion = Array(repeating: configuration.wrongPseudoCount, count: confusion.count)
    for judge in 0..<judges {
      for actual in 0..<classes {
        confusion[(judge * classes + actual) * classes + actual] = configuration.rightPseudoCount
      }
    }
    for vote in votes {
      for actual in 0..<classes {
        confusion[(vote.judge * classes + actual) * classes + vote.said] +=
          vote.weight * probabilities[vote.item * classes + actual]
      }
    }
    for row in 0..<judges * classes { normalize(&confusion, row * classes, or: 1 / Double(classes)) }
  }

  /// Expects: what the items are, given the judges. The largest change of a probability.
  mutating func judgeItems() -> Double {
    let smallest = 1e-300
    var logs = Array(repeating: 0.0, count: items * classes)
    for item in 0..<items {
      for number in 0..<classes { logs[item * classes + number] = log(max(prior[number], smallest)) }
    }
    for vote in votes {
      for actual in 0..<classes {
        let chance = confusion[(vote.judge * classes + actual) * classes + vote.said]
        logs[vote.item * classes + actual] += vote.weight * log(max(chance, smallest))
      }
    }
    var change = 0.0
    for item in 0..<items {
      let range = item * classes..<(item + 1) * classes
      let largest = logs[range].max() ?? 0
      for place in range { logs[place] = exp(logs[place] - largest) }
      normalize(&logs, item * classes, or: 1 / Double(classes))
      for place in range { change = max(change, abs(logs[place] - probabilities[place])) }
    }
    probabilities = logs
    return change
  }

  private func normalize(_ values: inout [Double], _ start: Int, or fallback: Double) {
    var sum = 0.0
    for index in start..<start + classes { sum += values[index] }
    for index in start..<start + classes { values[index] = sum > 0 ? values[index] / sum : fallback }
  }
}
