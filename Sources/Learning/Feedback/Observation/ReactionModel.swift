/// What people did about things, and what that says about the things.
///
/// A thing in a stratum (how prominently it was shown) is examined with the stratum's propensity. What is not examined gets a
/// reaction that says nothing about the thing; what is examined gets one that depends on what the thing is and on who
/// reacts: a judge acts in good faith with some probability, else as if the thing were the opposite. A verdict of the same judge
/// shares that faith: who turns reactions round turns verdicts round as well, so that a verdict is not yet the truth.
///
///     P(reaction, examined)  = e(stratum) · Σ_h P(h | judge) · P(reaction | truth flipped unless h) · [verdict fits]
///     P(reaction, unexamined) = (1 − e(stratum)) · P(reaction | nobody looked)
///
/// All of it is estimated by EM, beginning from documented guesses that count as a number of observations: what reactions
/// mean from things whose truth or examination is known, propensities, prevalences and good faith from all. Inside a stratum, what is not examined is taken to be like what is (missing at
/// random); audits that draw things at random keep that honest.
///
/// Sources: examination models of clicks (N. Craswell, O. Zoeter, M. Taylor, B. Ramsey, WSDM 2008; T. Joachims, A.
/// Swaminathan, T. Schnabel, WSDM 2017) and Dawid and Skene's confusion matrices (1979).
public struct ReactionModel: Sendable, Hashable {
  /// One thing and what is known of it.
  public struct Observation: Sendable, Hashable {
    /// How prominently it was shown, from 0.
    public var stratum: Int
    /// What was done, from 0.
    public var reaction: Int
    /// Who did it, from 0; `nil` when nobody in particular.
    public var judge: Int?
    /// Whether it was looked at, where that is known.
    public var isExamined: Bool?
    /// What the same judge said it is.
    public var verdict: Bool?
    /// What it is, where that is known from elsewhere.
    public var truth: Bool?
    /// How many things it counts for in estimation.
    public var weight = 1.0

    /// What is known of one thing.
    public init(
      stratum: Int, reaction: Int, judge: Int? = nil, isExamined: Bool? = nil, verdict: Bool? = nil, truth: Bool? = nil
    ) {
      self.verdict = verdict
      self.stratum = stratum
      self.reaction = reaction
      self.judge = judge
      self.isExamined = isExamined
      self.truth = truth
    }
  }

  /// What is believed of one thing.
  public struct Belief: Sendable, Hashable {
    /// P(positive | all that is known of it).
    public var probability: Double
    /// P(it was examined | all that is known of it).
    public var examined: Double
    /// Its weight in training: P(examined). What nobody looked at says nothing and is not read as benign. Dividing by propensities
    /// as well would cost more in variance than it corrects where the queue's order follows from features that the next model has.
    public var weight: Double { examined }
    /// Its weight in rates over all things: P(examined) divided by the stratum's propensity, so that things of strata that are
    /// rarely examined count for those that were not; at most `largestWeight`.
    public var rateWeight: Double
  }

  /// What is guessed before anything is seen.
  public struct Guess: Sendable, Hashable {
    /// P(reaction | examined, positive), and the same for negative things.
    public var positive: [Double]
    /// P(reaction | examined, negative).
    public var negative: [Double]
    /// P(reaction | nobody looked).
    public var unexamined: [Double]
    /// P(examined) of each stratum.
    public var propensities: [Double]
    /// P(positive).
    public var prevalence: Double
    /// How many observations the guesses are worth.
    public var strength: Double

    /// Guesses; every list of reactions has the same length.
    public init(
      positive: [Double], negative: [Double], unexamined: [Double], propensities: [Double], prevalence: Double,
      strength: Double = 20
    ) {
      self.positive = positive
      self.negative = negative
      self.unexamined = unexamined
      self.propensities = propensities
      self.prevalence = min(0.999, max(0.001, prevalence))
      self.strength = max(0.1, strength)
    }
  }

  /// The largest `rateWeight` of one thing.
  public static let largestWeight = 20.0
  /// Good faith of a judge nobody knows, as counts of acts in good faith and against it.
  static let presumedFaith = (kept: 24.75, broken: 0.25)

  /// P(reaction | examined, negative) and P(reaction | examined, positive).
  public private(set) var reactions: [[Double]]
  /// P(reaction | nobody looked).
  public private(set) var unexamined: [Double]
  /// P(examined) of each stratum.
  public private(set) var propensities: [Double]
  /// P(positive) in each stratum.
  public private(set) var prevalences: [Double]
  /// P(acts in good faith) of each judge.
  public private(set) var goodFaith: [Double]

  /// Fits the model; observations outside the guess's lists are left out.
  public init(_ observations: [Observation], judges: Int, guess: Guess, rounds: Int = 200) {
    reactions = [guess.negative, guess.positive].map(Self.distribution)
    unexamined = Self.distribution(guess.unexamined)
    propensities = guess.propensities.map { min(0.999, max(0.001, $0)) }
    prevalences = Array(repeating: guess.prevalence, count: guess.propensities.count)
    let faith = Self.presumedFaith.kept / (Self.presumedFaith.kept + Self.presumedFaith.broken)
    goodFaith = Array(repeating: faith, count: max(0, judges))
    let start = self
    for _ in 0..<max(0, rounds) {
      var sums = Sums(start, strength: guess.strength)
      for seen in observations where isKnown(seen) { sums.add(seen, parts(seen)) }
      let before = self
      (reactions, unexamined) = (sums.reactions.map(Self.distribution), Self.distribution(sums.unexamined))
      propensities = sums.examined.map(\.share)
      prevalences = sums.positive.map(\.share)
      goodFaith = sums.faith.map(\.share)
      if distance(to: before) < 1e-7 { break }
    }
  }

