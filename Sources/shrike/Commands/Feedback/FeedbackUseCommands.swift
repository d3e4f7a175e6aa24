import ArgumentParser
import Pipeline
import Triage

/// `shrike feedback queue`.
struct FeedbackQueueCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queue",
    abstract: "The alerts of a store whose verdict would teach most, and why.",
    discussion: "Exit status: 0 fine, 1 the store cannot be read, 2 wrong usage.")

  @Option(help: ArgumentHelp("The store.", valueName: "file"))
  var store: String

  @Option(help: "How many.")
  var count = 20

  @Option(help: "How the result is printed: table, json or ndjson.")
  var format = OutputFormat.table

  func validate() throws {
    guard (1...10_000).contains(count) else { throw ValidationError("--count is 1 to 10000") }
  }

  func run() throws {
    try FeedbackFailure.reporting {
      FeedbackPrinter.print(try FeedbackStore(path: store).labelQueue(count: count), as: format)
    }
  }
}

/// `shrike feedback labels`.
struct FeedbackLabelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "labels",
    abstract: "Labels for training, derived from verdicts and rules, one a line with weight, time and provenance.",
    discussion: """
      The same store and sources give the same labels in the same order; their digest goes to standard error. Lists have \
      one indicator a line (hash, domain, address, user, file) and speak of alerts that name it; FILE or NAME=FILE.

      Exit status: 0 fine, 1 the store cannot be read, 2 wrong usage.
      """)

  @Option(help: ArgumentHelp("The store.", valueName: "file"))
  var store: String

  @Option(help: ArgumentHelp("Indicators known to be malicious; may be repeated.", valueName: "list"))
  var threatList: [String] = []

  @Option(help: ArgumentHelp("Indicators known to be good; may be repeated.", valueName: "list"))
  var goodList: [String] = []

  @Option(
    help: ArgumentHelp(
      "What shrike simulate --truth wrote; the store must hold that simulation and nothing else.", valueName: "truth"))
  var simulation: [String] = []

  func run() throws {
    try FeedbackFailure.reporting {
      var sources = LabelSources()
      for list in threatList { try sources.addList(list, isMalicious: true) }
      for list in goodList { try sources.addList(list, isMalicious: false) }
      for truth in simulation { try sources.addSimulation(truth) }
      let labels = try FeedbackStore(path: store).labels(sources)
      for label in labels.labels { Terminal.write(FeedbackJSON.encode(label) + [0x0A]) }
      Terminal.error("\(labels.labels.count) labels, digest \(labels.digest)")
    }
  }
}
