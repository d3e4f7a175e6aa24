import Foundation
import Learning

/// How many injected anomalies are found, and how many buckets after they began.
enum Detection {
  private static let span = Calibration.span
  private static let trials = 60

  private struct Injection: Sendable {
    var name: String
    var buckets: Int64
    var change: @Sendable (Double) -> Double
  }

  private static let injections: [Injection] = [
    Injection(name: "three times as many, one bucket", buckets: 1) { $0 * 3 },
    Injection(name: "twice as many, three hours", buckets: 12) { $0 * 2 },
    Injection(name: "half as many again, six hours", buckets: 24) { ($0 * 1.5).rounded() },
    Injection(name: "nothing, one hour", buckets: 4) { _ in 0 },
  ]

  static func run() {
    print("# detection: weekly negative binomial (mean 40, r 10), anomalies in office hours after six weeks,")
    print("# found when two-sided p <= 1e-4; \(trials) trials each")
    print("anomaly\tfound\tmedian delay in buckets")
    for injection in injections {
      var delays: [Int64] = []
      for trial in 0..<trials {
        if let delay = delay(injection, seed: UInt64(trial)) { delays.append(delay) }
      }
      delays.sort()
      let median = delays.isEmpty ? "–" : String(delays[delays.count / 2])
      print("\(injection.name)\t\(delays.count) of \(trials)\t\(median)")
      let known = (0..<trials).count { isFoundKnowingAll(injection, seed: UInt64($0)) }
      print("  by a single bucket, mean and dispersion known\t\(known) of \(trials)\t")
    }
    runChanges()
  }

  /// How long a lasting change goes on looking like an anomaly: buckets with p ≤ 1e-4 in the two weeks after it.
  private static func runChanges() {
    print(
      "# a lasting change after six weeks: buckets with two-sided p <= 1e-4 in the two weeks after it, median of \(trials)"
    )
    for (name, factor) in [("twice as many from then on", 2.0), ("half as many from then on", 0.5)] {
      var counts: [Int] = []
      for trial in 0..<trials {
        var random = Xoshiro256(seed: UInt64(trial) &* 104_729 &+ 5)
        let settings = SeriesSettings(kind: .count, side: .both, span: span)
        var model = SeriesModel(settings)
        let start = start(&random)
        var count = 0
        for bucket in first..<(start + 2 * 604_800 / span) {
          let mean = 40 * Generator.week(Double(bucket * span)) * (bucket >= start ? factor : 1)
          let score = model.observe(Draws.negativeBinomial(mean, size: 10, &random), at: bucket, settings)
          if bucket >= start, let score, score.logProbability <= log(1e-4) { count += 1 }
        }
        counts.append(count)
      }
      counts.sort()
      print("\(name)\t\(counts[counts.count / 2])")
    }
  }

  /// Monday, 2 March 2026.
  private static let first: Int64 = 1_772_409_600 / span

  /// The anomaly begins on a Tuesday between 9 and 11, after six weeks.
  private static func start(_ random: inout Xoshiro256) -> Int64 {
    first + (6 * 604_800 + 86_400 + 9 * 3_600) / span + Int64(random.next() % 8)
  }

  /// The same values, judged one by one by the distribution that they are drawn from: what no model of single buckets exceeds
  /// but by luck.
  private static func isFoundKnowingAll(_ injection: Injection, seed: UInt64) -> Bool {
    var random = Xoshiro256(seed: seed &* 104_729 &+ 5)
    let start = start(&random)
    for bucket in first..<(start + injection.buckets) {
      let mean = 40 * Generator.week(Double(bucket * span))
      let value = Draws.negativeBinomial(mean, size: 10, &random)
      guard bucket >= start else { continue }
      if Tails.negativeBinomial(injection.change(value), mean: mean, size: 10).twoSided <= log(1e-4) { return true }
    }
    return false
  }

  private static func delay(_ injection: Injection, seed: UInt64) -> Int64? {
    var random = Xoshiro256(seed: seed &* 104_729 &+ 5)
    let settings = SeriesSettings(kind: .count, side: .both, span: span)
    var model = SeriesModel(settings)
    let start = start(&random)
    for bucket in first..<(start + injection.buckets) {
      let mean = 40 * Generator.week(Double(bucket * span))
      var value = Draws.negativeBinomial(mean, size: 10, &random)
      if bucket >= start { value = injection.change(value) }
      guard let score = model.observe(value, at: bucket, settings), bucket >= start else { continue }
      if score.logProbability <= log(1e-4) { return bucket - start }
    }
    return nil
  }
}
