import ArgumentParser
import Report

/// `shrike fields`: what fields mean.
struct FieldsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fields",
    abstract: "Explain fields: type, whether it is a list, allowed values, and what it says.",
    discussion: """
      Without names, every field of the Elastic Common Schema and those that Shrike adds is listed. A name that ends in \
      .* stands for all fields that begin so.

      Exit status: 0 found, 1 no field has a name given, 2 wrong usage.
      """)

  @Argument(help: "Fields such as process.pid, or file.hash.*")
  var names: [String] = []

  @Option(help: "How fields are printed: table, json or ndjson.")
  var format = OutputFormat.table

  func run() throws {
    let listing = FieldListing(names)
    for name in listing.unknown { Terminal.error("shrike: no field is named \(name)") }
    switch format {
    case .table: Terminal.write(Array(listing.table().utf8))
    case .json: Terminal.write(listing.json())
    case .ndjson: Terminal.write(listing.ndjson())
    }
    if !listing.unknown.isEmpty { throw ExitCode(1) }
  }
}
