import Executables
import Foundation
import Learning
import Lifecycle
import Testing

/// The models in `Models/` as they come with the program.
@Suite struct ShippedModelsTests {
  static let folder: URL = {
    var url = URL(filePath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.appending(path: "Models").resolvingSymlinksInPath()
  }()

  static let paths: [String] = {
    let names = FileManager.default.enumerator(atPath: folder.path())?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".shrike") }.sorted()
  }()

  @Test func modelsOfAllSystemsAreThere() {
    #expect(
      Self.paths == [
        "elf-novelty-1.shrike", "macho-1.shrike", "macho-novelty-1.shrike", "pe-1.shrike", "pe-novelty-1.shrike",
      ])
  }

  @Test("A model reads the columns of the set that its card names, is small, and has a card", arguments: paths)
  func modelsAreSound(path: String) throws {
    let url = Self.folder.appending(path: path)
    let size = try #require(try url.resourceValues(forKeys: [.fileSizeKey]).fileSize)
    #expect(size <= 2 << 20)
    let model = try LoadedModel(url.path()).model
    let card = Dictionary(uniqueKeysWithValues: model.card.map { ($0.name, $0.text) })
    let set = try #require(FeatureSet(rawValue: card["features"] ?? ""))
    #expect(model.ensemble.featureNames == set.columns.map(\.name))
    let threshold = try #require(model.threshold)
    #expect(threshold > 0 && threshold < 1)
    #expect(["classifier", "weak classifier", "novelty"].contains(card["role"]))
    #expect(path.contains("novelty") == (card["role"] == "novelty"))
    #expect(card["name"] == url.deletingPathExtension().lastPathComponent)
    for entry in [
      "platform", "data", "licence", "method", "split", "auroc", "threshold", "false positives", "known limits",
      "moved by",
    ] {
      #expect(card[entry]?.isEmpty == false, "the card lacks \(entry)")
    }
  }

  @Test("An ordinary program of this system is neither malicious nor unlike everything")
  func systemProgram() throws {
    let bytes = [UInt8](try #require(FileManager.default.contents(atPath: "/bin/sh")))
    let vector = try #require(FeatureSet.shrike1.vectors(of: bytes.span).first?.values)
    let model = try LoadedModel(Self.folder.appending(path: "elf-novelty-1.shrike").path()).model
    var workspace = ForestWorkspace()
    let score = try #require(model.score(try Forest(model.ensemble).predict(vector.span, using: &workspace)))
    #expect(score < model.threshold ?? 0)
    // Nothing is known of a vector that no file has.
    let strange = [Float](repeating: 1e6, count: vector.count)
    let other = try #require(model.score(try Forest(model.ensemble).predict(strange.span, using: &workspace)))
    #expect(other >= model.threshold ?? 1)
  }

  /// Columns of what anyone can add to a file.
  static func isAdded(_ column: String) -> Bool {
    ["NumberOfSections", "SizeOfImage", "SizeOfHeaders"].contains(column)
      || ["imports.", "libraries.", "run_paths."].contains { column.hasPrefix($0) }
  }

  @Test("What is added to a file never lowers a classifier's score", arguments: ["pe-1.shrike", "macho-1.shrike"])
  func additionsNeverLowerTheScore(path: String) throws {
    let model = try LoadedModel(Self.folder.appending(path: path).path()).model
    let columns = model.ensemble.featureNames.indices.filter { Self.isAdded(model.ensemble.featureNames[$0]) }
    #expect(columns.count >= 3)
    let forest = try Forest(model.ensemble)
    var workspace = ForestWorkspace()
    var random = SplitMix64(seed: 5)
    // Values among the model's own thresholds, so that many leaves are reached.
    var limits: [Int: [Double]] = [:]
    for node in model.ensemble.trees.lazy.flatMap(\.nodes) where !node.isLeaf {
      limits[Int(node.feature), default: []].append(node.threshold)
    }
    func value(_ column: Int) -> Double { limits[column].flatMap { $0.randomElement(using: &random) } ?? 0 }
    var moved = 0
    for _ in 0..<300 {
      var row = (0..<model.ensemble.featureCount).map(value)
      let before = try #require(forest.margins(row.span, using: &workspace).first)
      for column in columns { row[column] = max(row[column], value(column)) }
      let after = try #require(forest.margins(row.span, using: &workspace).first)
      #expect(after >= before - 1e-9)
      if after > before { moved += 1 }
    }
    #expect(moved > 100)
  }

  @Test("A model keeps the files that it learned from", arguments: paths)
  func knownFilesAreKept(path: String) throws {
    let neighbours = try #require(try LoadedModel(Self.folder.appending(path: path).path()).model.neighbours)
    #expect((2000...2500).contains(neighbours.known.count))
    let positives = neighbours.known.count(where: \.isPositive)
    #expect(path.contains("novelty") ? positives == 0 : positives >= 500)
    for row in neighbours.known { #expect(!row.source.isEmpty && !row.identity.isEmpty) }
  }
}
