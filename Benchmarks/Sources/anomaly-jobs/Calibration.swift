import Foundation
import Learning

/// How often clean series have small p-values: a p of 0.001 or less should come once in a thousand buckets.
enum Calibration {
  static let span: Int64 = 900
  private static let weeks: Int64 = 12
  private static let learning: Int64 = 3
  private static let copies = 16

  static func run() {
    for span in [span, 3_600, 300] { run(span) }
  }

  private static func run(_ span: Int64) {
    print("# calibration: one-sided p of clean series, \(span / 60) minutes a bucket, \(copies) series each")
    print("# \(weeks) weeks, of which the first \(learning) are counted apart")
    print(
      "series\tp<=1e-2\tp<=1e-3\tp<=1e-4\tp<=1e-5\talarms/series-year at 1e-5\tbucket alone <=1e-3\tfirst weeks <=1e-3"
        + "\tfirst weeks <=1e-5")
    for generator in Generator.all { print(measure(generator, span)) }
  }

  private static func measure(_ generator: Generator, _ span: Int64) -> String {
    let limits = [1e-2, 1e-3, 1e-4, 1e-5].map { log($0) }
    var counts = [0, 0, 0, 0]
    var total = 0
    var alone = 0
    var early = (total: 0, small: 0, tiny: 0)
    let first: Int64 = 1_772_409_600 / span
    for copy in 0..<copies {
      var random = Xoshiro256(seed: UInt64(copy) &* 7_919 &+ 13)
      let settings = SeriesSettings(kind: generator.kind, side: .high, span: span)
      var model = SeriesModel(settings)
      for bucket in 0..<(weeks * 604_800 / span) {
        let value = generator.draw(Double((first + bucket) * span), &random)
        guard let score = model.observe(value, at: first + bucket, settings) else { continue }
        if bucket < learning * 604_800 / span {
          early.total += 1
          if score.logProbability <= limits[1] { early.small += 1 }
          if score.logProbability <= limits[3] { early.tiny += 1 }
          continue
        }
        total += 1
        for (index, limit) in limits.enumerated() where score.logProbability <= limit { counts[index] += 1 }
        if score.single <= limits[1] { alone += 1 }
      }
    }
    let shares = counts.map { String(format: "%.5f", Double($0) / Double(total)) }.joined(separator: "\t")
    let perYear = Double(counts[3]) / Double(total) * 31_557_600 / Double(span)
    return "\(generator.name)\t\(shares)\t" + String(format: "%.2f", perYear)
      + [alone, early.small, early.tiny].enumerated().map { index, count in
        String(format: "\t%.5f", Double(count) / Double(max(1, index == 0 ? total : early.total)))
      }.joined()
  }
}
