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
}
