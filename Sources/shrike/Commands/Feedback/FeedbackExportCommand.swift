import ArgumentParser
import Pipeline

/// `shrike feedback export`.
struct FeedbackExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the verdicts of a store as NDJSON.",
    discussion: """
      One verdict a line, first to last, as docs/schemas/verdict.schema.json describes it. Importing the file into \
      another store gives the same verdicts.

      Exit status: 0 fine, 1 the store cannot be read, 2 wrong usage.
      """)

  @Option(help: ArgumentHelp("The store.", valueName: "file"))
  var store: String

  @Option(name: [.short, .long], help: "The file to write; standard output by default.")
  var output: String?

  func run() throws {
    try FeedbackFailure.reporting {
      let lines = try FeedbackStore(path: store).verdicts().map { FeedbackJSON.line($0) + [0x0A] }
      if let output {
        let file = try OutputFile(output)
        for line in lines { try file.write(line) }
      } else {
        for line in lines { Terminal.write(line) }
      }
    }
  }
}
