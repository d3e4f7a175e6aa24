import Learning
import Testing

/// Audits: what was missed is estimated without bias, whatever was missed, and the limits hold at every look.
@Suite struct AuditPlanTests {
  /// 1,500 findings below the threshold, the nearest first, and whether each is an attack.
  struct World: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var isMalicious: @Sendable (Int) -> Bool

    static let count = 1_500
    var missed: Int { (0..<Self.count).count(where: isMalicious) }
  }

  static let worlds = [
    World(testDescription: "mostly just below the threshold") { $0 < 300 ? $0 % 7 == 0 : $0 % 150 == 0 },
    World(testDescription: "all far down") { $0 > 1_000 && $0 % 20 == 0 },
    World(testDescription: "nothing was missed") { _ in false },
  ]

  private func strata() -> [Int] { (0..<World.count).map { AuditPlan.stratum(ofPlace: $0, of: World.count) } }

  private func plan(_ strata: [Int], expected: Double) -> AuditPlan {
    AuditPlan(sizes: strata.reduce(into: [:]) { $0[$1, default: 0] += 1 }, expected: expected)
  }

  @Test(arguments: worlds) func theEstimateIsUnbiasedAndTheLimitsHoldAtEveryLook(world: World) {
    let strata = strata()
    let plan = plan(strata, expected: 120)
    let least = plan.propensities.values.min() ?? 1
    let runs = 300
    var (estimates, audits, broken): ([Double], [Double], Int) = ([], [], 0)
    for seed in 0..<runs {
      var recall = AuditedRecall(leastPropensity: least)
      var (truth, isBroken) = (0, false)
      for place in 0..<World.count {
        let propensity = plan.propensities[strata[place]] ?? 0
        let isDrawn = AuditPlan.isDrawn(id: "finding \(place)", seed: UInt64(seed), propensity: propensity)
        if world.isMalicious(place) { truth += 1 }
        recall.noteUnseen(propensity: propensity, audit: isDrawn ? world.isMalicious(place) : nil)
        // Somebody looks after every tenth finding.
        if place % 10 == 9 {
          isBroken = isBroken || !(recall.missed.lower...recall.missed.upper).contains(Double(truth))
        }
      }
      if isBroken { broken += 1 }
      estimates.append(recall.missed.value)
      audits.append(Double(recall.audited))
    }
    let mean = estimates.reduce(0, +) / Double(runs)
    let variance = estimates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(runs - 1)
    let error = (variance / Double(runs)).squareRoot()
    #expect(abs(mean - Double(world.missed)) <= 4 * error + 1e-9, "\(mean) ± \(error), truth \(world.missed)")
    #expect(Double(broken) <= 0.05 * Double(runs) + 3 * (0.05 * 0.95 * Double(runs)).squareRoot())
    #expect(abs(audits.reduce(0, +) / Double(runs) - 120) < 4)
  }

  @Test func takingOnlyWhatIsNearestIsBiased() {
    // The check of the check: an audit of the 120 nearest misses what lies far down, whatever the seed.
    let world = Self.worlds[1]
    #expect((0..<120).count(where: world.isMalicious) == 0 && world.missed > 20)
  }

  @Test func probabilitiesAddUpAndHaveALimitFromBelow() {
    let strata = strata()
    let sizes: [Int: Int] = strata.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    #expect(sizes == [0: 150, 1: 600, 2: 750])
    let plan = plan(strata, expected: 30)
    let sum = sizes.reduce(0.0) { $0 + Double($1.value) * (plan.propensities[$1.key] ?? 0) }
    #expect(abs(sum - 30) < 1e-9)
    let even = 30.0 / Double(World.count)
    #expect(plan.propensities.values.allSatisfy { $0 >= even / 2 && $0 <= 1 })
    #expect((plan.propensities[0] ?? 0) > (plan.propensities[2] ?? 0))
    #expect(AuditPlan(sizes: [0: 3, 1: 2], expected: 100).propensities == [0: 1, 1: 1])
    #expect(AuditPlan(sizes: [:], expected: 5).propensities.isEmpty)
    #expect(AuditPlan.stratum(ofPlace: 0, of: 1) == 0 && AuditPlan.stratum(ofPlace: 2, of: 3) == 2)
  }

  @Test func theDrawDependsOnSeedAndIdentifierAlone() {
    let drawn = (0..<500).filter { AuditPlan.isDrawn(id: "f\($0)", seed: 4, propensity: 0.2) }
    #expect(drawn == (0..<500).reversed().filter { AuditPlan.isDrawn(id: "f\($0)", seed: 4, propensity: 0.2) }.sorted())
    #expect(drawn != (0..<500).filter { AuditPlan.isDrawn(id: "f\($0)", seed: 5, propensity: 0.2) })
    #expect((60...140).contains(drawn.count))
  }
}
