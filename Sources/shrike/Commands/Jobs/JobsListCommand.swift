import ArgumentParser
import Pipeline

/// `shrike jobs list`: the jobs that can be run.
struct JobsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the jobs below some folders.",
    discussion: "Exit status: 0 fine, 1 a path cannot be read, 2 wrong usage.")

  @Argument(help: "Folders or files.")
  var paths: [String]

  @Option(help: "How the jobs are printed: table, json or ndjson.")
  var format = OutputFormat.table

  func run() throws {
    JobPrinter(format: format).print(try JobLoading.check(paths).jobs)
  }
}

/// `shrike jobs validate`: says of every job file what became of it.
struct JobsValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Read every job file below some folders and say what became of each.",
    discussion: """
      Reads jobs with their datafeeds: one file each, Kibana's modules (manifest.json, ml/*.json), exports by Kibana or the \
      API, calendars and filters, told apart by content. Compiles the datafeeds' queries.

      Exit status: 0 every file can be used, 1 some cannot, 2 wrong usage.
      """)

  @Argument(help: "Folders or files.")
  var paths: [String]

  @Flag(help: "Leave out files without problems or remarks.")
  var problemsOnly = false

  @Option(help: "How the result is printed: table, json or ndjson.")
  var format = OutputFormat.table

  func run() throws {
    let check = try JobLoading.check(paths)
    JobPrinter(format: format).print(check, problemsOnly: problemsOnly)
    if !check.isClean { throw ExitCode(1) }
  }
}
