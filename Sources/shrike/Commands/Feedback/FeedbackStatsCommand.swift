import ArgumentParser
import Pipeline

/// `shrike feedback stats`.
struct FeedbackStatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract:
      "Who gave verdicts, how far each is trusted, where they disagree, and how far any of them can move an alert.",
    discussion: "Exit status: 0 fine, 1 the verdicts cannot be read, 2 wrong usage.")

  @Argument(help: "NDJSON files with verdicts; - is standard input.")
  var paths: [String] = []

  @Option(help: ArgumentHelp("A store with verdicts.", valueName: "file"))
  var store: String?

  @Option(help: "How the result is printed: table, json or ndjson.")
  var format = OutputFormat.table

  func validate() throws {
    guard !paths.isEmpty || store != nil else { throw ValidationError("name files with verdicts, or --store") }
  }

  func run() throws {
    try FeedbackFailure.reporting {
      var file = FeedbackFile()
      for path in paths { try file.read(path) }
      for problem in file.problems { Terminal.error("shrike: \(problem)") }
      let kept = try store.map { try FeedbackStore(path: $0) }
      let verdicts = try (kept?.verdicts() ?? []) + file.verdicts
      let reactions = try (kept?.reactions() ?? []) + file.reactions
      FeedbackPrinter.print(
        FeedbackStats(verdicts, reactions: reactions, present: FeedbackExceptionsCommand.now), as: format)
      if !file.problems.isEmpty { throw ExitCode(1) }
    }
  }
}
