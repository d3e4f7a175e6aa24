import Evidence
import Learning
import Testing

@testable import Triage

@Suite struct RiskTests {
  func score(_ risks: [Double], sameRule: Bool = false) -> Double {
    SublinearRisk.score(
      risks.enumerated().map { .init(id: "\($0.offset)", group: sameRule ? "r" : "r\($0.offset)", risk: $0.element) }
    ).score
  }

  @Test func oneAlertKeepsItsRisk() {
    for risk in [0.0, 1, 47, 99] { #expect(abs(score([risk]) - risk) < 1e-9) }
    #expect(score([]) == 0)
  }

  /// More never means less: adding an alert or raising one does not lower the score, whatever the rules.
  @Test(arguments: UInt64(0)..<20) func neverFallsWhenAlertsAreAddedOrRise(seed: UInt64) {
    var generator = Xoshiro256(seed: seed)
    var parts: [SublinearRisk.Part] = []
    var last = 0.0
    for step in 0..<60 {
      if step % 3 == 2 {
        let index = Int(generator.next() % UInt64(parts.count))
        parts[index].risk = min(100, parts[index].risk + generator.nextUnit() * 20)
      } else {
        parts.append(.init(id: "\(step)", group: "r\(generator.next() % 8)", risk: generator.nextUnit() * 60))
      }
      let now = SublinearRisk.score(parts).score
      #expect(now >= last - 1e-9)
      #expect(now < 100)
      last = now
    }
  }

  @Test func repetitionOfOneRuleHardlyMoves() {
    let once = score([21])
    let often = score([Double](repeating: 21, count: 50), sameRule: true)
    #expect(often > once)
    #expect(often < once + 5)
    #expect(score([21, 21, 21]) > often)
  }

  @Test func sharesAddUpToTheScore() {
    let parts = (0..<30).map { SublinearRisk.Part(id: "\($0)", group: "r\($0 % 7)", risk: Double($0 * 3)) }
    let result = SublinearRisk.score(parts)
    #expect(abs(result.shares.reduce(0) { $0 + $1.points } - result.score) < 1e-9)
  }

  /// Published behaviour of Elastic's score: vectors computed from its formula by hand, see its source.
  @Test(
    arguments: [
      ([50.0, 40, 30, 20, 10], 1.0, 28.278840), ([50, 40, 30, 20, 10], 0.5, 16.467883),
      ([50, 40, 30, 20, 10], 1.5, 37.163550), ([50, 40, 30, 20, 10], 2, 44.089641), ([99], 1, 38.188551),
      ([73, 73, 73], 1, 43.534275), ([99, 73, 47, 21], 1, 52.646024), ([99, 73, 47, 21], 2, 68.977917),
    ] as [([Double], Double, Double)])
  func elasticsScoreIsReproduced(risks: [Double], criticality: Double, expected: Double) {
    #expect(abs(ElasticRiskScore.score(risks, criticality: criticality) - expected) < 1e-5)
  }

  @Test func elasticsScoreOfTenThousandAlertsComesNearTheHighest() {
    #expect(abs(ElasticRiskScore.score([Double](repeating: 100, count: 10_000), criticality: 1) - 99.999068) < 1e-5)
  }

  @Test func peopleAndAccountsOfTheSystemAreRankedApart() {
    var story = Story()
    story.signal("a", at: 0, host: "WS1", user: "corp\\alice")
    story.signal("b", at: 0, host: "WS1", user: "corp\\ws1$")
    story.signal("c", at: 0, host: "WS2", user: "nt authority\\system")
    // A group is nobody.
    story.signal("d", at: 0, host: "WS1", user: "builtin\\544@ws1")
    let result = story.result()
    #expect(result.users.map(\.entity.id) == ["corp\\alice"])
    #expect(Set(result.accounts.map(\.entity.id)) == ["corp\\ws1$", "nt authority\\system"])
    #expect(result.hosts.map(\.entity.id) == ["ws1", "ws2"])
    #expect(result.hosts[0].score > result.hosts[1].score)
  }
}
