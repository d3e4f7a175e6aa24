import Learning
import Lifecycle
import Tables
import Testing
import Training

/// Rows divided, labelled and cleaned.
@Suite struct TrainingDataTests {
  private static func labels(_ count: Int) -> [Bool] { (0..<count).map { $0 % 4 == 0 } }

  @Test func partsAreDisjointAndInTheOrderOfTime() {
    var random = Xoshiro256(seed: 1)
    // Whole days, so that many rows share a time.
    let times = (0..<1_000).map { _ in (random.nextUnit() * 50).rounded(.down) }
    let parts = TrainingParts(.time(times), labels: Self.labels(1_000), seed: 1)
    let all = [parts.learn, parts.validate, parts.calibrate, parts.test]
    #expect(all.joined().sorted() == Array(0..<1_000))
    for (before, after) in zip(all, all.dropFirst()) {
      #expect((before.map { times[$0] }.max() ?? 0) < (after.map { times[$0] }.min() ?? 0))
    }
    #expect(abs(parts.learn.count - 500) < 40 && abs(parts.test.count - 200) < 40)
  }

  @Test func aGroupIsNeverOnTwoSidesOfAnOrderOfTime() {
    let times = (0..<1_000).map(Double.init)
    let groups = (0..<1_000).map { "host \($0 % 37)" }
    let parts = TrainingParts(.timeAndGroups(times, groups), labels: Self.labels(1_000), seed: 3)
    let sides = [parts.learn, parts.validate, parts.calibrate, parts.test].map { Set($0.map { groups[$0] }) }
    for a in sides.indices { for b in sides.indices where a < b { #expect(sides[a].isDisjoint(with: sides[b])) } }
    #expect(parts.leftOut > 0 && parts.words.contains("\(parts.leftOut) rows left out"))
    #expect((parts.learn.max() ?? 0) < (parts.test.min() ?? 0))
  }

  @Test func aPartWithoutBothClassesIsAnError() throws {
    let values = (0..<40).flatMap { row -> [Double] in [Double(row), row < 30 ? 0 : 1] }
    let data = DataTable(numbers: try FeatureTable(columns: 2, values: values, names: ["x", "y"]))
    var run = TrainingRun()
    run.division = .time((0..<40).map(Double.init))
    #expect {
      _ = try run.run(try ModelTable(data, label: "y"))
    } throws: { "\($0)".contains("every part needs both classes") }
  }

  @Test func labelsAreJoinedAndWeighed() throws {
    let lines = """
      {"subject":"alert:a","probability":0.9,"weight":0.5}
      {"subject":"alert:b","probability":0.1}

      {"subject":"file:c","probability":0.7,"weight":0.2}
      {"subject":"alert:c","probability":0.2}
      """
    let labels = try JoinedLabels(Array(lines.utf8), path: "l")
    #expect(labels.count == 4 && labels["a"]?.weight == 0.5 && labels["alert:b"]?.weight == 1)
    #expect(labels["c"] == nil && labels["alert:c"] != nil && labels["file:c"] != nil, "two subjects are called c")
    var roles = TrainingRoles()
    roles.joined = (labels, "id")
    (roles.weight, roles.time) = ("w", "day")
    let numbers = try FeatureTable(
      columns: 3, values: [1, 2, 0, 3, 4, 1, 5, 6, 2], names: ["x", "w", "day"])
    let input = try TrainingInput(DataTable(numbers: numbers, texts: [("id", ["a", "nobody", "b"])]), roles: roles)
    #expect(input.unlabelled == 1 && input.table.labels == [true, false] && input.table.weights == [1, 6])
    #expect(input.table.features.names == ["x"] && input.table.features.rows == [1, 5])
    let again = try TrainingInput(DataTable(numbers: numbers, texts: [("id", ["a", "nobody", "b"])]), roles: roles)
    #expect(again.digest == input.digest && input.digest.count == 64)
    roles.weight = nil
    #expect(
      try TrainingInput(DataTable(numbers: numbers, texts: [("id", ["a", "x", "b"])]), roles: roles).digest
        != input.digest)
    #expect(throws: TrainingError.self) { try JoinedLabels(Array("[]".utf8), path: "l") }
  }

