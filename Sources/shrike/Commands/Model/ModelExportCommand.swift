import ArgumentParser
import Learning
import Lifecycle

/// `shrike model export`.
struct ModelExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a model as ONNX or as Elastic's trained-model definition.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case onnx, elastic }

  @Argument(help: "The model.") var model: String
  @Option(help: "onnx or elastic.") var to: Format
  @Option(help: "The file that is written.") var output: String

  func run() throws {
    try modelWork {
      let loaded = try LoadedModel(model)
      switch to {
      case .onnx: try OutputFile(output).write(try ONNXExporter.model(of: loaded.model.ensemble))
      case .elastic:
        let elastic = loaded.elastic ?? ElasticModel(loaded.model.ensemble)
        for warning in elastic.warnings { Terminal.error("shrike: \(model): \(warning)") }
        try OutputFile(output).write(try elastic.definition())
      }
    }
  }
}
