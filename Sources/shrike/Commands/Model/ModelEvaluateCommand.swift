import ArgumentParser
import Learning
import Lifecycle
import Tables

/// `shrike model evaluate`.
struct ModelEvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Evaluate a model on labelled rows: AUROC, AP, TPR at low FPR with intervals, calibration; as JSON.")

  @Argument(help: "The model.") var model: String
  @OptionGroup var input: ModelTableOptions
  @Option(help: "The column of labels, 0 and 1.") var label: String
  @Option(help: "How these rows were kept apart from training, in words.") var split = "not stated"
  @Option(help: "A column of text whose values are evaluated by themselves.") var slice: String?
  @Option(help: "The number of bootstrap resamples.") var resamples = 1_000

  func run() throws {
    try modelWork {
      let loaded = try LoadedModel(model)
      let data = try input.read()
      let table = try ModelTable(data, for: loaded, label: label)
      let forest = try Forest(loaded.model.ensemble)
      var workspace = ForestWorkspace()
      let all = forest.predict(rows: table.rows.span, columns: table.columns, using: &workspace)
      let width = forest.predictionCount
      guard width <= 2 else { throw LifecycleError("models of more than two classes are not evaluated") }
      let scores = (0..<table.count).map { row in
        loaded.model.score(Array(all[row * width..<(row + 1) * width])) ?? .nan
      }
      let labels = (table.labels ?? []).map { $0 == 1 }
      var evaluation = try Evaluation(
        scores: scores, labels: labels, split: split, bootstrap: Bootstrap(resamples: resamples))
      if let slice {
        guard let column = data.texts.first(where: { $0.name == slice }) else {
          throw LifecycleError("there is no column \(slice) of text")
        }
        evaluation.addSlices(column.values, scores: scores, labels: labels)
      }
      Terminal.write(evaluation.json + [0x0A])
    }
  }
}
