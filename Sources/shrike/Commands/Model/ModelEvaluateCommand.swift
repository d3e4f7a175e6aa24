import ArgumentParser
import Lifecycle
import Report
import Tables

/// `shrike model evaluate`.
struct ModelEvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract:
      "Evaluate a model on labelled rows: detection at low false-positive rates, calibration, decay, slices; as JSON.",
    discussion: """
      With --report also as a page. Ten pitfalls of security machine learning are judged from the rows; a report without a \
      temporal split (--training and --time), a simple baseline (--training), detection at a fixed false-positive rate and an \
      adaptive attack is stamped refused.

      Exit status: 0 fine, 1 the report is refused or something cannot be read, 2 wrong usage.
      """)

  @Argument(help: "The model.") var model: String
  @OptionGroup var input: ModelTableOptions
  @Option(help: "The column of labels, 0 and 1.") var label: String
  @Option(help: "How these rows were kept apart from training, in words.") var split = "not stated"
  @Option(help: ArgumentHelp("The rows that the model was trained on.", valueName: "table")) var training: String?
  @Option(help: "A column of numbers with the time of a row.") var time: String?
  @Option(help: "The length of a period of the decay over time, in the unit of --time.") var period: Double?
  @Option(help: "A column of text: rows of one value are not independent (host, family, campaign).") var group: String?
  @Option(help: "A column of text with the source of a row.") var source: String?
  @Option(help: "A column of text whose values are evaluated by themselves; may be repeated.") var slice: [String] = []
  @Option(help: "The fewest rows of a class in a slice.") var support = 30
  @Option(help: "Another model to compare with; may be repeated.") var baseline: [String] = []
  @Option(help: "Features that the adaptive attack may change.") var attackSteps = 5
  @Flag(inversion: .prefixedNo, help: "Run the adaptive attack.") var attack = true
  @Option(help: "The share of malicious rows where the model will run.") var prevalence: Double?
  @Option(help: "Where the labels come from, in words.") var labels: String?
  @Option(help: "Where the model was tried outside the laboratory, in words.") var deployment: String?
  @Option(help: "The number of bootstrap resamples.") var resamples = 1_000
  @Option(help: ArgumentHelp("Write the page here.", valueName: "file.html")) var report: String?

  func validate() throws {
    guard resamples > 0, support > 0, attackSteps > 0, period ?? 1 > 0 else {
      throw ValidationError("--resamples, --support, --attack-steps and --period must be positive")
    }
    guard prevalence.map({ (0...1).contains($0) }) ?? true else {
      throw ValidationError("--prevalence lies between 0 and 1")
    }
  }

  func run() throws {
    try modelWork {
      let others = try baseline.map { (name: $0, model: try LoadedModel($0)) }
      let before = try training.map { try TableFile($0).table(array: input.array) }
      let dossier = try evaluation.run(
        try LoadedModel(model), named: model, on: try input.read(), training: before, baselines: others)
      Terminal.write(try dossier.json() + [0x0A])
      if let report { try OutputFile(report).write(EvaluationPage(dossier).html()) }
      for reason in dossier.refusals { Terminal.error("shrike: refused: \(reason)") }
      if !dossier.refusals.isEmpty { throw ExitCode(1) }
    }
  }

  private var evaluation: ModelEvaluation {
    var evaluation = ModelEvaluation(label: label)
    (evaluation.split, evaluation.time, evaluation.period) = (split, time, period)
    (evaluation.group, evaluation.source, evaluation.slices) = (group, source, slice)
    (evaluation.support, evaluation.resamples, evaluation.prevalence) = (support, resamples, prevalence)
    (evaluation.labelStatement, evaluation.deploymentStatement) = (labels, deployment)
    evaluation.attack?.steps = attackSteps
    if !attack { evaluation.attack = nil }
    return evaluation
  }
}
