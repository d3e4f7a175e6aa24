import Foundation
import Learning
import Testing

@Suite struct RarityModelTests {
  /// Draws categories of a power law: category k with weight k^−exponent.
  struct PowerLaw {
    let cumulative: [Double]
    init(categories: Int, exponent: Double) {
      var sum = 0.0
      cumulative = (1...categories).map { rank in
        sum += pow(Double(rank), -exponent)
        return sum
      }
    }
    func draw(_ generator: inout Xoshiro256) -> UInt64 {
      let point = generator.nextUnit() * cumulative[cumulative.count - 1]
      return UInt64(cumulative.partitioningIndex { $0 > point })
    }
  }

  /// Under exchangeable draws the leave-one-out p-value is at most α about α of the time: not more (calibration), and
  /// not far less where small p-values can occur at all (power). Both bounds over 40 seeds.
  @Test(arguments: [(0.9, 400), (1.2, 5_000), (1.6, 5_000), (2.2, 1_000)])
  func leaveOneOutPValuesAreCalibrated(exponent: Double, categories: Int) {
    let law = PowerLaw(categories: categories, exponent: exponent)
    for level in [0.02, 0.1, 0.3] {
      var below = 0
      var all = 0
      for seed in 0..<UInt64(40) {
        var generator = Xoshiro256(seed: seed &* 7_919 &+ UInt64(categories))
        var model = RarityModel()
        let draws = (0..<1_500).map { _ in law.draw(&generator) }
        for draw in draws { model.observe(draw, in: 1) }
        let cache = Dictionary(
          Set(draws).map { ($0, model.rarity(of: $0, in: 1, leavingOut: true)?.pValue ?? 1) },
          uniquingKeysWith: { a, _ in a })
        below += draws.count { (cache[$0] ?? 1) <= level }
        all += draws.count
      }
      #expect(Double(below) / Double(all) <= level * 1.1, "α = \(level)")
    }
  }

  @Test(arguments: [(1.2, 5_000), (1.6, 5_000)])
  func predictivePValuesAreCalibratedAndNotIdle(exponent: Double, categories: Int) {
    let law = PowerLaw(categories: categories, exponent: exponent)
    let level = 0.2
    var below = 0
    var all = 0
    for seed in 0..<UInt64(40) {
      var generator = Xoshiro256(seed: seed &+ 1_000)
      var model = RarityModel()
      for step in 0..<2_000 {
        let draw = law.draw(&generator)
        if step >= 500 {
          all += 1
          if let rarity = model.rarity(of: draw, in: 1), rarity.pValue <= level { below += 1 }
        }
        model.observe(draw, in: 1)
      }
    }
    let rate = Double(below) / Double(all)
    #expect(rate <= level * 1.1)
    #expect(rate >= level * 0.3)
  }

  @Test func pValueGrowsWithTheCount() {
    var model = RarityModel()
    var generator = Xoshiro256(seed: 11)
    let law = PowerLaw(categories: 300, exponent: 1.1)
    for _ in 0..<3_000 { model.observe(law.draw(&generator), in: 4) }
    let ranked = (UInt64(0)..<301).compactMap { model.rarity(of: $0, in: 4) }.sorted { $0.count < $1.count }
    for (rarer, commoner) in zip(ranked, ranked.dropFirst()) where rarer.count > 0 && rarer.count < commoner.count {
      #expect(rarer.pValue <= commoner.pValue)
    }
  }

  /// What every host has is no surprise on one more host; what no host has is.
  @Test func otherContextsMakeANewCategoryLessSurprising() throws {
    var model = RarityModel()
    for host in UInt64(0)..<40 {
      for category in UInt64(0)..<20 where host != 7 || category != 3 {
        for _ in 0..<10 { model.observe(category, in: host) }
      }
    }
    let known = try #require(model.rarity(of: 3, in: 7))
    let unknown = try #require(model.rarity(of: 999, in: 7))
    #expect(known.otherContexts == 39)
    #expect(unknown.otherContexts == 0)
    #expect(unknown.pValue < known.pValue / 10)
  }

  /// One host alone: the base level knows nothing that the host's own level does not, and must not multiply it away.
  @Test func aSingleContextIsNotCountedTwice() throws {
    var model = RarityModel()
    for category in UInt64(0)..<50 { for _ in 0..<20 { model.observe(category, in: 1) } }
    let single = try #require(model.rarity(of: 999, in: 1))
    #expect(single.pValue > 0.0005)
  }

  @Test func memoryIsBoundedAndFloodsOnlyMakeThingsLookCommoner() throws {
    var model = RarityModel(.init(pairCapacity: 500, contextCapacity: 50))
    for round in 0..<20 { for category in UInt64(0)..<10 where round >= 0 { model.observe(category, in: 1) } }
    var generator = SplitMix64(seed: 1)
    for _ in 0..<20_000 { model.observe(generator.next(), in: generator.next() % 100) }
    #expect(model.contextCount <= 50)
    #expect(model.count(of: 3, in: 1) >= 20)
    #expect(model.unlearnt > 0)
    var writer = StateWriter(tag: "t", version: 1)
    model.write(to: &writer)
    #expect(writer.bytes.count < 120_000)
    let rarity = try #require(model.rarity(of: 12_345, in: 1))
    #expect(rarity.pValue > 0.2)
  }

  @Test func forgettingHalvesAndDrops() {
    var model = RarityModel()
    for _ in 0..<9 { model.observe(1, in: 1) }
    model.observe(2, in: 1)
    model.forgetHalf()
    #expect(model.count(of: 1, in: 1) == 4)
    #expect(model.count(of: 2, in: 1) == 0)
    #expect(model.total == 4)
  }
}

extension Array {
  /// The first index whose element satisfies a predicate that is false and then true.
  func partitioningIndex(_ predicate: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if predicate(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
