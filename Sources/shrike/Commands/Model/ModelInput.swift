import ArgumentParser
import Ingest
import Learning
import Lifecycle
import Tables

/// A table and how it is read; and errors with their exit status.
struct ModelTableOptions: ParsableArguments {
  @Argument(help: "The table: CSV, NDJSON, .npy or .npz; - is standard input.")
  var table: String

  @Option(help: "The array of an .npz file (default: X, or the first with two dimensions).")
  var array: String?

  func read() throws -> DataTable { try TableFile(table).table(array: array) }
}

/// Rows of output, each a line of words or an object.
enum ModelLines {
  static func write(_ lines: [[UInt8]], as format: OutputFormat) {
    switch format {
    case .table, .ndjson: Terminal.write(lines.flatMap { $0 + [0x0A] })
    case .json: Terminal.write([0x5B] + Array(lines.joined(separator: [0x2C, 0x0A])) + [0x5D, 0x0A])
    }
  }
}

/// Runs a command's work; an error is printed and gives exit status 1.
func modelWork(_ work: () throws -> Void) throws {
  do {
    try work()
  } catch let code as ExitCode {
    throw code
  } catch {
    Terminal.error("shrike: \(error)")
    throw ExitCode(1)
  }
}
