import Boosting
import Foundation
import Learning

/// Random search with successive halving within a budget.
///
/// Parameters are drawn by a seed; all are trained for a ninth of the rounds, the best third for a third of them, and the best
/// third of those to the end (K. Jamieson, A. Talwalkar, "Non-stochastic best arm identification and hyperparameter
/// optimization", AISTATS 2016). What counts is the lowest logarithmic loss on the validation rows. The parameters that were asked
/// for are the first trial, so that a search never ends behind them on those rows.
public struct HyperparameterSearch: Sendable {
  /// How many sets of parameters are tried; one is no search.
  public var trials = 1
  /// Seconds after which no further set is begun; a search that they cut short is repeated by `trials` alone.
  public var seconds: Double?

  /// No search.
  public init() {}

  /// One set of parameters and how it fared.
  public struct Trial: Sendable, Hashable, Codable {
    /// From zero; zero is what was asked for.
    public var number: Int
    /// What was varied.
    public var leaves: Int
    /// See `leaves`.
    public var learningRate: Double
    /// See `leaves`.
    public var leastChildWeight: Double
    /// See `leaves`.
    public var rowShare: Double
    /// See `leaves`.
    public var columnShare: Double
    /// See `leaves`.
    public var lambda: Double
    /// The lowest loss on the validation rows at each rung that it reached.
    public var losses: [Double] = []
    /// Rounds of its last model.
    public var rounds = 0

    init(_ number: Int, _ parameters: BoostingParameters) {
      self.number = number
      leaves = parameters.mostLeaves
      learningRate = parameters.learningRate
      leastChildWeight = parameters.leastChildWeight
      rowShare = parameters.rowShare
      columnShare = parameters.columnShare
      lambda = parameters.lambda
    }

    func applied(to parameters: BoostingParameters) -> BoostingParameters {
      var result = parameters
      (result.mostLeaves, result.learningRate, result.leastChildWeight) = (leaves, learningRate, leastChildWeight)
      (result.rowShare, result.columnShare, result.lambda) = (rowShare, columnShare, lambda)
      return result
    }
  }

  /// Searches, and gives the model of the best.
  func run(
    from parameters: BoostingParameters, learn: TrainingRows, validate: TrainingRows,
    progress: (Trial, Int) -> Void
  ) throws -> (model: BoostedTrees.Model, parameters: BoostingParameters, trials: [Trial]) {
    var random = Xoshiro256(seed: UInt64(parameters.seed) &* 0x9E37_79B9)
    var list = [Trial(0, parameters)]
    for number in 1..<max(2, trials) where number < trials {
      list.append(Trial(number, Self.draw(parameters, &random)))
    }
    let start = ContinuousClock.now
    func isOver() -> Bool { seconds.map { ContinuousClock.now - start >= .seconds($0) } ?? false }
    var alive = Array(list.indices)
    var models: [Int: BoostedTrees.Model] = [:]
    let rungs = alive.count > 1 ? [9, 3, 1] : [1]
    for (rung, divisor) in rungs.enumerated() {
      let isLast = rung == rungs.count - 1
      for index in alive {
        // The first of each rung is always run, so that there is a model at the end.
        if isOver(), index != alive[0] { continue }
        var own = list[index].applied(to: parameters)
        own.rounds = max(1, parameters.rounds / divisor)
        let model = try BoostedTrees.train(on: learn, validation: validate, parameters: own)
        list[index].losses.append(model.history.compactMap(\.validation).min() ?? .infinity)
        list[index].rounds = model.rounds
        if isLast { models[index] = model }
        progress(list[index], rung)
      }
      let ran = alive.filter { list[$0].losses.count == rung + 1 }
      let order = ran.sorted { Self.precedes(list[$0], list[$1]) }
      alive = isLast ? Array(order.prefix(1)) : Array(order.prefix(max(1, (order.count + 2) / 3)))
    }
    guard let best = alive.first, let model = models[best] else { throw TrainingError("no trial came to its end") }
    return (model, list[best].applied(to: parameters), list.filter { !$0.losses.isEmpty })
  }

  private static func precedes(_ a: Trial, _ b: Trial) -> Bool {
    (a.losses.last ?? .infinity, a.number) < (b.losses.last ?? .infinity, b.number)
  }

  private static func draw(_ base: BoostingParameters, _ random: inout Xoshiro256) -> BoostingParameters {
    func logarithmic(_ low: Double, _ high: Double) -> Double {
      rounded(low * exp2(log2(high / low) * random.nextUnit()))
    }
    func linear(_ low: Double, _ high: Double) -> Double { rounded(low + (high - low) * random.nextUnit()) }
    /// Three digits say enough, and can be asked for again.
    func rounded(_ value: Double) -> Double {
      var scale = 1.0
      while value * scale < 100 { scale *= 10 }
      return (value * scale).rounded() / scale
    }
    var result = base
    result.mostLeaves = max(2, Int(logarithmic(4, 128)))
    result.learningRate = logarithmic(0.02, 0.3)
    result.leastChildWeight = logarithmic(0.5, 20)
    result.rowShare = linear(0.5, 1)
    result.columnShare = linear(0.3, 1)
    result.lambda = logarithmic(0.1, 20)
    return result
  }
}
