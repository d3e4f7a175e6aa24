import Foundation
import Learning

/// Labels recovered from what simulated analysts do, against the hidden truth: `implicit-feedback [SEEDS]`.
///
/// Analysts look at what stands high in the queue, close in bulk what they did not look at, act on what they believe to be malicious,
/// and err. Some turn everything round, their verdicts too. A share of what was looked at has an explicit verdict, and one in a
/// hundred of all things was audited. Settings differ in how often verdicts are given and how much the next model has to learn: 6
/// features, of which three tell something, or 50, of which sixteen do. Printed: the quality of labels and of the next model, with
/// labels read naively (acted on is malicious, all else benign), with verdicts and audits alone, and with `ReactionModel`; means over
/// seeds, and the 95 % interval of the difference to verdicts alone in recall at 1 % false, over the same seeds.
@main struct ImplicitFeedback {
  static func main() {
    let seeds = max(2, UInt64(CommandLine.arguments.dropFirst().first ?? "10") ?? 10)
    print(
      "features\tverdicts\tliars\tlabels\tBrier\tAUROC of labels\tprevalence found\tAUROC of next model\trecall at 1 % false\tdifference"
    )
    for setting in Setting.all {
      var runs: [String: [Figures]] = [:]
      for seed in 1...seeds {
        for (name, figures) in measure(setting, seed: seed) { runs[name, default: []].append(figures) }
      }
      let base = (runs["verdicts alone"] ?? []).map(\.recall)
      for name in ["naive", "verdicts alone", "reaction model", "truth"] {
        let own = runs[name] ?? []
        let means = Figures.columns.map { column in own.reduce(0) { $0 + $1[keyPath: column] } / Double(own.count) }
        let difference = Interval(zip(own.map(\.recall), base).map { $0 - $1 })
        let cells = means.map { String(format: "%.3f", $0) } + [name == "verdicts alone" ? "" : difference.words]
        print((setting.words + [name] + cells).joined(separator: "\t"))
      }
    }
  }

  static func measure(_ setting: Setting, seed: UInt64) -> [(String, Figures)] {
    var world = World(setting, seed: seed)
    let things = world.things(8_000)
    let test = world.things(8_000)
    let model = ReactionModel(things.map(\.seen), judges: World.judges, guess: World.guess)
    let truth = things.map { $0.truth ? 1.0 : 0.0 }
    func figures(_ labels: [Double], _ weights: [Double]) -> Figures {
      let fit = Logistic(things.map(\.features), labels, weights)
      let scores = test.map { fit.score($0.features) }
      let total = max(1e-9, weights.reduce(0, +))
      return Figures(
        brier: zip(labels, truth).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(truth.count),
        labels: auroc(labels, truth), prevalence: zip(labels, weights).reduce(0) { $0 + $1.0 * $1.1 } / total,
        model: auroc(scores, test.map { $0.truth ? 1 : 0 }), recall: recall(scores, test))
    }
    let ones = Array(repeating: 1.0, count: things.count)
    // What is known explicitly: an audit, else the verdict.
    let told = things.map { $0.seen.truth ?? $0.seen.verdict }
    let prior = Double(told.count { $0 == true }) / Double(max(1, told.count { $0 != nil }))
    let beliefs = things.map { model.belief($0.seen) }
    var recovered = figures(beliefs.map(\.probability), beliefs.map(\.weight))
    // Rates are made of other weights than models are.
    let rates = beliefs.map(\.rateWeight)
    recovered.prevalence =
      zip(beliefs, rates).reduce(0) { $0 + $1.0.probability * $1.1 } / max(1e-9, rates.reduce(0, +))
    return [
      ("naive", figures(things.map { $0.seen.reaction == 3 ? 1 : 0 }, ones)),
      ("verdicts alone", figures(told.map { $0.map { $0 ? 1 : 0 } ?? prior }, told.map { $0 == nil ? 0 : 1 })),
      ("reaction model", recovered), ("truth", figures(truth, ones)),
    ]
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

/// What one way to label came to.
struct Figures {
  var brier: Double
  var labels: Double
  var prevalence: Double
  var model: Double
  var recall: Double

  static var columns: [KeyPath<Figures, Double>] { [\.brier, \.labels, \.prevalence, \.model, \.recall] }
}

/// A mean with the 95 % interval of Student's distribution.
struct Interval {
  var mean: Double
  var half: Double

  init(_ values: [Double]) {
    let n = Double(values.count)
    mean = values.reduce(0, +) / n
    let center = mean
    let variance = values.reduce(0) { $0 + ($1 - center) * ($1 - center) } / max(1, n - 1)
    // The 97.5 % points for 2 to 20 values; beyond that the normal one is near enough.
    let points = [
      12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
      2.110, 2.101, 2.093,
    ]
    let point = points.indices.contains(values.count - 2) ? points[values.count - 2] : 1.96
    half = point * (variance / n).squareRoot()
  }

  var words: String { String(format: "%+.3f (%+.3f … %+.3f)", mean, mean - half, mean + half) }
}
