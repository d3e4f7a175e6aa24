import ArgumentParser
import Learning
import Lifecycle

/// `shrike model predict`.
struct ModelPredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Score the rows of a table, one JSON object a row.")

  @Argument(help: "The model.") var model: String
  @OptionGroup var input: ModelTableOptions

  func run() throws {
    try modelWork {
      let loaded = try LoadedModel(model)
      let table = try ModelTable(try input.read(), for: loaded)
      let forest = try Forest(loaded.model.ensemble)
      var workspace = ForestWorkspace()
      let all = forest.predict(rows: table.rows.span, columns: table.columns, using: &workspace)
      let width = forest.predictionCount
      var text = ""
      for row in 0..<table.count {
        let predictions = Array(all[row * width..<(row + 1) * width])
        let list = predictions.map { $0.isFinite ? "\($0)" : "null" }.joined(separator: ",")
        text += "{\"row\":\(row),\"predictions\":[\(list)]"
        if let score = loaded.model.score(predictions), score.isFinite {
          text += ",\"score\":\(score)"
          if let threshold = loaded.model.threshold { text += ",\"reported\":\(score >= threshold)" }
        }
        text += "}\n"
      }
      Terminal.write(Array(text.utf8))
    }
  }
}
