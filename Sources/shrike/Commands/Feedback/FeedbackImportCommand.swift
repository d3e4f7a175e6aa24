import ArgumentParser
import Pipeline

/// `shrike feedback import`.
struct FeedbackImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Add verdicts from files to a store.",
    discussion: """
      Reads NDJSON as docs/schemas/verdict.schema.json describes it, lines with an action instead of a disposition \
      (what somebody did: closed_unread, exception_added, host_isolated, …), and Elastic alerts with their workflow \
      status and reason. A line that cannot be read, or that would replace a verdict of somebody else, is reported with \
      file and line; all others are kept. A store that does not exist is made.

      Exit status: 0 all lines were read, 1 some were not, 2 wrong usage.
      """)

  @Argument(help: "NDJSON files; - is standard input.")
  var paths: [String]

  @Option(help: ArgumentHelp("The store.", valueName: "file"))
  var store: String

  @Option(help: ArgumentHelp("Write lines that cannot be read here, as they were.", valueName: "file"))
  var rejects: String?

  @Option(help: "How the result is printed: table, json or ndjson.")
  var format = OutputFormat.table

  func run() throws {
    try FeedbackFailure.reporting {
      var file = FeedbackFile()
      for path in paths { try file.read(path) }
      let result = try FeedbackStore(path: store, creates: true).add(&file)
      for problem in file.problems { Terminal.error("shrike: \(problem)") }
      if let rejects {
        try OutputFile(rejects).write(Array(file.problems.map { $0.text + "\n" }.joined().utf8))
      }
      FeedbackPrinter.print(result, as: format)
      if result.problems > 0 { throw ExitCode(1) }
    }
  }
}

/// Turns what went wrong into a line on standard error and exit status 1.
enum FeedbackFailure {
  static func reporting(_ body: () throws -> Void) throws {
    do { try body() } catch let error as HuntError {
      Terminal.error("shrike: \(error)")
      throw ExitCode(1)
    }
  }
}
