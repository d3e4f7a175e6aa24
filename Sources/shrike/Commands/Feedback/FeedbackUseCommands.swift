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

      Exit status: 0 fine, 1 the store cannot be read, 2 wrong usage: also when a list or a truth is not what it should be.
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

  @Flag(
    help: """
      Only what a verdict, a list or a simulation speaks of. What only rules speak of has their rate of being right as its \
      label, which says nothing about the single alert: leave it out for training on alerts of few rules.
      """)
  var judged = false

  func run() throws {
    let sources = try sources()
    try FeedbackFailure.reporting {
      let labels = try FeedbackStore(path: store).labels(sources)
      let chosen = labels.labels.filter { label in
        !judged || label.provenance.contains { !$0.hasPrefix("rule:") }
      }
      for label in chosen { Terminal.write(FeedbackJSON.encode(label) + [0x0A]) }
      Terminal.error("\(chosen.count) labels, digest \(labels.digest)")
    }
  }

  /// What the options name. An unreadable list is a mistake in the command, not in the store.
  private func sources() throws -> LabelSources {
    var sources = LabelSources()
    do throws(HuntError) {
      for list in threatList { try sources.addList(list, isMalicious: true) }
      for list in goodList { try sources.addList(list, isMalicious: false) }
      for truth in simulation { try sources.addSimulation(truth) }
    } catch {
      Terminal.error("shrike: \(error)")
      throw ExitCode(2)
    }
    return sources
  }
}
