import Foundation
import Learning
import Testing

/// What a model of one series says of series whose truth is known.
@Suite struct SeriesModelTests {
  static let span: Int64 = 900
  /// Monday, 2 March 2026.
  static let first: Int64 = 1_772_409_600 / span
  static let day: Int64 = 86_400 / span

  struct Kind: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var kind: SeriesSettings.Kind = .count
    /// The value of a bucket, counted from Monday morning.
    var draw: @Sendable (Int64, inout Xoshiro256) -> Double
  }

  static func normal(_ random: inout Xoshiro256) -> Double {
    (-2 * log(max(random.nextUnit(), 1e-300))).squareRoot() * cos(2 * .pi * random.nextUnit())
  }

  static func poisson(_ mean: Double, _ random: inout Xoshiro256) -> Double {
    var product = random.nextUnit()
    var count = 0.0
    while product > exp(-mean) {
      product *= random.nextUnit()
      count += 1
    }
    return count
  }

  /// Much in office hours of working days, little at other times.
  static func week(_ bucket: Int64) -> Double {
    let isWeekday = bucket / day % 7 < 5
    let isOffice = (32..<72).contains(bucket % day)
    return (isWeekday ? 1 : 0.15) * (isOffice ? 1.2 : 0.2)
  }

  static let kinds: [Kind] = [
    Kind(testDescription: "Poisson 1") { poisson(1, &$1) },
    Kind(testDescription: "Poisson 30") { poisson(30, &$1) },
    Kind(testDescription: "weekly Poisson 40") { poisson(40 * week($0), &$1) },
    Kind(testDescription: "busy weekends") { poisson($0 / day % 7 < 5 ? 20 : 40, &$1) },
    Kind(testDescription: "one in ten buckets not zero") { $1.nextUnit() < 0.1 ? 1 + poisson(20, &$1) : 0 },
    Kind(testDescription: "normal", kind: .metric) { 50 + 5 * normal(&$1) },
    Kind(testDescription: "gamma of shape 2", kind: .metric) {
      -10 * (log(max($1.nextUnit(), 1e-300)) + log(max($1.nextUnit(), 1e-300)))
    },
    Kind(testDescription: "log-normal", kind: .metric) { exp(2 + 0.7 * normal(&$1)) },
  ]

  /// A model after some days of a kind of series, with the score of each bucket.
  static func run(
    _ kind: Kind, days: Int64, side: SeriesSettings.Side = .high, seed: UInt64 = 11
  ) -> (model: SeriesModel, settings: SeriesSettings, scores: [SeriesScore?]) {
    let settings = SeriesSettings(kind: kind.kind, side: side, span: span)
    var model = SeriesModel(settings)
    var random = Xoshiro256(seed: seed)
    let scores = (0..<(days * day)).map { model.observe(kind.draw($0, &random), at: first + $0, settings) }
    return (model, settings, scores)
  }

  @Test(arguments: kinds) func smallProbabilitiesAreAsRareAsTheySay(_ kind: Kind) {
    let scores = Self.run(kind, days: 42).scores.compactMap { $0 }
    let share = { (limit: Double) in
      Double(scores.count { $0.logProbability <= log(limit) }) / Double(scores.count)
    }
    // 4,000 buckets: 40 are expected at 0.01, four at 0.001 (sixteen or more: once in a million), none at 1e-5.
    #expect((0.0015...0.02).contains(share(0.01)), "\(share(0.01))")
    #expect(share(0.001) < 0.004, "\(share(0.001))")
    #expect(share(1e-5) < 0.0005, "\(share(1e-5))")
  }

  @Test func aWeekendIsASeasonAndNoChange() {
    let (model, _, _) = Self.run(Self.kinds[2], days: 35)
    #expect(model.changes == 0)
    #expect(model.components.hasPrefix("workweek") || model.components.hasPrefix("weekly"))
  }

  @Test func theFirstWeekendIsLeftBehindOnMonday() {
    let (_, _, scores) = Self.run(Self.kinds[2], days: 8, side: .both)
    let monday = scores[(7 * Int(Self.day))...].compactMap { $0?.logProbability }
    #expect(monday.count { $0 < log(1e-3) } <= 1)
    #expect(monday.allSatisfy { $0 > log(1e-5) })
  }

  @Test(arguments: [3.0, 0.3]) func aChangeThatLastsBecomesTheLevel(factor: Double) throws {
    let kind = Kind(testDescription: "") { bucket, random in
      Self.poisson(30 * (bucket < 28 * Self.day ? 1 : factor), &random)
    }
    let (model, settings, scores) = Self.run(kind, days: 35, side: .both)
    #expect(model.changes == 1)
    let typical = try #require(model.forecast(at: model.lastBucket + 1, settings)).mean
    #expect(abs(typical - 30 * factor) < 6)
    let after = scores[(28 * Int(Self.day))...].compactMap { $0?.logProbability }
    #expect(after[..<8].count { $0 < log(1e-4) } >= 4)
    // Two hours are needed to believe it, and the window of three hours to forget it.
    #expect(after[20...].count { $0 < log(1e-4) } <= 1)
  }

  @Test func whatPassesDoesNotChangeTheLevel() throws {
    let outage = 28 * Self.day..<29 * Self.day
    let kind = Kind(testDescription: "") { bucket, random in
      outage.contains(bucket) ? 0 : Self.poisson(30, &random)
    }
    let (model, settings, scores) = Self.run(kind, days: 30, side: .both)
    #expect(model.changes == 0)
    #expect(model.components == "none")
    #expect(abs(try #require(model.forecast(at: model.lastBucket + 1, settings)).mean - 30) < 4)
    let back = scores[Int(outage.upperBound)...].compactMap { $0?.single }
    #expect(back.allSatisfy { $0 > log(1e-3) })
  }

  @Test func aYoungSeriesIsNotSureOfHoursThatItHasNotSeen() throws {
    let kind = Kind(testDescription: "") { bucket, random in
      bucket == 40 ? 120 : Self.poisson(10, &random)
    }
    let young = try #require(Self.run(kind, days: 1).scores[40])
    #expect((log(1e-7)...log(1e-3)).contains(young.logProbability))
    let late = Kind(testDescription: "") { bucket, random in
      bucket == 1_000 ? 120 : Self.poisson(10, &random)
    }
    let old = try #require(Self.run(late, days: 11).scores[1_000])
    #expect(old.logProbability < log(1e-18))
  }

  @Test(arguments: [(6, 117.6), (7, exp(2 + 0.7 * 3.719))]) func theRightFamilyDecidesTheTail(
    kind: Int, quantile: Double
  ) {
    // Values that one in 10,000 exceeds.
    let (model, settings, _) = Self.run(Self.kinds[kind], days: 60)
    let probability = exp(model.logProbability(of: quantile, at: model.lastBucket + 1, settings))
    #expect((0.3e-4...3e-4).contains(probability), "\(probability)")
  }

  @Test(arguments: kinds) func aStateGoesOnAsTheModelWouldHave(_ kind: Kind) throws {
    // In the first weekend, while weekly series have a level that may pass.
    var (model, settings, _) = Self.run(kind, days: 6)
    var writer = StateWriter(tag: "test", version: 1)
    model.write(to: &writer)
    var reader = try StateReader(writer.bytes, tag: "test", version: 1)
    var restored = try SeriesModel(from: &reader, settings)
    try reader.end()
    var random = Xoshiro256(seed: 5)
    for bucket in (6 * Self.day)..<(9 * Self.day) {
      let value = kind.draw(bucket, &random)
      #expect(
        model.observe(value, at: Self.first + bucket, settings)
          == restored.observe(value, at: Self.first + bucket, settings))
    }
    #expect(model == restored)
  }
}
