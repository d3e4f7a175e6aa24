public import ArgumentParser
import Ingest
import Learning
public import Pipeline
import Tables

/// `shrike outliers`: the unusual points of a table.
struct OutliersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outliers",
    abstract: "Rank the points of a table by how unusual they are, and say which features make them so.",
    discussion: """
      Reads CSV (with or without a header), NDJSON, and NumPy arrays (.npy, .npz), compressed or not. Columns of text name \
      the points; columns of numbers are features. Missing values count as the column's median.

      Exit status: 0 fine, 1 the table cannot be read, 2 wrong usage.
      """)

  @Argument(help: "The table; - is standard input.")
  var table: String

  @Option(help: "\(OutlierRun.Method.allCases.map(\.rawValue).joined(separator: ", ")).")
  var method = OutlierRun.Method.ensemble

  @Option(help: "Learn what is usual from this table instead of from the one that is ranked.")
  var fit: String?

  @Option(help: "The array of an .npz file (default: X, or the first with two dimensions).")
  var array: String?

  @Option(help: "A column of numbers that is no feature; may be repeated.")
  var ignore: [String] = []

  @Option(help: "How many points are shown; 0 shows all.")
  var top = 20

  @Option(help: "Everything random follows from it.")
  var seed: UInt64 = 1

  @Option(help: "table, json or ndjson.")
  var format = OutputFormat.table

  func validate() throws {
    guard top >= 0 else { throw ValidationError("--top must not be negative") }
  }

  func run() throws {
    do {
      let data = try read(table)
      let reference = try fit.map(read)
      let result = try OutlierRun(
        data.numbers, reference: reference?.numbers, method: method, seed: seed, limit: top == 0 ? nil : top)
      OutlierPrinter(result: result, table: data).print(as: format)
    } catch let error as TableError {
      throw failure("\(error)")
    } catch let error as InputError {
      throw failure("\(error)")
    } catch let error as OutlierRunError {
      throw failure("\(table): \(error)")
    }
  }

  private func read(_ path: String) throws -> DataTable {
    var data = try TableFile(path).table(array: array)
    for name in ignore where data.remove(column: name) == nil {
      guard data.texts.contains(where: { $0.name == name }) else {
        throw failure("\(path): no column '\(name)' to ignore")
      }
    }
    return data
  }

  private func failure(_ message: String) -> any Error {
    Terminal.error("shrike: \(message)")
    return ExitCode(1)
  }
}

extension OutlierRun.Method: ExpressibleByArgument {}
