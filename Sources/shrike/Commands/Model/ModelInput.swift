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
