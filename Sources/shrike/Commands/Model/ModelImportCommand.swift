import ArgumentParser
import Foundation
import Learning
import Lifecycle

/// `shrike model import`.
struct ModelImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Turn a model that was trained elsewhere into Shrike's packed file.",
    discussion: "Preprocessors of Elastic models are not kept: run such a model from its own file.")

  @Argument(help: "The model.") var model: String
  @Option(help: "The packed model that is written.") var output: String
  @Option(help: "JSON with calibration, threshold and card for the packed model.") var description: String?
  @Option(help: "table or json: what was written.") var format = OutputFormat.table

  func run() throws {
    try modelWork {
      let loaded = try LoadedModel(model)
      if loaded.elastic.map({ !$0.preprocessors.isEmpty }) ?? false {
        Terminal.error("shrike: \(model): its preprocessors are not kept; the packed model reads its features")
      }
      var packed = loaded.model
      if let description {
        let text = [UInt8](try Data(contentsOf: URL(filePath: description)))
        packed = try ModelDescription(json: text).applied(to: packed)
      }
      let bytes = packed.packed()
      try OutputFile(output).write(bytes)
      ConvertedModel(from: loaded, to: "packed", output: output, bytes: bytes.count).print(as: format)
    }
  }
}
