import Learning
import Testing

@Suite struct LeafEvidenceTests {
  typealias Told = (leaves: [UInt16], isPositive: Bool, time: Double)

  static func verdicts(_ count: Int, seed: UInt64) -> [Told] {
    var random = Xoshiro256(seed: seed)
    return (0..<count).map { _ in
      let leaves = (0..<5).map { _ in UInt16.random(in: 0..<8, using: &random) }
      return (leaves, random.nextUnit() < 0.3, (random.nextUnit() * 1_000).rounded())
    }
  }

  static func evidence(_ told: [Told], halfLife: Double = .infinity) -> LeafEvidence {
    var evidence = LeafEvidence(trees: 5, leavesPerTree: 8, .init(decay: EvidenceDecay(halfLife: halfLife)))
    for verdict in told { evidence.tell(verdict.leaves, isPositive: verdict.isPositive, time: verdict.time) }
    return evidence
  }

  static let rows: [UInt16] = (0..<40).flatMap { row in (0..<5).map { UInt16(row * 3 + $0) % 8 } }

  @Test(arguments: [Double.infinity, 30, 1]) func dependsOnVerdictsAndNotOnTheirOrder(_ halfLife: Double) {
    let told = Self.verdicts(60, seed: 4)
    let forward = Self.evidence(told, halfLife: halfLife).evidence(Self.rows, at: 1_000)
    let backward = Self.evidence(told.reversed(), halfLife: halfLife).evidence(Self.rows, at: 1_000)
    let worst = zip(forward, backward).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(worst < 1e-6, "\(worst)")
    #expect(forward.contains { $0 != 0 })
  }

  @Test(arguments: [Double.infinity, 30]) func mergesToWhatOneWouldHaveLearnt(_ halfLife: Double) {
    let told = Self.verdicts(60, seed: 5)
    var left = Self.evidence(Array(told.prefix(25)), halfLife: halfLife)
    let isMerged = left.merge(Self.evidence(Array(told.dropFirst(25)), halfLife: halfLife))
    #expect(isMerged)
    let whole = Self.evidence(told, halfLife: halfLife).evidence(Self.rows, at: 1_000)
    let worst = zip(left.evidence(Self.rows, at: 1_000), whole).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(worst < 1e-6, "\(worst)")
    let isForeign = left.merge(LeafEvidence(trees: 4, leavesPerTree: 8))
    #expect(!isForeign)
  }

  @Test func forgetsHalfInAHalfLife() {
    var evidence = LeafEvidence(trees: 1, leavesPerTree: 2, .init(decay: EvidenceDecay(halfLife: 10)))
    evidence.tell([1], isPositive: true, weight: 4, time: 3)
    #expect(abs(evidence.counts(tree: 0, leaf: 1, at: 13).positive - 2) < 1e-12)
    #expect(abs(evidence.counts(tree: 0, leaf: 1, at: 3).positive - 4) < 1e-12)
    evidence.tell([1], isPositive: true, weight: 1, time: 1_003)
    #expect(abs(evidence.counts(tree: 0, leaf: 1, at: 1_003).positive - 1) < 1e-9)
  }

  @Test func nothingSaidIsNeutralAndWhatWasSaidPulls() {
    var evidence = LeafEvidence(trees: 2, leavesPerTree: 4)
    #expect(evidence.evidence([0, 0, 3, 3]) == [0, 0])
    evidence.tell([0, 1], isPositive: true)
    evidence.tell([3, 3], isPositive: false)
    let found = evidence.evidence([0, 1, 0, 2, 2, 2, 3, 3])
    #expect(found[0] > found[1] && found[1] > 0 && found[2] == 0 && found[3] < 0)
  }

