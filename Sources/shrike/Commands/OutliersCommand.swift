public import ArgumentParser
import ECS
import Ingest
import Learning
public import Pipeline
import Tables
public import Triage

/// `shrike outliers`: the unusual points of a table.
struct OutliersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outliers",
    abstract: "Rank the points of a table by how unusual they are, and say which features make them so.",
    discussion: """
      Reads CSV (with or without a header), NDJSON, and NumPy arrays (.npy, .npz), compressed or not. Columns of text name \
      the points; columns of numbers are features. Missing values count as the column's median.

      --feedback FILE moves the ranking by what was said of some rows, each of them and all that is like them. A line of the \
      file (NDJSON, or CSV with these names in its first line) has row (its number from 0) or name (its value in the column \
      of --id, or in the first column of text), disposition (true_positive, false_positive, benign_true_positive, duplicate \
      or unsure), author and time, and may have confidence (0 … 1), note, source and id. Every row says where it stood \
      before and which verdicts moved it. No verdict takes a row out of the ranking, and the most unusual hundredth keeps \
      half of its standing. --next N names the rows that are worth looking at next.

      Exit status: 0 fine, 1 the table cannot be read, 2 wrong usage, or a line of the feedback that cannot be used (named \
      with file and line).
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

  @Option(help: ArgumentHelp("The column that names rows; no feature.", valueName: "column"))
  var id: String?

  @Option(help: ArgumentHelp("Verdicts on rows, which move the ranking.", valueName: "file"))
  var feedback: String?

  @Option(help: "How verdicts count: \(PointFeedback.Learner.allCases.map(\.rawValue).joined(separator: ", ")).")
  var learner = PointFeedback.Learner.leafEvidence

  @Option(
    help: ArgumentHelp(
      "When verdicts are used (2026-01-31T09:30:00Z): older ones have lost half of their weight every 90 days. Without it they do not age.",
      valueName: "time"))
  var asOf: String?

  @Option(help: ArgumentHelp("Name so many rows to look at next, and why.", valueName: "n"))
  var next = 0

  @Option(help: "How many points are shown; 0 shows all.")
  var top = 20

  @Option(help: "Everything random follows from it.")
  var seed: UInt64 = 1

  @Option(help: "table, json or ndjson.")
  var format = OutputFormat.table

  func validate() throws {
    guard top >= 0 else { throw ValidationError("--top must not be negative") }
    guard next >= 0 else { throw ValidationError("--next must not be negative") }
    guard feedback != "-" || table != "-" else {
      throw ValidationError("the table and --feedback cannot both be standard input")
    }
    guard feedback != nil || (asOf == nil && learner == .leafEvidence) else {
      throw ValidationError("--learner and --as-of belong to --feedback")
    }
    guard asOf.map({ Timestamp(iso8601: $0) != nil }) ?? true else {
      throw ValidationError("--as-of is a time (2026-01-31T09:30:00Z)")
    }
  }

  func run() throws {
    do {
      let data = try read(table)
      let reference = try fit.map(read)
      let input = try judgements(of: data)
      let result = try OutlierRun(
        data.numbers, reference: reference?.numbers, method: method, seed: seed, limit: top == 0 ? nil : top,
        feedback: input)
      OutlierPrinter(result: result, table: data, next: result.feedback?.next(next) ?? [], isFed: feedback != nil)
        .print(as: format)
    } catch let error as TableError {
      throw failure("\(error)")
    } catch let error as InputError {
      throw failure("\(error)")
    } catch let error as OutlierRunError {
      throw failure("\(table): \(error)")
    } catch let error as HuntError {
      throw failure("\(error)", status: 2)
    }
  }

  /// What was said of rows; nothing, where only rows to begin with are asked for.
  private func judgements(of data: DataTable) throws -> OutlierFeedback.Input? {
    guard let feedback else { return next > 0 ? OutlierFeedback.Input([]) : nil }
    let file = try RowVerdictFile(feedback, rows: RowNames(data, column: id))
    guard file.problems.isEmpty else {
      for problem in file.problems { Terminal.error("shrike: \(problem)") }
      throw ExitCode(2)
    }
    return OutlierFeedback.Input(
      file.judgements, learner: learner, now: asOf.flatMap { Timestamp(iso8601: $0)?.nanoseconds },
      present: FeedbackExceptionsCommand.now)
  }

  private func read(_ path: String) throws -> DataTable {
    var data = try TableFile(path).table(array: array)
    for name in ignore where data.remove(column: name) == nil {
      guard data.texts.contains(where: { $0.name == name }) else {
        throw failure("\(path): no column '\(name)' to ignore")
      }
    }
    if let id, !data.texts.contains(where: { $0.name == id }) {
      if let numbers = data.remove(column: id) {
        let names = numbers.map { Int(exactly: $0).map(String.init) ?? ($0.isNaN ? "" : "\($0)") }
        data.texts.insert((id, names), at: 0)
      } else if path == table {
        throw failure("\(path): no column '\(id)' to name rows by")
      }
    }
    return data
  }

  private func failure(_ message: String, status: Int32 = 1) -> any Error {
    Terminal.error("shrike: \(message)")
    return ExitCode(status)
  }
}

extension PointFeedback.Learner: ExpressibleByArgument {}
extension OutlierRun.Method: ExpressibleByArgument {}
