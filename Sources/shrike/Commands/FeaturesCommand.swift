import ArgumentParser
import Executables
import Pipeline

/// `shrike features`: feature vectors of files.
struct FeaturesCommand: ParsableCommand {
  /// The sets, by name.
  enum SetName: String, ExpressibleByArgument, CaseIterable {
    case emberV3 = "ember-v3"
    case shrike1 = "shrike-1"
    case machOStructure1 = "macho-structure-1"
    case peHeader1 = "pe-header-1"
    case emberV2 = "ember-v2"

    /// What is computed from files; nil for what is only read.
    var features: FeatureSet? { FeatureSet(rawValue: rawValue) }

    var dimension: Int { features?.dimension ?? EmberV2Reading.dimension }
  }

  /// How vectors are written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case ndjson
    case npy
  }

  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: "Compute feature vectors of programs and libraries, or read those of a data set.",
    discussion: """
      ember-v3 is the vector of EMBER2024: 2,568 columns for PE files; of others, the first 696. shrike-1 is Shrike's own set \
      for PE, ELF and Mach-O; a universal Mach-O file has a row for each image, which `slice` names. macho-structure-1 and \
      pe-header-1 are what labelled collections without files have. Files that a set does not describe are left out and counted. \
      ember-v2 reads EMBER2018's raw features (JSON lines) or vectors (.dat) instead of files. With --format npy the array is \
      written to --output, and one line a row on standard output says which file it is.

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
    try file?.write(FeatureOutput.arrayHeader(rows: 0, columns: set.dimension))
    var rows = 0
    func take(_ result: Result<FeatureExtraction.Row, FileProblem>) throws {
      switch result {
      case .success(let row):
        rows += 1
        try file?.write(FeatureOutput.arrayRow(row))
        Terminal.write(file == nil ? FeatureOutput.line(row) : FeatureOutput.indexLine(row))
        Terminal.progress("\(rows) vectors of \(walk.files.count) files")
      case .failure(let problem): problems.append(problem)
      }
    }
    var others = 0
    if let features = set.features {
      others = try FeatureExtraction(features).run(walk.files, into: take)
    } else {
      try EmberV2Reading().run(walk.files, into: take)
    }
    try file?.overwriteStart(FeatureOutput.arrayHeader(rows: rows, columns: set.dimension))
    Terminal.clearProgress()
    if others > 0 { Terminal.error("shrike: \(others) files are of no kind that \(set.rawValue) describes") }
    for problem in problems { Terminal.error("shrike: \(problem)") }
    if !problems.isEmpty { throw ExitCode(1) }
  }
}
