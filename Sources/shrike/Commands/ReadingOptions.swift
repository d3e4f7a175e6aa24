import ArgumentParser
import Ingest
import Pipeline

/// Options of every command that reads telemetry.
struct ReadingOptions: ParsableArguments {
  @Flag(help: "Also recover deleted and damaged records where the format allows it (EVTX).")
  var recover = false

  @Flag(inversion: .prefixedNo, help: "Add the ECS fields; without them, events have only what the source said.")
  var ecs = true

  @Option(help: "Year of sources that write none, such as BSD syslog.")
  var assumeYear: Int?

  func reader() -> TelemetryReader {
    var reader = TelemetryReader()
    reader.readerOptions.recoversDeleted = recover
    reader.readerOptions.normalizes = ecs
    reader.readerOptions.assumedYear = assumeYear
    return reader
  }

  /// A reader of standard input as a stream without end, which ends when somebody wants the program to.
  func liveReader() -> TelemetryReader {
    Interruption.watch()
    var reader = reader()
    reader.walkerOptions.live = { Interruption.isWanted }
    return reader
  }
}

/// How data is printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case table
  case json
  case ndjson
}
