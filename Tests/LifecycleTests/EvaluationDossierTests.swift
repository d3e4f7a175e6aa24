import Foundation
import Learning
import Lifecycle
import Tables
import Testing

/// Evaluations with all their gates, on tables made for it.
@Suite struct EvaluationDossierTests {
  /// One split on column a at 0.5: malicious where it is higher.
  private func model(threshold: Double?) -> LoadedModel {
    var ensemble = TreeEnsemble(featureCount: 2)
    ensemble.featureNames = ["a", "b"]
    ensemble.trees = [
      DecisionTree(nodes: [
        .split(feature: 0, .lessThan, threshold: 0.5, left: 1, right: 2, missingGoesLeft: true), .leaf(0.1), .leaf(0.9),
      ])
    ]
    return LoadedModel(ModelFile(ensemble, threshold: threshold))
  }

  private func table(_ count: Int, from start: Double, seed: UInt64, source: String = "x") throws -> DataTable {
    var random = Xoshiro256(seed: seed)
    var values: [Double] = []
    for row in 0..<count {
      let isMalicious = row % 4 == 0
      let isEasy = random.nextUnit() < (isMalicious ? 0.9 : 0.02)
      values += [isEasy ? 0.5 + random.nextUnit() : random.nextUnit() / 2, random.nextUnit(), start + Double(row) / 10]
      values.append(isMalicious ? 1 : 0)
    }
    let numbers = try FeatureTable(columns: 4, values: values, names: ["a", "b", "day", "y"])
    return DataTable(
      numbers: numbers,
      texts: [
        ("host", (0..<count).map { "\(source)-host-\($0 % 20)" }), ("source", (0..<count).map { "\(source)\($0 % 2)" }),
      ])
  }

  private func evaluation() -> ModelEvaluation {
    var evaluation = ModelEvaluation(label: "y")
    evaluation.resamples = 40
    evaluation.time = "day"
    evaluation.group = "host"
    evaluation.source = "source"
    evaluation.slices = ["source"]
    evaluation.prevalence = 1e-3
    evaluation.labelStatement = "made by the test"
    return evaluation
  }

  @Test func aCompleteEvaluationIsNotRefused() throws {
    let dossier = try evaluation().run(
      model(threshold: 0.5), named: "m", on: try table(1_200, from: 1_000, seed: 2, source: "new"),
      training: try table(1_200, from: 0, seed: 1))
    #expect(dossier.refusals.isEmpty)
    #expect(dossier.gates.allSatisfy { $0.outcome == .passed }, "\(dossier.gates.filter { $0.outcome != .passed })")
    #expect(dossier.gates.count == 10 && dossier.baselines.count == 1)
    // Column a decides everything, so one change of it lowers every row: the attack must find that.
    let attack = try #require(dossier.attack)
    #expect(attack.attacked > 100 && attack.found[1] == 0 && attack.remaining == 0)
    let json = try #require(try JSONSerialization.jsonObject(with: Data(dossier.json())) as? [String: Any])
    #expect(json["refused"] as? Bool == false && (json["roc"] as? [Any])?.isEmpty == false)
    #expect((json["periods"] as? [Any])?.count == 10)
  }

  @Test func whatIsMissingIsNamed() throws {
    var bare = ModelEvaluation(label: "y")
    bare.resamples = 20
    bare.attack = nil
    var data = try table(400, from: 0, seed: 1)
    _ = data.remove(column: "day")
    let dossier = try bare.run(model(threshold: nil), named: "m", on: data)
    let refused = Set(dossier.gates.filter { $0.pitfall.isRequired && $0.outcome != .passed }.map(\.pitfall))
    #expect(refused == [.dataSnooping, .inappropriateBaseline, .inappropriateThreatModel])
    #expect(dossier.refusals.count == 3)
  }

  enum Fault: CaseIterable { case future, copies, groups, oneSource, telling, contradictory }

