import Foundation
import Learning

/// Labels recovered from what simulated analysts do, against the hidden truth: `implicit-feedback [SEEDS]`.
///
/// Analysts look at what stands high in the queue, close in bulk what they did not look at, act on what they believe to be
/// malicious, and err. Some turn everything round. One in ten of the things they looked at has an explicit verdict, and one
/// in a hundred of all things was audited. Printed: the quality of labels and of the next model, with labels read naively
/// (acted on is malicious, all else benign), with verdicts alone, and with `ReactionModel`; means over seeds.
@main struct ImplicitFeedback {
  static let guess = ReactionModel.Guess(
    positive: [0.05, 0.05, 0.2, 0.7], negative: [0.1, 0.15, 0.7, 0.05], unexamined: [0.6, 0.395, 0.004, 0.001],
    propensities: [0.9, 0.6, 0.3, 0.1], prevalence: 0.1)

  static func main() {
    let seeds = UInt64(CommandLine.arguments.dropFirst().first ?? "5") ?? 5
    print("liars\tlabels\tBrier\tAUROC of labels\tprevalence found\tAUROC of next model\trecall at 1 % false")
    for liars in [0.0, 0.1, 0.3] {
      var sums: [String: [Double]] = [:]
      for seed in 1...max(1, seeds) {
        for (name, figures) in measure(liars: liars, seed: seed) {
          sums[name] = zip(sums[name] ?? Array(repeating: 0, count: figures.count), figures).map {
            $0 + $1 / Double(seeds)
          }
        }
      }
      for name in ["naive", "verdicts alone", "reaction model", "truth"] {
        let cells = (sums[name] ?? []).map { String(format: "%.3f", $0) }
        print(([String(format: "%.0f %%", liars * 100), name] + cells).joined(separator: "\t"))
      }
    }
  }

  static func measure(liars: Double, seed: UInt64) -> [(String, [Double])] {
    var world = World(liars: liars, seed: seed)
    let things = world.things(8_000)
    let test = world.things(8_000)
    let model = ReactionModel(things.map(\.seen), judges: World.judges, guess: guess)
    let truth = things.map { $0.truth ? 1.0 : 0.0 }
    var results: [(String, [Double])] = []
    func add(_ name: String, _ labels: [Double], _ weights: [Double]) {
      let fit = Logistic(things.map(\.features), labels, weights)
      let scores = test.map { fit.score($0.features) }
      let brier = zip(labels, truth).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(truth.count)
      let total = max(1e-9, weights.reduce(0, +))
      let found = zip(labels, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
      results.append(
        (
          name,
          [brier, auroc(labels, truth), found, auroc(scores, test.map { $0.truth ? 1 : 0 }), recall(scores, test)]
        ))
    }
    let ones = Array(repeating: 1.0, count: things.count)
    add("naive", things.map { $0.seen.reaction == 3 ? 1 : 0 }, ones)
    let share = things.compactMap(\.seen.truth)
    let prior = Double(share.count { $0 }) / Double(max(1, share.count))
    add(
      "verdicts alone", things.map { $0.seen.truth.map { $0 ? 1 : 0 } ?? prior },
      things.map { $0.seen.truth == nil ? 0 : 1 })
    let beliefs = things.map { model.belief($0.seen) }
    add("reaction model", beliefs.map(\.probability), beliefs.map(\.weight))
    add("truth", truth, ones)
    return results
  }

  static func auroc(_ scores: [Double], _ truth: [Double]) -> Double {
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    var (sum, positives, start) = (0.0, 0.0, 0)
    while start < order.count {
      var end = start
      while end < order.count, scores[order[end]] == scores[order[start]] { end += 1 }
      let rank = Double(start + end + 1) / 2
      for index in order[start..<end] where truth[index] == 1 {
        sum += rank
        positives += 1
      }
      start = end
    }
    let negatives = Double(order.count) - positives
    return (sum - positives * (positives + 1) / 2) / max(1, positives * negatives)
  }

  static func recall(_ scores: [Double], _ things: [Thing]) -> Double {
    let benign = zip(scores, things).filter { !$0.1.truth }.map(\.0).sorted(by: >)
    let threshold = benign[benign.count / 100]
    let malicious = zip(scores, things).filter(\.1.truth)
    return Double(malicious.count { $0.0 > threshold }) / Double(max(1, malicious.count))
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
  var random: Xoshiro256
  let liars: Int

  init(liars: Double, seed: UInt64) {
    random = Xoshiro256(seed: seed &* 7_919)
    self.liars = Int((liars * Double(Self.judges)).rounded())
  }

  mutating func things(_ count: Int) -> [Thing] {
    (0..<count).map { _ in
      let truth = random.nextUnit() < 0.1
      // Three features tell something, two of them what the queue does not know; three are noise.
      var features = (0..<6).map { _ in normal() }
      if truth { for index in 0..<3 { features[index] += 1.2 } }
      let queue = features[0] + 0.5 * normal()
      let stratum = queue > 1.8 ? 0 : queue > 0.9 ? 1 : queue > 0 ? 2 : 3
      return Thing(features: features, truth: truth, seen: react(truth, stratum))
    }
  }

  private mutating func react(_ truth: Bool, _ stratum: Int) -> ReactionModel.Observation {
    let isAudited = random.nextUnit() < 0.01
    guard random.nextUnit() < [0.85, 0.5, 0.2, 0.05][stratum] else {
      return .init(stratum: stratum, reaction: draw([0.5, 0.499, 0.0009, 0.0001]), truth: isAudited ? truth : nil)
    }
    let judge = Int(random.nextUnit() * Double(Self.judges))
    let shown = judge < liars ? !truth : truth
    let reaction = draw(shown ? [0.05, 0.1, 0.15, 0.7] : [0.05, 0.3, 0.6, 0.05])
    // Explicit verdicts are given by colleagues who check; liars lie in them too, audits do not.
    let isChecked = random.nextUnit() < 0.1
    return .init(
      stratum: stratum, reaction: reaction, judge: judge, isExamined: isChecked ? true : nil,
      truth: isAudited ? truth : isChecked ? shown : nil)
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

/// The next model: logistic regression with weights and soft labels, by gradient descent.
struct Logistic {
  private var weights: [Double]

  init(_ rows: [[Double]], _ labels: [Double], _ importance: [Double]) {
    let width = (rows.first?.count ?? 0) + 1
    weights = Array(repeating: 0, count: width)
    let total = max(1e-9, importance.reduce(0, +))
    for _ in 0..<300 {
      var gradient = Array(repeating: 0.0, count: width)
      for (index, row) in rows.enumerated() where importance[index] > 0 {
        let error = (1 / (1 + exp(-score(row))) - labels[index]) * importance[index] / total
        for column in row.indices { gradient[column] += error * row[column] }
        gradient[width - 1] += error
      }
      for column in 0..<width { weights[column] -= 2 * gradient[column] }
    }
  }

  func score(_ row: [Double]) -> Double {
    zip(row, weights).reduce(weights[weights.count - 1]) { $0 + $1.0 * $1.1 }
  }
}
