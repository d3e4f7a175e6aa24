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
    }
  }

  private static func delay(_ injection: Injection, seed: UInt64) -> Int64? {
    var random = Xoshiro256(seed: seed &* 104_729 &+ 5)
    let settings = SeriesSettings(kind: .count, side: .both, span: span)
    var model = SeriesModel(settings)
    // 2 March 2026 is a Monday; the anomaly begins on a Tuesday between 9 and 11.
    let first: Int64 = 1_772_409_600 / span
    let start = first + (6 * 604_800 + 86_400 + 9 * 3_600) / span + Int64(random.next() % 8)
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
