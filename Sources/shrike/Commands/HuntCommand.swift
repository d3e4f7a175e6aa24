import ArgumentParser
import Evidence
import Foundation
import Pipeline
import Report

/// `shrike hunt`: the main job.
struct HuntCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hunt",
    abstract: "Hunt through any mix of telemetry: detect, correlate, rank hosts and users, and report.",
    discussion: """
      Reads files, directories, archives and compressed files of every supported format, recognised by content; runs \
      the bundled rules, your own (--rules) and rarity detectors; scans executables with models (--model), and every file \
      that is no telemetry with YARA rules (--yara) and lists (--list); joins alerts into incidents; prints a summary, and \
      writes a self-contained HTML report (--report).

      Exit status: 0 nothing at or above --fail-on was found, 1 something was (whether it is shown or the budget holds it \
      back), or nothing could be read, 2 wrong usage.
      """)

  @Argument(help: "Files and directories; - is standard input.")
  var paths: [String]

  @Option(
    help: ArgumentHelp(
      "A folder or file of rules (TOML, Sigma YAML, Elastic exports) beside the bundled ones; may be repeated.",
      valueName: "dir"))
  var rules: [String] = []

  @Option(
    help: ArgumentHelp(
      "Indicators of compromise for indicator-match rules: ECS documents, one a line; may be repeated.",
      valueName: "file"))
  var indicators: [String] = []

  @OptionGroup var placeholders: PlaceholderOptions

  @OptionGroup var definitions: DefinitionOptions

  @Option(
    help: ArgumentHelp("A folder or file of anomaly jobs in Elastic's format; may be repeated.", valueName: "dir"))
  var jobs: [String] = []

  @Option(
    help: ArgumentHelp(
      "--jobs: go on from what this folder keeps of earlier hunts or jobs runs, and keep there what this one taught.",
      valueName: "folder"))
  var jobState: String?

  @OptionGroup(title: "Files that are no telemetry") var scan: ScanOptions

  @Flag(inversion: .prefixedNo, help: "Run the bundled rules.")
  var bundledRules = true

  @Flag(help: "Ignore case in EQL rules everywhere, also in ==, in, like and functions without ~.")
  var ignoreCase = false

  @Flag(inversion: .prefixedNo, help: "Run rarity and first-seen detectors.")
  var rarity = true

  @Option(help: ArgumentHelp("Keep events, alerts, incidents and risks in this store.", valueName: "file"))
  var store: String?

  @Option(
    help: ArgumentHelp(
      """
      Verdicts that re-rank alerts (NDJSON, as shrike feedback exports them, or Elastic alerts); may be repeated. \
      Verdicts in the store are used as well.
      """,
      valueName: "file"))
  var feedback: [String] = []

  @OptionGroup(title: "A model that re-ranks alerts") var queueModel: QueueModelOptions

  @Option(
    help: ArgumentHelp(
      "Write the features of all alerts here (.csv, else NDJSON), for shrike model train and monitor.",
      valueName: "table"))
  var features: String?

  @Option(help: ArgumentHelp("Write the HTML report here.", valueName: "file.html"))
  var report: String?

  @OptionGroup(title: "False alerts that are acceptable; what has no room stays in the store") var budget: BudgetOptions

  @Option(help: "The severity at which the exit status is 1: low, medium, high or critical.")
  var failOn = "high"

  @Option(help: "How the result is printed: table, json or ndjson.")
  var format = OutputFormat.table

  @Option(help: "MiB of events held to bring them into order of time.")
  var memory = 1_024

  @OptionGroup var reading: ReadingOptions

  func validate() throws {
    guard Severity(name: failOn) != nil else {
      throw ValidationError("--fail-on is low, medium, high or critical, not '\(failOn)'")
    }
    _ = try budget.limits()
    guard jobState == nil || !jobs.isEmpty else { throw ValidationError("--job-state goes with --jobs") }
    guard (16...1_048_576).contains(memory) else { throw ValidationError("--memory is 16 to 1048576 MiB") }
    try scan.check()
    try queueModel.check()
  }

  func run() throws {
    var options = HuntOptions()
    options.reader = reading.reader()
    options.rulePaths = rules
    options.jobPaths = jobs
    options.jobState = jobState.map { JobStateFolder($0) }
    options.placeholders = placeholders.values
    options.usesBundledRules = bundledRules
    options.usesRarity = rarity
    options.ignoresCase = ignoreCase
    options.definitions = try definitions.load()
    options.memoryLimit = memory << 20
    options.storePath = store
    options.indicatorPaths = indicators
    try modelWork { options.scan = try scan.run() }
    options.feedbackPaths = feedback
    options.budget = try budget.limits()
    options.keepsFeatures = features != nil
    try modelWork { options.queueModel = try queueModel.model() }
    let result = try hunt(options)
    if let features, let table = result.alertTable {
      try OutputFile(features).write(table.bytes(AlertTable.Format(path: features)))
    }
    if let report { try OutputFile(report).write(HuntReport(result).html()) }
    HuntPrinter(result: result, report: report).print(as: format)
    let threshold = Severity(name: failOn) ?? .high
    let isFound =
      result.alerts.contains { $0.severity >= threshold } || result.heldCounts.contains { $0.key >= threshold }
    let isUnread = result.inputs.allSatisfy { $0.format == nil }
    if isFound || isUnread { throw ExitCode(1) }
  }

  private func hunt(_ options: HuntOptions) throws -> HuntResult {
    do {
      let result = try Hunt(options).run(paths) { progress in
        switch progress {
        case .reading(let reading): Terminal.progress("reading: \(reading.events) events  \(reading.path)")
        case .detecting(let events): Terminal.progress("detecting: \(events) events")
        }
      }
      Terminal.clearProgress()
      return result
    } catch let error as HuntError {
      Terminal.clearProgress()
      Terminal.error("shrike: \(error)")
      throw ExitCode(1)
    }
  }
}
