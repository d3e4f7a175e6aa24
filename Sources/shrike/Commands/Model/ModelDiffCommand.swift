import ArgumentParser
import Lifecycle

/// `shrike model diff`.
struct ModelDiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "What differs between two bundles: files, figures, lineage, card.")

  @Argument(help: "The bundle before.") var before: String
  @Argument(help: "The bundle after.") var after: String
  @OptionGroup var trust: TrustOptions
  @Option(help: "table, json or ndjson (docs/schemas/model-diff.schema.json).") var format = OutputFormat.table

  func run() throws {
    try modelWork {
      let keys = try trust.keys()
      let difference = try BundleDifference(
        from: try ModelBundle(before, trusted: keys), to: try ModelBundle(after, trusted: keys))
      Terminal.write(format == .table ? Array(difference.text.utf8) : try difference.json() + [0x0A])
    }
  }
}
