import Foundation
import Learning
import Testing

/// Against other people's implementations.
@Suite struct OracleTests {
  let oracles: Oracles
  init() throws { oracles = try Oracles.load() }

  @Test func calibratorEqualsTheIntegralThatDefinesIt() {
    for pair in oracles.evalue {
      #expect(abs(EValue.logarithm(ofPValue: pair[0]) - pair[1]) < 1e-8, "p = \(pair[0])")
    }
  }

  @Test func adjustedPValuesEqualThoseOfScipy() {
    for set in oracles.fdr {
      for (mine, theirs) in zip(FalseDiscovery.benjaminiHochberg(set.p), set.bh) { #expect(abs(mine - theirs) < 1e-12) }
      for (mine, theirs) in zip(FalseDiscovery.benjaminiYekutieli(set.p), set.by) {
        #expect(abs(mine - theirs) < 1e-12)
      }
    }
  }

  @Test func generatorDrawsWhatRandomgenDraws() throws {
    let words = try oracles.xoshiro.state.map { try #require(UInt64($0)) }
    var generator = Xoshiro256(state: (words[0], words[1], words[2], words[3]))
    let draws = oracles.xoshiro.draws.map { _ in String(generator.next()) }
    #expect(draws == oracles.xoshiro.draws)
  }

  /// Published in the reference program of splitmix64.
  @Test func seedingGeneratorDrawsThePublishedNumbers() {
    var generator = SplitMix64(seed: 1_234_567)
    let draws = (0..<5).map { _ in generator.next() }
    #expect(
      draws == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
        16_408_922_859_458_223_821,
      ])
  }

  @Test func pitmanYorEqualsTheSumOverCategories() {
    for process in oracles.pitmanYor {
      var counts: [Int: UInt32] = [:]
      var spectrum = CountSpectrum()
      for draw in process.draws {
        spectrum.increase(from: counts[draw, default: 0])
        counts[draw, default: 0] += 1
      }
      let model = PitmanYor(concentration: 1, pooledDiscount: 0.4, shrinkage: 5)
      for known in process.cases {
        let count = Int(counts[known.category, default: 0]) - (known.leavesOut ? 1 : 0)
        let mine = model.pValue(count: count, in: spectrum, leavingOut: known.leavesOut)
        #expect(abs(mine - known.pValue) < 1e-12, "count \(count), leaving out: \(known.leavesOut)")
      }
    }
  }
}