  /// What is believed of a thing.
  public func belief(_ seen: Observation) -> Belief {
    guard isKnown(seen) else { return Belief(probability: prevalences.first ?? 0.5, examined: 0, rateWeight: 0) }
    let parts = parts(seen)
    let probability = parts.positive
    let propensity = max(propensities[seen.stratum], 1 / Self.largestWeight)
    return Belief(
      probability: seen.truth.map { $0 ? 1 : 0 } ?? probability, examined: parts.examined,
      rateWeight: min(Self.largestWeight, parts.examined / propensity))
  }

  private func isKnown(_ seen: Observation) -> Bool {
    propensities.indices.contains(seen.stratum) && unexamined.indices.contains(seen.reaction)
      && (seen.judge.map(goodFaith.indices.contains) ?? true)
  }

  /// Posterior shares of one observation.
  struct Parts {
    /// Unexamined, by truth; examined in good faith, by truth; examined against it, by truth.
    var unexamined = [0.0, 0.0]
    var honest = [0.0, 0.0]
    var flipped = [0.0, 0.0]

    var positive: Double { unexamined[1] + honest[1] + flipped[1] }
    func times(_ weight: Double) -> Parts {
      Parts(
        unexamined: unexamined.map { $0 * weight }, honest: honest.map { $0 * weight },
        flipped: flipped.map { $0 * weight })
    }

    var examined: Double { honest[0] + honest[1] + flipped[0] + flipped[1] }
  }

  private func parts(_ seen: Observation) -> Parts {
    var parts = Parts()
    let faith = seen.judge.map { goodFaith[$0] } ?? 1
    var total = 0.0
    for truth in 0...1 {
      if let known = seen.truth, known != (truth == 1) { continue }
      let prior = truth == 1 ? prevalences[seen.stratum] : 1 - prevalences[seen.stratum]
      if seen.isExamined != true, seen.verdict == nil {
        parts.unexamined[truth] = prior * (1 - propensities[seen.stratum]) * unexamined[seen.reaction]
      }
      if seen.isExamined != false || seen.verdict != nil {
        let looked = prior * propensities[seen.stratum]
        if seen.verdict != (truth == 0) { parts.honest[truth] = looked * faith * reactions[truth][seen.reaction] }
        if seen.verdict != (truth == 1) {
          parts.flipped[truth] = looked * (1 - faith) * reactions[1 - truth][seen.reaction]
        }
      }
      total += parts.unexamined[truth] + parts.honest[truth] + parts.flipped[truth]
    }
    guard total > 0 else { return parts }
    for truth in 0...1 {
      parts.unexamined[truth] /= total
      parts.honest[truth] /= total
      parts.flipped[truth] /= total
    }
    return parts
  }

  private func distance(to other: ReactionModel) -> Double {
    func largest(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } }
    return [
      largest(reactions[0], other.reactions[0]), largest(reactions[1], other.reactions[1]),
      largest(unexamined, other.unexamined), largest(propensities, other.propensities),
      largest(prevalences, other.prevalences), largest(goodFaith, other.goodFaith),
    ].max() ?? 0
  }

  private static func distribution(_ weights: [Double]) -> [Double] {
    let floor = weights.map { $0.isFinite ? max($0, 1e-9) : 1e-9 }
    let sum = floor.reduce(0, +)
    return floor.map { $0 / sum }
  }
}

/// A share being counted.
private struct Tally {
  var yes: Double
  var no: Double

  var share: Double { min(0.999_999, max(0.000_001, yes / max(yes + no, 1e-12))) }
}

/// Expected counts of one round, the guesses included.
private struct Sums {
  var reactions: [[Double]]
  var unexamined: [Double]
  var examined: [Tally]
  var positive: [Tally]
  var faith: [Tally]

  init(_ guess: ReactionModel, strength: Double) {
    reactions = guess.reactions.map { row in row.map { $0 * strength } }
    unexamined = guess.unexamined.map { $0 * strength }
    examined = guess.propensities.map { Tally(yes: $0 * strength, no: (1 - $0) * strength) }
    positive = guess.prevalences.map { Tally(yes: $0 * strength, no: (1 - $0) * strength) }
    let faith = ReactionModel.presumedFaith
    self.faith = Array(repeating: Tally(yes: faith.kept, no: faith.broken), count: guess.goodFaith.count)
  }

  mutating func add(_ seen: ReactionModel.Observation, _ parts: ReactionModel.Parts) {
    let parts = parts.times(seen.weight)
    // What reactions mean is learnt only where something is known of the thing. Learnt from all, the many that nobody
    // looked at would soon be taken for examined and negative.
    if seen.truth != nil || seen.verdict != nil || seen.isExamined != nil {
      for truth in 0...1 {
        reactions[truth][seen.reaction] += parts.honest[truth]
        reactions[1 - truth][seen.reaction] += parts.flipped[truth]
        unexamined[seen.reaction] += parts.unexamined[truth]
      }
    }
    examined[seen.stratum].yes += parts.examined
    examined[seen.stratum].no += seen.weight - parts.examined
    positive[seen.stratum].yes += parts.positive
    positive[seen.stratum].no += seen.weight - parts.positive
    guard let judge = seen.judge else { return }
    faith[judge].yes += parts.honest[0] + parts.honest[1]
    faith[judge].no += parts.flipped[0] + parts.flipped[1]
  }
}
