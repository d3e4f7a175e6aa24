public import ArgumentParser
import Ingest
import Learning
public import Pipeline
import Tables

/// `shrike cluster`: the groups of a table's points.
struct ClusterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster",
    abstract: "Group the points of a table, and say which features set each group apart.",
    discussion: """
      Reads CSV (with or without a header), NDJSON, and NumPy arrays (.npy, .npz), compressed or not. Columns of text name \
      the points; columns of numbers are features, brought to the range 0 … 1 unless --raw is given. Missing values count \
      as the column's median.

      With --fit the clusters of another table are found, and the table's points assigned to them: to the nearest centre, \
      to the nearest dense point within the radius (dbscan), or to the cluster of the nearest point by mutual reachability \
      that the point is dense enough for (hdbscan).

      Exit status: 0 fine, 1 the table cannot be read, 2 wrong usage.
      """)

  @Argument(help: "The table; - is standard input.")
  var table: String

  @Option(help: "\(ClusterRun.Method.allCases.map(\.rawValue).joined(separator: ", ")).")
  var method = ClusterRun.Method.hdbscan

  @Option(help: "Find the clusters in this table, and assign the points of the other to them.")
  var fit: String?

  @Option(help: "hdbscan: what has fewer points is no cluster.")
  var minSize = 5

  @Option(help: "hdbscan, dbscan: points near a dense point, itself included (default: --min-size).")
  var minPoints: Int?

  @Option(help: "dbscan: how far apart neighbours may be, after scaling.")
  var radius = 0.1

  @Option(help: "k-means, mini-batch-k-means: the number of clusters.")
  var clusters = 8

  @Flag(help: "Take features as they are, without scaling.")
  var raw = false

  @Option(help: "The array of an .npz file (default: X, or the first with two dimensions).")
  var array: String?

  @Option(help: "A column of numbers that is no feature; may be repeated.")
  var ignore: [String] = []

  @Option(help: "Everything random follows from it.")
  var seed: UInt64 = 1

  @Option(help: "table, json or ndjson (one line a point).")
  var format = OutputFormat.table

  func validate() throws {
    guard minSize >= 2 else { throw ValidationError("--min-size must be at least 2") }
    guard minPoints ?? 1 >= 1 else { throw ValidationError("--min-points must be at least 1") }
    guard radius > 0, radius.isFinite else { throw ValidationError("--radius must be above 0") }
    guard (1...100_000).contains(clusters) else { throw ValidationError("--clusters must be 1 to 100000") }
  }

  func run() throws {
    do {
      let data = try read(table)
      let reference = try fit.map(read)
      let run = try ClusterRun(data.numbers, reference: reference?.numbers, options)
      ClusterPrinter(run: run, table: data).print(as: format)
    } catch let error as TableError {
      throw failure("\(error)")
    } catch let error as InputError {
      throw failure("\(error)")
    } catch let error as ClusterRunError {
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

  private var options: ClusterRun.Options {
    var options = ClusterRun.Options()
    options.method = method
    options.minimumSize = minSize
    options.minimumPoints = minPoints
    options.radius = radius
    options.clusters = clusters
    options.seed = seed
    options.scaled = !raw
    return options
  }

  private func failure(_ message: String) -> any Error {
    Terminal.error("shrike: \(message)")
    return ExitCode(1)
  }
}

extension ClusterRun.Method: ExpressibleByArgument {}
