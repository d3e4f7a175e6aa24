import ArgumentParser
import ECS
import Pipeline

/// `shrike feedback features`.
struct FeedbackFeaturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: "The features of a store's alerts as a table, for shrike model train, monitor and predict.",
    discussion: """
      What a model of the queue reads (shrike hunt --alert-model), beside the alert's identifier, rule, host, user, time (seen, in \
      seconds) and whether it was shown. Earlier alerts of the store are the history of later ones, so that a range of days \
      gives the same rows as all days do.

      Exit status: 0 fine, 1 the store cannot be read or has no such alert, 2 wrong usage.
      """)

  @Option(help: ArgumentHelp("The store.", valueName: "file"))
  var store: String

  @Option(help: "Only alerts that began at this time or later (ISO 8601).")
  var from: String?

  @Option(help: "Only alerts that began before this time (ISO 8601).")
  var until: String?

  @Option(name: [.short, .long], help: "The file to write (.csv, else NDJSON); NDJSON to standard output by default.")
  var output: String?

  func validate() throws { _ = try times() }

  private func times() throws -> Range<Int64> {
    func nanoseconds(_ text: String?, _ name: String) throws -> Int64? {
      guard let text else { return nil }
      let full = text.count == 10 ? text + "T00:00:00Z" : text
      guard let time = Timestamp(iso8601: full) else {
        throw ValidationError("\(name) is a day or a time (2026-03-02, 2026-03-02T09:30:00Z), not '\(text)'")
      }
      return time.nanoseconds
    }
    let (first, last) = (try nanoseconds(from, "--from") ?? .min, try nanoseconds(until, "--until") ?? .max)
    guard first < last else { throw ValidationError("--from is before --until") }
    return first..<last
  }

  func run() throws {
    try FeedbackFailure.reporting {
      let table = try FeedbackStore(path: store).alertTable(in: try times())
      guard table.count > 0 else { throw HuntError("\(store): has no alert in this time; hunt with --store first") }
      if let output {
        try OutputFile(output).write(table.bytes(AlertTable.Format(path: output)))
      } else {
        Terminal.write(table.bytes(.ndjson))
      }
    }
  }
}