  @Test(arguments: [0.5, 1, 3, 40]) func oneJudgeMovesALeafByNoMoreThanTheBound(_ mass: Double) {
    var random = Xoshiro256(seed: 8)
    let bound = VerdictCounts.largestMove(ofWeight: mass, pseudoCount: 0.5)
    for _ in 0..<2_000 {
      let before = VerdictCounts(positive: random.nextUnit() * 9, negative: random.nextUnit() * 9)
      let share = random.nextUnit()
      let after = before + VerdictCounts(positive: share * mass, negative: (1 - share) * mass)
      #expect(abs(after.logOdds(pseudoCount: 0.5) - before.logOdds(pseudoCount: 0.5)) <= bound + 1e-12)
    }
    // The bound is reached.
    let reached = VerdictCounts(positive: mass).logOdds(pseudoCount: 0.5)
    #expect(abs(reached - bound) < 1e-12)
  }

  @Test func hostileInputIsLeftOut() {
    var evidence = LeafEvidence(trees: 2, leavesPerTree: 4)
    evidence.tell([0], isPositive: true)
    evidence.tell([9, 9], isPositive: true)
    evidence.tell([1, 1], isPositive: true, weight: .nan)
    evidence.tell([1, 1], isPositive: true, weight: -3)
    #expect(evidence.evidence([1, 1, 0, 9]) == [0, 0])
    #expect(evidence.evidence([1, 1, 1]).isEmpty)
  }
}

@Suite struct ActiveSearchTests {
  /// A cloud, far outliers nobody wants, and a cluster between that somebody does.
  static func scene() throws -> (table: FeatureTable, wanted: Set<Int>) {
    var random = Xoshiro256(seed: 11)
    var values: [Double] = []
    for _ in 0..<800 { values += [random.nextUnit(), random.nextUnit(), random.nextUnit()] }
    for _ in 0..<30 { values += [3 + 3 * random.nextUnit(), -2 - 3 * random.nextUnit(), 5 * random.nextUnit()] }
    for _ in 0..<40 { values += [-1 + 0.3 * random.nextUnit(), 1.7 + 0.3 * random.nextUnit(), 0.5] }
    return (try FeatureTable(columns: 3, values: values), Set(830..<870))
  }

  @Test func feedbackFindsMoreThanNone() throws {
    let (table, wanted) = try Self.scene()
    let search = ActiveSearch(table, seed: 1)
    let found = [ActiveSearch.Policy.none, .mirrorDescent(step: 3), .standard].map { policy in
      search.run(policy, looks: 60) { wanted.contains($0) }.found.last ?? 0
    }
    #expect(found[1] > found[0] && found[2] > found[0], "\(found)")
    #expect(found[2] >= 36, "\(found)")
  }

  @Test func showsEveryPointOnceAndCountsRight() throws {
    let (table, wanted) = try Self.scene()
    let run = ActiveSearch(table, seed: 2).run(.standard, looks: 5_000) { wanted.contains($0) }
    #expect(run.shown.count == table.rows && Set(run.shown).count == table.rows)
    #expect(run.found.last == wanted.count)
    let empty = ActiveSearch(try FeatureTable(columns: 2, values: []), seed: 1).run(.standard, looks: 5) { _ in true }
    #expect(empty.shown.isEmpty)
  }

  @Test func leavesAgreeWithThePathsThatWereScored() throws {
    let (table, _) = try Self.scene()
    let forest = IsolationForest(fitting: table, .init(trees: 7, sampleSize: 64), seed: 3)
    let leaves = forest.leaves(table)
    #expect(leaves.count == table.rows * 7 && leaves.allSatisfy { Int($0) < forest.leavesPerTree })
    // Equal points share all leaves; points far apart share few.
    let twice = try FeatureTable(columns: 3, values: Array(table.row(5)) + Array(table.row(5)))
    let found = forest.leaves(twice)
    #expect(found.prefix(7) == found.suffix(7))
    let apart = forest.leaves(table.selecting(rows: [0, 815]))
    #expect(zip(apart.prefix(7), apart.suffix(7)).count { $0 == $1 } <= 3)
  }
}
