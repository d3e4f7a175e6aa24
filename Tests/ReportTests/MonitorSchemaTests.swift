import Foundation
import Learning
import Lifecycle
import Testing

/// What `shrike model monitor --format json` prints, held to its schema in every part.
@Suite struct MonitorSchemaTests {
  private static func monitor() throws -> ModelMonitor {
    var ensemble = TreeEnsemble(featureCount: 2)
    ensemble.featureNames = ["a", "b"]
    ensemble.trees = [
      DecisionTree(nodes: [
        .split(feature: 0, .lessThan, threshold: 0.5, left: 1, right: 2, missingGoesLeft: true), .leaf(0.1), .leaf(0.9),
      ])
    ]
    let model = ModelFile(ensemble, calibrator: .beta(a: 1, b: 1, c: 0), threshold: 0.5)
    let rows = (0..<800).map { Double($0 * 37 % 101) / 101 }
    let reference = DriftReference(
      rows: rows, columns: 2, names: ["a", "b"], scores: (0..<400).map { Double($0 % 2) },
      held: (rows, (0..<400).map { $0 % 2 == 0 }))
    return ModelMonitor(LoadedModel(model), reference: reference)
  }

  @Test(.enabled(if: Python.hasJSONSchema, "needs python3 with the package jsonschema"), arguments: [true, false])
  func reportsAreAsTheirSchemaSays(_ isFull: Bool) throws {
    // Far away, half of the second column missing, and verdicts that turn.
    let rows = (0..<600).flatMap { row -> [Double] in [isFull ? 9 : 0.3, isFull && row % 2 == 0 ? .nan : 0.4] }
    let table = ModelTable(try FeatureTable(columns: 2, values: rows, names: ["a", "b"]))
    var alarm = SilenceAlarm()
    for hour in 0..<120 { alarm.note("host a", at: Double(hour) / 24) }
    let silences = alarm.silences(at: 20)
    #expect(silences.count == 1)
    var report = try Self.monitor().report(
      table, judged: isFull ? (0..<600).map { .init(row: $0, isMalicious: $0 < 300) } : [],
      silences: isFull ? silences : nil)
    report.model = "pe"
    if isFull {
      #expect(report.concept?.changes.isEmpty == false && report.novelty?.examples.isEmpty == false)
      #expect(report.calibration?.contains(where: \.isContradicted) == true && !report.coverage.missing.isEmpty)
    }
    try JSONFile.validate(try report.json(), against: "monitor.schema.json")
  }
}
