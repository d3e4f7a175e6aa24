import Foundation
import Learning
import Lifecycle
import Tables
import Testing

@Suite struct LifecycleTests {
  private func scratch(_ name: String) -> String {
    FileManager.default.temporaryDirectory.appending(path: "shrike-\(UUID().uuidString)-\(name)").path()
  }

  @Test func columnsAreFoundByNameAndMissedWithTheirName() throws {
    let path = scratch("swapped.csv")
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("b,a\n1,2\n3,4\n".utf8).write(to: URL(filePath: path))
    var ensemble = TreeEnsemble(featureCount: 2)
    ensemble.featureNames = ["a", "b"]
    ensemble.trees = [DecisionTree(nodes: [.leaf(1)])]
    let file = scratch("m")
    defer { try? FileManager.default.removeItem(atPath: file) }
    try Data(ModelFile(ensemble).packed()).write(to: URL(filePath: file))
    let data = try TableFile(path).table()
    #expect(try ModelTable(data, for: try LoadedModel(file)).rows == [2, 1, 4, 3])
    #expect(throws: LifecycleError.self) { try ModelTable(data, for: try LoadedModel(file), label: "c") }
    #expect(throws: LifecycleError.self) { try LoadedModel(path) }
  }

  @Test func formatsAreToldApart() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "LearningTests/Fixtures/trees")
    for (name, format) in [
      ("xgboost-00/model.json", LoadedModel.Format.xgboost), ("xgboost-00/model.ubj", .xgboost),
      ("lightgbm-00/model.txt", .lightgbm), ("sklearn-00/model.onnx", .onnx), ("elastic-00/elastic.json", .elastic),
    ] {
      #expect(try LoadedModel(folder.appending(path: name).path()).format == format)
    }
  }

  @Test func descriptionsGiveCalibrationThresholdAndCard() throws {
    let text = """
      {"threshold": 0.75, "calibration": {"kind": "beta", "a": 2, "b": 1, "c": 0.5},
       "card": [{"name": "features", "text": "pe-header-1"}]}
      """
    var ensemble = TreeEnsemble(featureCount: 1)
    ensemble.trees = [DecisionTree(nodes: [.leaf(0.5)])]
    let model = try ModelDescription(json: Array(text.utf8)).applied(to: ModelFile(ensemble))
    #expect(model.threshold == 0.75)
    #expect(model.calibrator == .beta(a: 2, b: 1, c: 0.5))
    #expect(model.card == [ModelFile.CardEntry("features", "pe-header-1")])
    #expect(try ModelDescription(json: Array("{}".utf8)).applied(to: model) == model)
  }

  @Test(
    "Calibrations that fall, or lack something, are refused",
    arguments: [
      #"{"kind": "beta", "a": -1, "b": 1, "c": 0}"#, #"{"kind": "platt", "a": 1, "b": 0}"#,
      #"{"kind": "platt", "a": -1}"#,
      #"{"kind": "isotonic", "scores": [1, 1], "probabilities": [0, 1]}"#,
      #"{"kind": "isotonic", "scores": [0, 1], "probabilities": [1, 0]}"#, #"{"kind": "guess"}"#,
    ])
  func calibrationsMustRise(calibration: String) {
    #expect(throws: LifecycleError.self) {
      try ModelDescription(json: Array(#"{"calibration": \#(calibration)}"#.utf8))
    }
  }
}
