import ArgumentParser
import Learning
import Lifecycle

/// `shrike model predict`.
struct ModelPredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Score the rows of a table.",
    discussion: """
      One JSON object a row (docs/schemas/model-prediction.schema.json), with --format json all of them in an array.

      Exit status: 0 fine, 1 the model or the table cannot be read, 2 wrong usage.
      """)

  @Argument(help: "The model.") var model: String
  @OptionGroup var input: ModelTableOptions
  @Option(help: "table, json or ndjson.") var format = OutputFormat.ndjson

  func run() throws {
    try modelWork {
      let loaded = try LoadedModel(model)
      let table = try ModelTable(try input.read(), for: loaded)
      let forest = try Forest(loaded.model.ensemble)
      var workspace = ForestWorkspace()
      let all = forest.predict(rows: table.rows.span, columns: table.columns, using: &workspace)
      let width = forest.predictionCount
      var lines: [String] = []
      for row in 0..<table.count {
        let predictions = Array(all[row * width..<(row + 1) * width])
        let score = loaded.model.score(predictions).flatMap { $0.isFinite ? $0 : nil }
        let isReported = score.flatMap { score in loaded.model.threshold.map { score >= $0 } }
        guard format != .table else {
          let shown = score ?? predictions.last ?? .nan
          lines.append("\(row)\t\(shown)" + (isReported.map { $0 ? "\treported" : "" } ?? ""))
          continue
        }
        let list = predictions.map { $0.isFinite ? "\($0)" : "null" }.joined(separator: ",")
        var line = "{\"row\":\(row),\"predictions\":[\(list)]"
        if let score { line += ",\"score\":\(score)" }
        if let isReported { line += ",\"reported\":\(isReported)" }
        lines.append(line + "}")
      }
      ModelLines.write(lines.map { Array($0.utf8) }, as: format)
    }
  }
}
