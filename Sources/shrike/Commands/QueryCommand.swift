import ArgumentParser
import Foundation
import Pipeline
import Report
import Rules

/// `shrike query`: one question to files or to a store.
struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Ask telemetry, or a store, one question in EQL, KQL or Lucene's query language.",
    discussion: """
      Prints the events that a query matches, in order of time; sequences, samples and joins as the events that belong \
      together, and what pipes counted. The query comes first, then files and directories of every supported format, or \
      --store.

        shrike query 'process where process.name : "rundll32.exe" | head 5' logs/
        shrike query 'sequence by host.id with maxspan=1m [file where event.type == "creation"] [process where true]' --store s.db
        shrike query --language kql 'event.code: 4625 and user.name: adm*' Security.evtx

      Exit status: 0 the query ran, whether it matched or not, 1 nothing could be read, 2 the query or the usage is wrong.
      """)

  @Argument(help: "The query.")
  var query: String

  @Argument(help: "Files and directories; - is standard input.")
  var paths: [String] = []

  @Option(help: ArgumentHelp("Ask the events of this store instead of files.", valueName: "file"))
  var store: String?

  @Option(help: "What the query is written in: eql, kql or lucene.")
  var language = "eql"

  @Option(help: "Whose EQL, where implementations differ: elasticsearch or reference.")
  var dialect = "elasticsearch"

  @Flag(help: "Ignore case in ==, !=, in, like, regex and functions too.")
  var ignoreCase = false

  @Flag(help: "The input is all there is: an event that a query wants missing at the end is missing.")
  var complete = false

  @Option(help: "Samples that 'sample by' gives for each value of its keys.")
  var samplesPerKey = 1

  @Option(help: "How matches are printed: table, json or ndjson.")
  var format = OutputFormat.table

  @Option(help: "MiB of events held to bring them into order of time, and again to show those of sequences.")
  var memory = 1_024

  @OptionGroup var definitions: DefinitionOptions

  @OptionGroup var reading: ReadingOptions

  func validate() throws {
    guard EventQuery.Language(rawValue: language) != nil else {
      throw ValidationError("--language is eql, kql or lucene, not '\(language)'")
    }
    guard QueryOptions.Dialect(rawValue: dialect) != nil else {
      throw ValidationError("--dialect is elasticsearch or reference, not '\(dialect)'")
    }
    guard (16...1_048_576).contains(memory) else { throw ValidationError("--memory is 16 to 1048576 MiB") }
    guard (1...1_000).contains(samplesPerKey) else { throw ValidationError("--samples-per-key is 1 to 1000") }
    guard paths.isEmpty != (store == nil) else {
      throw ValidationError("name files to read, or a store with --store, and not both")
    }
  }

  func run() throws {
    var options = EventQuery.Options()
    options.reader = reading.reader()
    options.query.dialect = QueryOptions.Dialect(rawValue: dialect) ?? .elasticsearch
    options.query.isCaseSensitive = !ignoreCase
    options.query.definitions = try definitions.load(dialect: options.query.dialect)
    options.query.samplesPerKey = samplesPerKey
    options.memoryLimit = memory << 20
    options.isComplete = complete
    do {
      let query = try EventQuery(query, language: EventQuery.Language(rawValue: language) ?? .eql, options: options)
      for warning in query.warnings { Terminal.error("warning: query:\(warning)") }
      try run(query)
    } catch let error as QueryError {
      Terminal.error("shrike: query:\(error)")
      throw ExitCode(2)
    }
  }

  private func run(_ query: EventQuery) throws {
    let traits = TerminalTraits.detect(descriptor: 1, environment: ProcessInfo.processInfo.environment)
    let printer = QueryPrinter(format: format, terminal: traits)
    printer.begin()
    let outcome: QueryOutcome
    if let store {
      outcome = try query.run(store: store) { printer.print($0) }
    } else {
      outcome = try query.run(paths) { progress in
        Terminal.progress("reading: \(progress.events) events  \(progress.path)")
      } _: { match in
        printer.print(match)
      }
    }
    Terminal.clearProgress()
    printer.end(outcome)
    _ = InputProblems.print(outcome.inputs, listsSkipped: false)
    if store == nil, outcome.inputs.allSatisfy({ $0.format == nil }) { throw ExitCode(1) }
  }
}
