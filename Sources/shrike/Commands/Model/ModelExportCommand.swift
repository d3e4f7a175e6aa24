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
  @Option(help: "table or json: what was written.") var format = OutputFormat.table

  func run() throws {
    try modelWork {
      let loaded = try LoadedModel(model)
      let bytes: [UInt8]
      switch to {
      case .onnx: bytes = try ONNXExporter.model(of: loaded.model.ensemble)
      case .elastic:
        let elastic = loaded.elastic ?? ElasticModel(loaded.model.ensemble)
        for warning in elastic.warnings { Terminal.error("shrike: \(model): \(warning)") }
        bytes = try elastic.definition()
      }
      try OutputFile(output).write(bytes)
      ConvertedModel(from: loaded, to: to.rawValue, output: output, bytes: bytes.count).print(as: format)
    }
  }
}
