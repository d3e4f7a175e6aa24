import ArgumentParser
import Pipeline

/// `shrike features`: feature vectors of files.
struct FeaturesCommand: ParsableCommand {
  /// The sets, by name.
  enum SetName: String, ExpressibleByArgument, CaseIterable {
    case emberV3 = "ember-v3"

    var features: FeatureExtraction.FeatureSet {
      switch self {
      case .emberV3: .emberV3
      }
    }
  }

  /// How vectors are written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case ndjson
    case npy
  }

  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: "Compute feature vectors of programs, libraries and any other files.",
    discussion: """
      ember-v3 is the vector of EMBER2024: 2,568 columns for PE files; of others, the first 696. With --format npy the array \
      is written to --output, and one line a row on standard output says which file it is.

      Exit status: 0 fine, 1 a file could not be read (named on standard error), 2 wrong usage.
      """)

  @Argument(help: "Files, and directories with everything below them.")
  var paths: [String]

  @Option(help: "\(SetName.allCases.map(\.rawValue).joined(separator: ", ")).")
  var set = SetName.emberV3

  @Option(help: "ndjson or npy.")
  var format = Format.ndjson

  @Option(help: "Where the array of --format npy is written.")
  var output: String?

  func validate() throws {
    if format == .npy, output == nil { throw ValidationError("--format npy needs --output FILE.npy") }
    if format == .ndjson, output != nil { throw ValidationError("--output is for --format npy") }
  }

  func run() throws {
    let walk = FileWalk(paths)
    var problems = walk.problems
    let file = try output.map { try OutputFile($0) }
    try file?.write(FeatureOutput.arrayHeader(rows: 0, columns: set.features.dimension))
    var rows = 0
    try FeatureExtraction(set.features).run(walk.files) { result in
      switch result {
      case .success(let row):
        rows += 1
        try file?.write(FeatureOutput.arrayRow(row))
        Terminal.write(file == nil ? FeatureOutput.line(row) : FeatureOutput.indexLine(row))
        Terminal.progress("\(rows) of \(walk.files.count) files")
      case .failure(let problem): problems.append(problem)
      }
    }
    try file?.overwriteStart(FeatureOutput.arrayHeader(rows: rows, columns: set.features.dimension))
    Terminal.clearProgress()
    for problem in problems { Terminal.error("shrike: \(problem)") }
    if !problems.isEmpty { throw ExitCode(1) }
  }
}
