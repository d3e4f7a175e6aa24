import Boosting
import Foundation
import Learning
public import Lifecycle
import Signing

/// Writes what a training run made as the files of a bundle (`ModelBundle`): everything in it follows from the run, so that the same run
/// gives the same bytes.
public struct TrainedBundle {
  /// What came of the run.
  public var result: TrainingRun.Result
  /// Where it comes from.
  public var lineage: Lineage
  /// What the columns mean, in words: the name and version of a feature set.
  public var featureSet = "columns of the training table"
  /// The column of labels, in words.
  public var label: String

  /// A bundle of a run.
  public init(_ result: TrainingRun.Result, lineage: Lineage, label: String) {
    self.result = result
    self.lineage = lineage
    self.label = label
  }

  /// What the columns are, in the order in which the model reads them.
  private struct Features: Encodable {
    struct Feature: Encodable {
      var name: String
      var kind = "number"
      /// `rises` or `falls` where the score may only do so with it.
      var direction: String?
      /// The share of missing values, and the ends and middle of the others, on the rows learned from.
      var missing: Double
      var least: Double?
      var median: Double?
      var most: Double?
    }
    var set: String
    var label: String
    var features: [Feature]
  }

  private struct Card: Encodable {
    struct Entry: Encodable {
      var name: String
      var text: String
    }
    var card: [Entry]
  }

  /// The files by name.
  public func files() throws -> [(name: String, bytes: [UInt8])] {
    let card = Card(card: result.model.card.map { Card.Entry(name: $0.name, text: $0.text) })
    return [
      (ModelBundle.modelName, result.model.packed()),
      (ModelBundle.featuresName, try Self.json(features)),
      (ModelBundle.cardName, try Self.json(card)),
      (ModelBundle.metricsName, try result.dossier.json() + [0x0A]),
      (ModelBundle.lineageName, try lineage.json() + [0x0A]),
      (ModelBundle.referenceName, try Self.json(result.reference, pretty: false)),
      (ModelBundle.searchName, try Self.json(result.trials)),
    ]
  }

  private var features: Features {
    Features(
      set: featureSet, label: label,
      features: result.reference.features.enumerated().map { column, known in
        let sample = known.sample.sorted()
        let counts = known.stability.reference
        let direction = result.parameters.monotonicity[column]
        return Features.Feature(
          name: known.name, direction: direction == .rising ? "rises" : direction == .falling ? "falls" : nil,
          missing: Double(counts.last ?? 0) / Double(max(1, counts.reduce(0, +))), least: sample.first,
          median: sample.isEmpty ? nil : sample[sample.count / 2], most: sample.last)
      })
  }

  private static func json(_ value: some Encodable, pretty: Bool = true) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    return [UInt8](try encoder.encode(value)) + [0x0A]
  }

  /// Writes the files into a folder, which must be empty or not there, so that nothing of another run stays in it.
  public func write(to path: String) throws {
    let folder = URL(filePath: path, directoryHint: .isDirectory)
    let files = FileManager.default
    if let there = try? files.contentsOfDirectory(atPath: folder.path()), !there.isEmpty {
      throw TrainingError("\(path): is not empty; a bundle is written into a folder of its own")
    }
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, bytes) in try self.files() { try Data(bytes).write(to: folder.appending(path: name)) }
  }
}
