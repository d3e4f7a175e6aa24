import ArgumentParser
import ECS
import Pipeline

/// `shrike normalize`: events as ECS NDJSON.
struct NormalizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "normalize",
    abstract: "Write the events of any telemetry as ECS NDJSON.",
    discussion: """
      Reads files, directories, archives (tar, zip) and compressed files (gzip, zstd, xz) of every supported format, \
      recognised by content, and writes one event a line. What the source said is kept beside the ECS fields.

      Exit status: 0 everything was read, 1 something was skipped or could not be read (listed on standard error), \
      2 wrong usage.
      """)

  @Argument(help: "Files and directories; - is standard input.")
  var paths: [String]

  @Flag(help: "Print counts by input, source and event code instead of events.")
  var stats = false

  @Option(help: "How --stats is printed: table, json or ndjson.")
  var format = OutputFormat.table

  @OptionGroup var reading: ReadingOptions

  func run() throws {
    var writer = EventJSONWriter()
    var output: [UInt8] = []
    var tally = SourceTally()
    let inputs = try reading.reader().read(paths) { progress in
      Terminal.progress("\(progress.events) events  \(progress.format)  \(progress.path)")
    } into: { batch in
      if stats {
        tally.add(batch)
        return
      }
      output.removeAll(keepingCapacity: true)
      writer.appendLines(batch, to: &output)
      Terminal.write(output)
    }
    Terminal.clearProgress()
    if stats { StatsPrinter(inputs: inputs, sources: tally.sources).print(as: format) }
    let incomplete = InputProblems.print(inputs, listsSkipped: !stats)
    if incomplete { throw ExitCode(1) }
  }
}
