import Foundation
import Learning
import Testing

/// A model that somebody else trained and what their library predicts; `Fixtures/make-trees.py` made them.
struct TreeOracle: CustomTestStringConvertible, Sendable {
  let folder: URL
  let model: String
  var testDescription: String { "\(folder.lastPathComponent)/\(model)" }

  /// The committed cases, and those in the folder that `SHRIKE_TREES_ORACLE` names (`scripts/check-trees-oracle`).
  static let all: [TreeOracle] = {
    var folders = [
      URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/trees")
    ]
    if let more = ProcessInfo.processInfo.environment["SHRIKE_TREES_ORACLE"] { folders.append(URL(filePath: more)) }
    var result: [TreeOracle] = []
    for folder in folders {
      let cases = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
      for item in cases.sorted(by: { $0.path() < $1.path() }) {
        for model in ["model.json", "model.ubj", "model.txt", "model.onnx", "elastic.json"]
        where FileManager.default.fileExists(atPath: item.appending(path: model).path()) {
          result.append(TreeOracle(folder: item, model: model))
        }
      }
    }
    return result
  }()

  func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: folder.appending(path: name))) }

  func array(_ name: String) throws -> NPYArray? {
    guard FileManager.default.fileExists(atPath: folder.appending(path: "\(name).npy").path()) else { return nil }
    return try NPYArray(bytes("\(name).npy"))
  }

  func ensemble() throws -> TreeEnsemble {
    let bytes = try bytes(model)
    switch model {
    case "model.txt": return try LightGBMImporter.ensemble(from: bytes)
    case "model.onnx": return try ONNXImporter.ensemble(from: bytes)
    case "elastic.json": return try ElasticModel(bytes).ensemble
    default: return try XGBoostImporter.ensemble(from: bytes)
    }
  }

  /// The largest difference, relative where values are large.
  static func difference(_ mine: [Double], _ theirs: [Double]) -> Double {
    guard mine.count == theirs.count else { return .infinity }
    return zip(mine, theirs).reduce(0) { most, pair in
      max(most, pair.0 == pair.1 ? 0 : abs(pair.0 - pair.1) / max(1, abs(pair.1)))
    }
  }
}
