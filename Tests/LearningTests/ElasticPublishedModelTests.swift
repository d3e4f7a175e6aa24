import Foundation
import Learning
import Testing

private enum PublishedModel {
  static let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/data/models/problemchild_20210526_1.0.json")
  static var isPresent: Bool { FileManager.default.fileExists(atPath: path.path()) }
}

/// Elastic's own process-creation model, read from `../shared/data/models`; not part of the repository.
@Suite(.enabled(if: PublishedModel.isPresent, "needs ../shared/data/models and gzip"))
struct ElasticPublishedModelTests {
  private struct Body: Decodable { var compressed_definition: String }

  private func definition() throws -> [UInt8] {
    let body = try JSONDecoder().decode(Body.self, from: Data(contentsOf: PublishedModel.path))
    let packed = try #require(Data(base64Encoded: body.compressed_definition))
    let file = FileManager.default.temporaryDirectory.appending(path: "shrike-\(UUID().uuidString).gz")
    try packed.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", file.path()]
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return [UInt8](data)
  }

  @Test func isReadScoredAndWrittenBackByteForByte() throws {
    let bytes = try definition()
    let model = try ElasticModel(bytes)
    #expect(model.preprocessors.count == 374)
    #expect(model.ensemble.trees.count == 291)
    #expect(model.ensemble.transform == .sigmoidPair)
    #expect(model.warnings.count == 1)
    var workspace = ForestWorkspace()
    let forest = try Forest(model.ensemble)
    let probabilities = forest.predict(
      model.row(["process.name": .text("svchost.exe"), "feature_command_line_2-gram_feature0": .text("pa")]).span,
      using: &workspace)
    #expect(probabilities.count == 2 && abs(probabilities[0] + probabilities[1] - 1) < 1e-12)
    let written = try model.definition()
    var original = bytes
    while original.last == 0x0A { original.removeLast() }
    let isSame = written == original
    #expect(isSame, "written \(written.count) bytes of \(original.count)")
  }
}
