import Foundation
import Learning

/// Draws from the distributions that the measurements simulate.
enum Draws {
  static func normal(_ random: inout Xoshiro256) -> Double {
    let radius = (-2 * log(max(random.nextUnit(), 1e-300))).squareRoot()
    return radius * cos(2 * .pi * random.nextUnit())
  }

  /// G. Marsaglia, W. W. Tsang, "A simple method for generating gamma variables", 2000.
  static func gamma(_ shape: Double, _ random: inout Xoshiro256) -> Double {
    if shape < 1 { return gamma(shape + 1, &random) * pow(random.nextUnit(), 1 / shape) }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal(&random)
      let v = pow(1 + c * x, 3)
      if v > 0, log(random.nextUnit()) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
    }
  }

  static func poisson(_ mean: Double, _ random: inout Xoshiro256) -> Double {
    if mean > 500 { return max(0, (mean + mean.squareRoot() * normal(&random)).rounded()) }
    var product = random.nextUnit()
    var count = 0.0
    let limit = exp(-mean)
    while product > limit {
      product *= random.nextUnit()
      count += 1
    }
    return count
  }

  /// A negative binomial count with variance mean + mean²/size.
  static func negativeBinomial(_ mean: Double, size: Double, _ random: inout Xoshiro256) -> Double {
    poisson(mean * gamma(size, &random) / size, &random)
  }
}

/// A kind of series whose truth is known.
struct Generator: Sendable {
  var name: String
  var kind: SeriesSettings.Kind
  /// A value at a time in seconds since 1970.
  var draw: @Sendable (Double, inout Xoshiro256) -> Double

  static func day(_ time: Double) -> Double { 1 + 0.8 * sin(2 * .pi * time / 86_400) }

  /// Office hours of five days, something at other times, little at the weekend.
  static func week(_ time: Double) -> Double {
    let isWeekday = (Int(time / 86_400) + 3) % 7 < 5
    let isOffice = (8..<18).contains(Int(time / 3_600) % 24)
    return (isWeekday ? 1 : 0.15) * (isOffice ? 1.2 : 0.2)
  }

  static let all: [Generator] = [
    Generator(name: "Poisson 0.05", kind: .count) { _, r in Draws.poisson(0.05, &r) },
    Generator(name: "Poisson 1", kind: .count) { _, r in Draws.poisson(1, &r) },
    Generator(name: "Poisson 30", kind: .count) { _, r in Draws.poisson(30, &r) },
    Generator(name: "Poisson 1000", kind: .count) { _, r in Draws.poisson(1_000, &r) },
    Generator(name: "negative binomial 20, r 3", kind: .count) { _, r in Draws.negativeBinomial(20, size: 3, &r) },
    Generator(name: "10 % non-zero, 20", kind: .count) { _, r in
      r.nextUnit() < 0.1 ? 1 + Draws.poisson(20, &r) : 0
    },
    Generator(name: "log-normal count", kind: .count) { _, r in exp(3 + 0.8 * Draws.normal(&r)).rounded(.down) },
    Generator(name: "daily Poisson 20", kind: .count) { t, r in Draws.poisson(20 * day(t), &r) },
    Generator(name: "weekly Poisson 40", kind: .count) { t, r in Draws.poisson(40 * week(t), &r) },
    Generator(name: "weekly neg. bin. 40, r 10", kind: .count) { t, r in
      Draws.negativeBinomial(40 * week(t), size: 10, &r)
    },
    Generator(name: "weekly Poisson 4", kind: .count) { t, r in Draws.poisson(4 * week(t), &r) },
    Generator(name: "busy weekends, Poisson 20", kind: .count) { t, r in
      Draws.poisson(20 * ((Int(t / 86_400) + 3) % 7 < 5 ? 1 : 2), &r)
    },
    Generator(name: "normal", kind: .metric) { _, r in 50 + 5 * Draws.normal(&r) },
    Generator(name: "gamma, shape 2", kind: .metric) { _, r in 10 * Draws.gamma(2, &r) },
    Generator(name: "log-normal", kind: .metric) { _, r in exp(2 + 0.7 * Draws.normal(&r)) },
    Generator(name: "daily normal", kind: .metric) { t, r in 20 * day(t) + 3 * Draws.normal(&r) },
    Generator(name: "weekly normal", kind: .metric) { t, r in 20 * week(t) + 3 * Draws.normal(&r) },
    Generator(name: "rising normal", kind: .metric) { t, r in (t - 1.77e9) / 43_200 + 5 * Draws.normal(&r) },
  ]
}
