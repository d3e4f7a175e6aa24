import Foundation
import Learning
import Lifecycle
import Testing

/// What monitoring says of inputs, scores and verdicts.
@Suite struct ModelMonitorTests {
  /// Rows of three columns; the last is missing in a share of rows.
  private static func rows(_ count: Int, shift: Double = 0, missing: Double = 0.05, seed: UInt64) -> [Double] {
    var random = Xoshiro256(seed: seed)
    func normal() -> Double { ((0..<6).reduce(0.0) { sum, _ in sum + random.nextUnit() } - 3) * 1.414 }
    return (0..<count).flatMap { _ in
      [normal() + shift, normal(), random.nextUnit() < missing ? .nan : normal()]
    }
  }

  private static func reference() -> DriftReference {
    let held = rows(600, seed: 2)
    return DriftReference(
      rows: rows(1_000, seed: 1), columns: 3, names: ["a", "b", "c"], scores: (0..<600).map { Double($0 % 10) / 10 },
      held: (held, (0..<600).map { $0 % 3 == 0 }))
  }

  @Test func fewRowsLikeTheCalibrationAreRejectedAndOddOnesAre() {
    let novelty = InputNovelty(Self.reference())
    #expect(novelty.canReject)
    let fresh = Self.rows(4_000, seed: 3)
    let rejected = (0..<4_000).count { novelty.isRejected(fresh[$0 * 3..<$0 * 3 + 3]) }
    // At the level of 1 % a row of one class is rejected in at most 1 %, up to the luck of 600 calibration rows.
    #expect(Double(rejected) / 4_000 < 0.025, "\(rejected)")
    let odd: [Double] = [9, -9, 9]
    #expect(novelty.isRejected(odd[...]) && novelty.reasons(odd[...], limit: 2).count == 2)
    #expect(novelty.oddity([0, 0, 0][...]) < novelty.oddity([3, 0, 0][...]))
  }

  @Test func withoutLabelledRowsNothingIsRejected() {
    let plain = DriftReference(rows: Self.rows(100, seed: 1), columns: 3, names: [], scores: [])
    #expect(!InputNovelty(plain).canReject && !InputNovelty(plain).isRejected([1e9, 1e9, 1e9][...]))
    let few = DriftReference(
      rows: Self.rows(100, seed: 1), columns: 3, names: [], scores: [],
      held: (Self.rows(20, seed: 2), Array(repeating: true, count: 20)))
    #expect(!InputNovelty(few).canReject, "twenty rows cannot say that something is one in a hundred")
  }

  @Test func aReferenceIsReadBackAndNonsenseIsAnError() throws {
    let reference = Self.reference()
    let bytes = [UInt8](try JSONText.encode(reference))
    #expect(try DriftReference(json: bytes, path: "r") == reference)
    #expect(throws: LifecycleError.self) { try DriftReference(json: Array("{}".utf8), path: "r") }
  }

  /// A model of one split: above zero in the first column is malicious with 0.9, else with 0.1.
  private static func monitor() throws -> ModelMonitor {
    var ensemble = TreeEnsemble(featureCount: 3)
    ensemble.featureNames = ["a", "b", "c"]
    ensemble.trees = [
      DecisionTree(nodes: [
        .split(feature: 0, .lessThan, threshold: 0, left: 1, right: 2, missingGoesLeft: true), .leaf(0.1), .leaf(0.9),
      ])
    ]
    let model = ModelFile(ensemble, calibrator: .beta(a: 1, b: 1, c: 0), threshold: 0.5)
    let rows = Self.rows(1_000, seed: 1)
    let held = Self.rows(600, seed: 2)
    var reference = DriftReference(
      rows: rows, columns: 3, names: ["a", "b", "c"], scores: [], held: (held, (0..<600).map { held[$0 * 3] > 0 }))
    let scores = try ModelMonitor(LoadedModel(model), reference: reference).scores(try table(rows))
    reference.scores = DriftReference(rows: [], columns: 0, names: [], scores: scores).scores
    return ModelMonitor(LoadedModel(model), reference: reference)
  }

  private static func table(_ rows: [Double]) throws -> ModelTable {
    ModelTable(try FeatureTable(columns: 3, values: rows, names: ["a", "b", "c"]))
  }

  private static func state(_ report: MonitorReport, _ name: MonitorReport.Rail.Name) -> MonitorReport.Rail.State? {
    report.rails.first { $0.name == name }?.state
  }

  @Test func usualRowsHoldAndMissingOnesAndVerdictsBreak() throws {
    let monitor = try Self.monitor()
    let usual = try monitor.report(try Self.table(Self.rows(800, seed: 4)))
    #expect(usual.broken.isEmpty && Self.state(usual, .conceptDrift) == .unanswered, "\(usual.rails)")
    let missing = try monitor.report(try Self.table(Self.rows(800, missing: 0.5, seed: 5)))
    #expect(Self.state(missing, .coverage) == .broken && missing.coverage.missing.first?.feature == "c")
    // Verdicts that fit the probabilities, and verdicts that call nine in ten reports false.
    let rows = Self.rows(800, seed: 6)
    var random = Xoshiro256(seed: 7)
    let fitting = (0..<800).map { row in
      ModelMonitor.Judged(row: row, isMalicious: random.nextUnit() < (rows[row * 3] > 0 ? 0.9 : 0.1))
    }
    let right = try monitor.report(try Self.table(rows), judged: fitting, silences: [])
    #expect(Self.state(right, .calibration) == .held && Self.state(right, .conceptDrift) == .held, "\(right.rails)")
    #expect(Self.state(right, .silence) == .held && right.coverage.judgedReports == right.reported)
    let wrong = try monitor.report(
      try Self.table(rows), judged: fitting.map { .init(row: $0.row, isMalicious: false) })
    #expect(Self.state(wrong, .calibration) == .broken)
  }
}

/// JSON of a value, as a bundle holds it.
private enum JSONText {
  static func encode(_ value: some Encodable) throws -> Data { try JSONEncoder().encode(value) }
}
