import ArgumentParser
import Foundation
import Pipeline

/// `shrike feedback exceptions import`.
struct FeedbackExceptionsImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take over exception items that Elastic's detection engine exported.",
    discussion: """
      Items whose conditions are equalities of what alerts are compared by (process, parent, host, file) become exceptions \
      accepted by whoever made them, and need a second person like all others. The rule is that of the export's rules, or \
      --rule. All other items are named with file and line: rules obey them where they stand beside the rules \
      (shrike hunt --rules).

      Exit status: 0 all items were taken, 1 some were not, 2 wrong usage.
      """)

  @Argument(help: "NDJSON files.")
  var paths: [String]

  @Option(help: ArgumentHelp("The store.", valueName: "file"))
  var store: String

  @Option(help: "The rule of items whose list does not say it.")
  var rule: String?

  @Option(help: "Who accepts items that do not say who made them.")
  var by = ProcessInfo.processInfo.environment["USER"] ?? "unknown"

  @Option(help: "How the result is printed: table, json or ndjson (docs/schemas/exception.schema.json).")
  var format = OutputFormat.table

  func run() throws {
    try FeedbackFailure.reporting {
      let files = try paths.map {
        try ElasticExceptionFile($0, rule: rule, author: by, time: FeedbackExceptionsCommand.now)
      }
      let added = try FeedbackStore(path: store).add(files.flatMap(\.items), at: FeedbackExceptionsCommand.now)
      let problems = files.flatMap(\.problems)
      for problem in problems { Terminal.error("shrike: \(problem)") }
      FeedbackPrinter.print(added, as: format)
      if !problems.isEmpty { throw ExitCode(1) }
    }
  }
}

/// `shrike feedback exceptions export`.
struct FeedbackExceptionsExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the exceptions in force as items for Elastic's detection engine, and for rules beside ours.",
    discussion: """
      One list a rule (shrike-exceptions-RULE) and one item an exception. Rules obey lists that they name in exceptions_list. \
      An item hides whatever it matches, so what speaks about alerts of high severity and may not hide them is left out and \
      named.

      Exit status: 0 all were written, 1 some were left out, 2 wrong usage.
      """)

  @Option(help: ArgumentHelp("The store.", valueName: "file"))
  var store: String

  @Option(name: [.short, .long], help: "The file to write; standard output by default.")
  var output: String?

  func run() throws {
    try FeedbackFailure.reporting {
      let export = try FeedbackStore(path: store).elasticExceptions(at: FeedbackExceptionsCommand.now)
      let bytes = export.lines.flatMap { (line: [UInt8]) -> [UInt8] in line + [0x0A] }
      if let output { try OutputFile(output).write(bytes) } else { Terminal.write(bytes) }
      for reason in export.omitted { Terminal.error("shrike: left out: \(reason)") }
      if !export.omitted.isEmpty { throw ExitCode(1) }
    }
  }
}
