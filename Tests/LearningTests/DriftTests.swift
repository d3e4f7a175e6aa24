import Foundation
import Learning
import Testing

/// Drift: against scipy and river (`Fixtures/make-drift.py`), and what must hold of any data.
@Suite struct DriftTests {
  struct Sample: Decodable {
    var a: [Double]
    var b: [Double]
    var statistic: Double
    var pValue: Double
  }
  struct Limit: Decodable {
    var x: Double
    var survival: Double
  }
  struct Stream: Decodable {
    var bits: String
    var changes: [Int]
    var width: Int
    var mean: Double
  }
  struct Count: Decodable {
    var count: Int
    var confidence: Double
    var lower: Double
    var upper: Double
  }
  struct File: Decodable {
    var counts: [Count]
    var samples: [Sample]
    var limits: [Limit]
    var streams: [Stream]
  }
  static let file: File? = {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/drift.json")
    return (try? Data(contentsOf: url)).flatMap { try? JSONDecoder().decode(File.self, from: $0) }
  }()

  @Test(arguments: 0..<5) func distancesEqualScipys(number: Int) throws {
    let sample = try #require(Self.file).samples[number]
    let mine = try #require(KolmogorovSmirnov(sample.a, sample.b))
    #expect(abs(mine.statistic - sample.statistic) < 1e-12)
    // scipy rounds the effective size to an integer and is exact for it; Stephens' argument is an approximation.
    #expect(abs(mine.pValue - sample.pValue) < 0.02)
  }

  @Test func theLimitEqualsScipys() throws {
    for limit in try #require(Self.file).limits {
      #expect(abs(KolmogorovSmirnov.survival(limit.x) - limit.survival) < 1e-9, "\(limit.x)")
    }
  }

  @Test func limitsOfCountsEqualScipys() throws {
    for known in try #require(Self.file).counts {
      #expect(
        abs(PoissonLimit.lower(known.count, confidence: known.confidence) - known.lower) < 1e-6 * (1 + known.lower))
      #expect(
        abs(PoissonLimit.upper(known.count, confidence: known.confidence) - known.upper) < 1e-6 * (1 + known.upper))
    }
  }

  @Test(arguments: 0..<4) func theWindowAdaptsWhereRiversDoes(number: Int) throws {
    let stream = try #require(Self.file).streams[number]
    var window = AdaptiveWindow()
    var changes: [Int] = []
    for (index, bit) in stream.bits.enumerated() where window.add(bit == "1" ? 1 : 0) { changes.append(index) }
    #expect(changes.isEmpty == stream.changes.isEmpty)
    if let mine = changes.first, let theirs = stream.changes.first { #expect(abs(mine - theirs) <= 64) }
    // One bucket more or less in the window is a difference of rounding.
    #expect(abs(window.mean - stream.mean) < 0.05, "\(window.count) beside \(stream.width)")
  }

  @Test func stabilityIsZeroForEqualShapesAndLargeForMoved() {
    var random = Xoshiro256(seed: 1)
    let before = (0..<5_000).map { _ in random.nextUnit() }
    let same = (0..<5_000).map { _ in random.nextUnit() }
    let moved = (0..<5_000).map { _ in random.nextUnit() + 0.3 }
    let index = PopulationStability(reference: before)
    #expect(index.index(before) == 0)
    #expect(index.index(same) < 0.02 && index.index(moved) > 0.2)
    #expect(index.index(before.map { $0 < 0.5 ? .nan : $0 }) > 0.2)
    let parts = zip(index.counts(Array(same[..<100])), index.counts(Array(same[100...]))).map { $0 + $1 }
    #expect(parts == index.counts(same))
    #expect(PopulationStability(reference: []).index([1]) == 0)
  }

  /// Two bins by hand: reference 50/50, now 80/20; with half a row in each of three bins.
  @Test func stabilityEqualsItsDefinition() {
    let index = PopulationStability(reference: (0..<100).map { Double($0 % 2) }, bins: 2)
    let now = (0..<100).map { $0 < 80 ? 0.0 : 1.0 }
    func term(_ a: Double, _ e: Double) -> Double { (a - e) * log(a / e) }
    let total = 101.5
    let expected = term(80.5 / total, 50.5 / total) + term(20.5 / total, 50.5 / total)
    #expect(abs(index.index(now) - expected) < 1e-12)
  }

  @Test func falseRejectionsKeepTheirRate() {
    var random = Xoshiro256(seed: 2)
    let novelty = ConformalNovelty(["benign": (0..<999).map { _ in random.nextUnit() }])
    let rejected = (0..<5_000).count { _ in novelty.credible(["benign": random.nextUnit()], level: 0.05).isEmpty }
    #expect((150...350).contains(rejected))
    #expect(novelty.credible(["benign": 2], level: 0.05).isEmpty)
    #expect(novelty.credible(["benign": .nan], level: 0.05).isEmpty && novelty.credibility(0, for: "?") == 0)
  }

  @Test func capitalGrowsOnlyWhenPValuesAreNotUniform() {
    var random = Xoshiro256(seed: 4)
    var falseAlarms = 0
    for _ in 0..<300 {
      var test = ExchangeabilityTest()
      for _ in 0..<500 { test.add(random.nextUnit()) }
      if test.isBroken(level: 0.05) { falseAlarms += 1 }
    }
    #expect(falseAlarms <= 25)
    var moved = ExchangeabilityTest()
    for _ in 0..<500 { moved.add(random.nextUnit() * random.nextUnit()) }
    #expect(moved.isBroken(level: 0.001))
  }

  @Test func aSourceThatStoppedIsNoticedAndARestingOneIsNot() {
    var alarm = SilenceAlarm()
    for day in 0..<6 {
      for hour in 8..<18 {
        alarm.note("office", at: Double(day) + Double(hour) / 24)
        if day < 4 { alarm.note("stopped", at: Double(day) + Double(hour) / 24) }
      }
    }
    // Evening: the office has been silent for hours, as on every evening.
    #expect(alarm.silences(at: 5.9).map(\.source) == ["stopped"])
    #expect(alarm.silences(at: 7.5).map(\.source) == ["stopped", "office"])
    alarm.note("new", at: 7.5)
    #expect(!alarm.silences(at: 20).contains { $0.source == "new" })
    alarm.note("new", at: .infinity)
  }
}
