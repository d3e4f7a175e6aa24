import Foundation
import Learning

/// One setting of the simulation.
struct Setting {
  /// Features of a thing.
  var features: Int
  /// The share of what was looked at that has an explicit verdict.
  var verdicts: Double
  /// The share of analysts who turn everything round.
  var liars: Double

  static let all = [(6, 0.1), (6, 0.02), (50, 0.1), (50, 0.02)].flatMap { features, verdicts in
    [0, 0.1, 0.3].map { Setting(features: features, verdicts: verdicts, liars: $0) }
  }

  var words: [String] {
    ["\(features)", String(format: "%.0f %%", verdicts * 100), String(format: "%.0f %%", liars * 100)]
  }
}

struct Thing {
  var features: [Double]
  var truth: Bool
  var seen: ReactionModel.Observation
}

/// Things in a queue ordered by a mediocre score, and the people who work it.
struct World {
  static let judges = 20
  static let audits = 0.01
  static let guess = ReactionModel.Guess(
    positive: [0.05, 0.05, 0.2, 0.7], negative: [0.1, 0.15, 0.7, 0.05], unexamined: [0.6, 0.395, 0.004, 0.001],
    propensities: [0.9, 0.6, 0.3, 0.1], prevalence: 0.1)
  var random: Xoshiro256
  let setting: Setting
  let liars: Int

  init(_ setting: Setting, seed: UInt64) {
    random = Xoshiro256(seed: seed &* 7_919)
    self.setting = setting
    liars = Int((setting.liars * Double(Self.judges)).rounded())
  }

  mutating func things(_ count: Int) -> [Thing] {
    // The first feature is what the queue knows; the others that tell something tell as much together in both settings.
    let others = setting.features <= 6 ? 2 : setting.features / 3 - 1
    let shift = 1.7 / Double(others).squareRoot()
    return (0..<count).map { _ in
      let truth = random.nextUnit() < 0.1
      var features = (0..<setting.features).map { _ in normal() }
      if truth {
        features[0] += 1.2
        for index in 1...others { features[index] += shift }
      }
      let queue = features[0] + 0.5 * normal()
      let stratum = queue > 1.8 ? 0 : queue > 0.9 ? 1 : queue > 0 ? 2 : 3
      return Thing(features: features, truth: truth, seen: react(truth, stratum))
    }
  }

  private mutating func react(_ truth: Bool, _ stratum: Int) -> ReactionModel.Observation {
    let audited = random.nextUnit() < Self.audits ? truth : nil
    guard random.nextUnit() < [0.85, 0.5, 0.2, 0.05][stratum] else {
      return .init(stratum: stratum, reaction: draw([0.5, 0.499, 0.0009, 0.0001]), truth: audited)
    }
    let judge = Int(random.nextUnit() * Double(Self.judges))
    let shown = judge < liars ? !truth : truth
    let reaction = draw(shown ? [0.05, 0.1, 0.15, 0.7] : [0.05, 0.3, 0.6, 0.05])
    // Who checks says what they believe; liars lie in it too. Audits do not lie.
    let verdict = random.nextUnit() < setting.verdicts ? shown : nil
    return .init(stratum: stratum, reaction: reaction, judge: judge, verdict: verdict, truth: audited)
  }

  private mutating func draw(_ weights: [Double]) -> Int {
    var rest = random.nextUnit() * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return index }
    }
    return weights.count - 1
  }

  private mutating func normal() -> Double {
    (-2 * log(max(random.nextUnit(), 1e-300))).squareRoot() * cos(2 * .pi * random.nextUnit())
  }
}

/// The next model: logistic regression with weights and soft labels and a weak ridge, by gradient descent.
struct Logistic {
  private var weights: [Double]

  init(_ rows: [[Double]], _ labels: [Double], _ importance: [Double]) {
    let width = (rows.first?.count ?? 0) + 1
    weights = Array(repeating: 0, count: width)
    let total = max(1e-9, importance.reduce(0, +))
    let used = rows.indices.filter { importance[$0] > 1e-4 }
    for _ in 0..<300 {
      var gradient = weights.map { $0 / total }
      gradient[width - 1] = 0
      for index in used {
        let row = rows[index]
        let error = (1 / (1 + exp(-score(row))) - labels[index]) * importance[index] / total
        for column in row.indices { gradient[column] += error * row[column] }
        gradient[width - 1] += error
      }
      for column in 0..<width { weights[column] -= 2 * gradient[column] }
    }
  }

  func score(_ row: [Double]) -> Double {
    var sum = weights[weights.count - 1]
    for column in row.indices { sum += row[column] * weights[column] }
    return sum
  }
}