  @Test(arguments: Fault.allCases) func faultsAreFound(fault: Fault) throws {
    var training = try table(1_200, from: 0, seed: 1)
    var test = try table(1_200, from: 1_000, seed: 2, source: "new")
    let pitfall: PitfallGate.Pitfall
    switch fault {
    case .future:
      training = try table(1_200, from: 990, seed: 1)
      pitfall = .dataSnooping
    case .copies:
      // Times are no features, so the rows are equal.
      training = try table(1_200, from: 0, seed: 2)
      pitfall = .dataSnooping
    case .groups:
      test = try table(1_200, from: 1_000, seed: 2)
      pitfall = .dataSnooping
    case .oneSource:
      test.texts[1].values = (0..<1_200).map { $0 % 4 == 0 ? "malware feed" : "clean machines" }
      pitfall = .samplingBias
    case .telling:
      var values: [Double] = []
      for row in 0..<1_200 {
        values += [test.numbers[row, 0], row % 4 == 0 ? 1 : 0, test.numbers[row, 2], test.numbers[row, 3]]
      }
      test.numbers = try FeatureTable(columns: 4, values: values, names: ["a", "b", "day", "y"])
      pitfall = .spuriousCorrelations
    case .contradictory:
      var values: [Double] = []
      for row in 0..<1_200 {
        values += [Double(row / 8), 0, test.numbers[row, 2], test.numbers[row, 3]]
      }
      test.numbers = try FeatureTable(columns: 4, values: values, names: ["a", "b", "day", "y"])
      pitfall = .labelInaccuracy
    }
    let dossier = try evaluation().run(model(threshold: 0.5), named: "m", on: test, training: training)
    #expect(dossier.gates.first { $0.pitfall == pitfall }?.outcome == .failed)
  }

  @Test func missingColumnsAreNamed() throws {
    var evaluation = ModelEvaluation(label: "y")
    evaluation.time = "week"
    #expect(throws: LifecycleError.self) {
      try evaluation.run(model(threshold: 0.5), named: "m", on: try table(100, from: 0, seed: 1))
    }
  }

  @Test func driftIsTold() throws {
    let loaded = model(threshold: 0.5)
    func rows(_ data: DataTable) throws -> ModelTable {
      var data = data
      _ = data.remove(column: "day")
      return try ModelTable(data, for: loaded, label: "y")
    }
    let before = try rows(try table(2_000, from: 0, seed: 1))
    let same = try rows(try table(1_000, from: 0, seed: 5))
    var moved = same
    for row in 0..<moved.count { moved.rows[row * 2 + 1] += 0.5 }
    let scores = { (table: ModelTable) in (0..<table.count).map { table.rows[$0 * 2] > 0.5 ? 0.9 : 0.1 } }
    let reference = DriftReference(before, scores: scores(before))
    let calm = try #require(DriftReport(same, scores: scores(same), against: reference))
    let drifted = try #require(DriftReport(moved, scores: scores(moved), against: reference))
    #expect(!calm.features.contains(where: \.isMoved) && !calm.scores.isMoved)
    #expect(drifted.features.first?.name == "b" && drifted.features.filter(\.isMoved).count == 1)
    let back = try JSONDecoder().decode(DriftReference.self, from: JSONEncoder().encode(reference))
    #expect(back == reference)
  }

  @Test func verdictsShowDriftAndMiscalibration() {
    var random = Xoshiro256(seed: 3)
    var monitor = VerdictMonitor()
    for index in 0..<2_000 {
      _ = monitor.note(
        isTrue: random.nextUnit() < (index < 1_000 ? 0.8 : 0.3), probability: index < 1_000 ? 0.85 : 0.55)
    }
    #expect(monitor.changes.first.map { (1_001...1_200).contains($0) } == true)
    #expect(abs(monitor.precision - 0.3) < 0.06)
    #expect(monitor.miscalibrated == [5] || monitor.miscalibrated == [5, 8])
  }
}
