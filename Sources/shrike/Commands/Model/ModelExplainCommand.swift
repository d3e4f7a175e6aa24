import ArgumentParser
import Learning
import Lifecycle

/// `shrike model explain`.
struct ModelExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Tell which features moved each row's score, by exact path-dependent SHAP values.",
    discussion: """
      One JSON object a row (docs/schemas/model-explanation.schema.json), with --format json all of them in an array. Of a \
      model that keeps known rows, the nearest of each class is told too.

      Exit status: 0 fine, 1 the model or the table cannot be read, 2 wrong usage.
      """)

  @Argument(help: "The model.") var model: String
  @OptionGroup var input: ModelTableOptions
  @Option(help: "How many features are told.") var top = 10
  @Option(help: "table, json or ndjson.") var format = OutputFormat.ndjson

  func validate() throws {
    guard top > 0 else { throw ValidationError("--top must be positive") }
  }

  func run() throws {
    try modelWork {
      let loaded = try LoadedModel(model)
      let table = try ModelTable(try input.read(), for: loaded)
      let explainer = try TreeSHAP(loaded.model.ensemble)
      let forest = try Forest(loaded.model.ensemble)
      let search = NeighbourSearch(loaded.model)
      var workspace = ForestWorkspace()
      let lines = (0..<table.count).map { row in
        let values = table.rows[row * table.columns..<(row + 1) * table.columns]
        var explanation = ModelExplanation(values, by: explainer, names: table.names, limit: top)
        if let found = search?.nearest(values.span, in: forest, using: &workspace) {
          explanation.neighbours = [found.positive, found.negative].compactMap { $0 }
        }
        return format == .table ? Array(explanation.text(row: row).utf8) : explanation.json(row: row)
      }
      ModelLines.write(lines, as: format)
    }
  }
}
