import Foundation
import Learning
import Testing

@Suite struct SeriesDetectorTests {
  /// Five-minute measurements with a daily wave and noise of a tenth of its height.
  static func daily(_ count: Int, seed: UInt64) -> [Double] {
    var random = Xoshiro256(seed: seed)
    return (0..<count).map { index in
      let noise = random.nextUnit() + random.nextUnit() + random.nextUnit() - 1.5
      return 100 + 20 * sin(2 * .pi * Double(index) / 288) + noise
    }
  }

  /// Less history, because tests run without optimization.
  static let small = {
    var configuration = SeriesDetector.Configuration()
    configuration.history = 300
    return configuration
  }()

  static func findings(_ values: [Double], _ configuration: SeriesDetector.Configuration = small)
    -> [SeriesDetector.Finding]
  {
    var detector = SeriesDetector(configuration)
    return values.enumerated().compactMap { detector.observe($1, at: Double($0) * 300) }
  }

  @Test func findsASpike() {
    var values = Self.daily(2_000, seed: 1)
    values[1_500] += 60
    let found = Self.findings(values)
    #expect(found.indices.dropFirst(500).max { found[$0].score < found[$1].score } == 1_500)
    #expect(found[1_500].pValue < 1e-4)
  }

  @Test func findsWhatIsOnlyUnusualAtThatTimeOfDay() {
    var values = Self.daily(3_000, seed: 2)
    // The height of noon in the middle of the night, which is well inside the range of all values.
    for index in 2_808..<2_826 { values[index] = 118 }
    let found = Self.findings(values)
    let strangest = found.indices.dropFirst(1_000).max { found[$0].score < found[$1].score }
    #expect(strangest.map { (2_808..<2_826).contains($0) } == true)
    #expect(strangest.map { found[$0].view == .timeOfDay || found[$0].view == .shape } == true)
  }

  @Test func findsAStretchUnlikeAllOthers() {
    var values = (0..<2_000).map { Double($0 % 10) }
    // A value is repeated: nothing leaves the range, and no mean does by much.
    for index in 1_700..<1_708 { values[index] = 4 }
    var detector = SeriesDetector()
    let found = values.compactMap { detector.observe($0) }
    let strangest = found.indices.dropFirst(500).max { found[$0].score < found[$1].score }
    #expect(strangest.map { (1_700..<1_716).contains($0) } == true)
  }

  @Test func anIncidentIsOneAlert() {
    var values = Self.daily(2_000, seed: 3)
    for index in 1_500..<1_540 { values[index] = 200 }
    let found = Self.findings(values)
    #expect(found[1_500].score > 0.9)
    #expect(found[1_501..<1_540].filter { $0.score > 0.5 }.isEmpty)
  }

  /// A p-value of at most 0.001 should occur about 19 times in 19,000 points, one of at most 0.01 about 190 times.
  @Test(arguments: [4, 5]) func pValuesAreCalibratedOnCleanData(_ seed: UInt64) {
    var configuration = SeriesDetector.Configuration()
    configuration.history = 40
    let found = Self.findings(Self.daily(20_000, seed: seed), configuration).dropFirst(1_000)
    let rare = found.filter { $0.pValue <= 0.001 }.count
    let uncommon = found.filter { $0.pValue <= 0.01 }.count
    #expect((4...50).contains(rare), "\(rare)")
    #expect((100...320).contains(uncommon), "\(uncommon)")
  }

  @Test func doesNotDependOnScaleOrOrigin() {
    let values = Self.daily(1_200, seed: 7)
    let one = Self.findings(values).map(\.evidence)
    let other = Self.findings(values.map { 1_024 * $0 - 4_096 }).map(\.evidence)
    #expect(zip(one, other).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test(arguments: [0.0, -7, 1e300, -1e-300]) func saysNothingOfConstantSeries(_ value: Double) {
    let found = Self.findings(Array(repeating: value, count: 1_500))
    #expect(found.count == 1_500)
    #expect(found.allSatisfy { $0.score < 0.05 && $0.evidence.isFinite })
  }

  @Test func survivesWhatIsNoMeasurement() {
    var detector = SeriesDetector()
    for value in [Double.nan, .infinity, -.infinity] { #expect(detector.observe(value, at: 0) == nil) }
    for value in [1e308, -1e308, 0, Double.leastNonzeroMagnitude] {
      for time in [Double.nan, .infinity, -1e300, 3] {
        let isFinite = detector.observe(value, at: time).map { $0.evidence.isFinite && (0...1).contains($0.score) }
        #expect(isFinite == true)
      }
    }
    #expect(detector.count == 16)
  }
}