  /// Rows of a world with two telling columns; labels of the first rows are turned round, those of the others not.
  private static func world(_ count: Int, flipped: Double, seed: UInt64) throws -> (ModelTable, [Bool]) {
    var random = Xoshiro256(seed: seed)
    func normal() -> Double { ((0..<6).reduce(0.0) { sum, _ in sum + random.nextUnit() } - 3) * 1.414 }
    var (values, labels, truth): ([Double], [Double], [Bool]) = ([], [], [])
    for _ in 0..<count {
      let isMalicious = random.nextUnit() < 0.3
      values += [normal() + (isMalicious ? 1.3 : 0), normal() + (isMalicious ? 1.3 : 0), normal(), normal()]
      truth.append(isMalicious)
      labels.append(isMalicious != (random.nextUnit() < flipped) ? 1 : 0)
    }
    let table = try FeatureTable(columns: 4, values: values, names: ["a", "b", "c", "d"])
    return (ModelTable(table, labels: labels), truth)
  }

  /// Labels of three in ten rows are wrong, those of the test are right: what is done about it must help.
  @Test(arguments: [LabelNoise.pruned, .bootstrapped(0.5)]) func wrongLabelsHurtLess(
    _ noise: LabelNoise
  ) throws {
    func auroc(_ handling: LabelNoise) throws -> Double {
      let (table, _) = try Self.world(2_000, flipped: 0.3, seed: 5)
      var run = TrainingRun()
      (run.rounds, run.leaves, run.threads, run.resamples, run.noise) = (60, 24, 1, 5, handling)
      run.falsePositiveRate = 0.2
      let model = try run.run(table).model
      let (fresh, truth) = try Self.world(2_000, flipped: 0, seed: 6)
      let forest = try Forest(model.ensemble)
      var workspace = ForestWorkspace()
      let scores = forest.predict(rows: fresh.rows.span, columns: 4, using: &workspace)
      return try #require(try RankedScores(scores: scores, labels: truth).auroc)
    }
    let (plain, robust) = (try auroc(.believed), try auroc(noise))
    #expect(robust > plain, "\(robust) \(plain)")
  }

  /// Smoothed labels keep scores away from the ends.
  @Test func smoothingMakesScoresLessExtreme() throws {
    let (table, _) = try Self.world(1_000, flipped: 0, seed: 9)
    func spread(_ noise: LabelNoise) throws -> Double {
      var run = TrainingRun()
      (run.rounds, run.leaves, run.threads, run.resamples, run.noise) = (40, 8, 1, 5, noise)
      run.falsePositiveRate = 0.2
      let forest = try Forest(try run.run(table).model.ensemble)
      var workspace = ForestWorkspace()
      let scores = forest.predict(rows: table.rows.span, columns: 4, using: &workspace)
      return scores.reduce(0) { $0 + abs($1 - 0.5) } / Double(scores.count)
    }
    #expect(try spread(.smoothed(0.4)) < (try spread(.believed)) - 0.05)
  }

  @Test func aSearchIsDeterministicAndNeverEndsBehindItsStart() throws {
    let (table, _) = try Self.world(1_500, flipped: 0.05, seed: 8)
    func search(_ trials: Int) throws -> TrainingRun.Result {
      var run = TrainingRun()
      (run.rounds, run.leaves, run.threads, run.resamples) = (45, 16, 1, 5)
      run.falsePositiveRate = 0.2
      run.search.trials = trials
      return try run.run(table)
    }
    let (one, first, second) = (try search(1), try search(6), try search(6))
    #expect(first.model.packed() == second.model.packed() && first.trials == second.trials)
    #expect(first.trials.count == 6 && first.trials.count { $0.losses.count == 3 } == 1)
    let loss = try #require(first.trials.filter { $0.losses.count == 3 }.first?.losses.last)
    let start = try #require(one.trials.first?.losses.last)
    let started = try #require(first.trials.first?.losses)
    #expect(started.count < 3 || loss <= start)
    #expect(Set(first.trials.map(\.leaves)).count > 3)
  }
}
