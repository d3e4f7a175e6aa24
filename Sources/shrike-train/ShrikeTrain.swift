import ArgumentParser
import Boosting
import Foundation
import Learning
import Lifecycle
import Signing
import Tables
import Training

/// What `shrike model train` runs: a program of its own, so that the one that scores does not link libxgboost.
@main
struct ShrikeTrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shrike model train",
    abstract: "Train boosted trees on a table, calibrate them, choose a threshold and evaluate, on disjoint rows.",
    discussion: """
      Labels are 0 and 1, in a column or as shrike feedback labels wrote them. Without --time or --group the split is \
      random, which is no headline, and the gates refuse it. Prints the evaluation as JSON, as shrike model evaluate does.

      --bundle writes weights, feature definition, calibration, card, metrics, lineage and the reference for monitoring; \
      with --key it is signed. The same rows, options, threads and program give the same bytes; with SOURCE_DATE_EPOCH in \
      the environment also the same manifest.

      Exit status: 0 trained, 1 the table cannot be learned from, 2 wrong usage. Whether the evaluation was refused is in \
      it, and said on standard error.
      """)

  @Argument(help: "The table: CSV, NDJSON, .npy or .npz; - is standard input.") var table: String
  @Option(help: "The array of an .npz file (default: X, or the first with two dimensions).") var array: String?
  @Option(help: "The packed model that is written.") var output: String?
  @OptionGroup(title: "Columns") var columns: ColumnOptions
  @OptionGroup(title: "Fitting") var fitting: FittingOptions
  @OptionGroup(title: "Judging") var judging: JudgingOptions
  @OptionGroup(title: "Bundle") var sealing: BundleOptions

  func validate() throws {
    guard output != nil || sealing.bundle != nil else { throw ValidationError("name an --output, a --bundle, or both") }
  }

  func run() throws {
    do {
      let input = try TrainingInput(try TableFile(table).table(array: array), roles: try roles())
      if input.unlabelled > 0 { Self.say("\(input.unlabelled) rows have no label and are left out") }
      let run = settings(input)
      let result = try run.run(input.table) { Self.say($0) }
      if let output { try Data(result.model.packed()).write(to: URL(filePath: output), options: .atomic) }
      if let folder = sealing.bundle { try write(result, lineage(input), to: folder) }
      for reason in result.dossier.refusals { Self.say("the gates refuse the evaluation: \(reason)") }
      FileHandle.standardOutput.write(Data(try result.dossier.json() + [0x0A]))
    } catch {
      Self.say("shrike: \(error)")
      throw ExitCode(1)
    }
  }

  private func roles() throws -> TrainingRoles {
    var roles = TrainingRoles()
    (roles.label, roles.time, roles.group) = (columns.label, columns.time, columns.group)
    (roles.weight, roles.dropped) = (columns.weight, columns.drop)
    if let path = columns.feedback, let id = columns.id {
      let bytes: [UInt8]
      do { bytes = [UInt8](try Data(contentsOf: URL(filePath: path))) } catch {
        throw TrainingError("\(path): cannot be read (\(error.localizedDescription))")
      }
      roles.joined = (try JoinedLabels(bytes, path: path), id)
    }
    return roles
  }

  private func settings(_ input: TrainingInput) -> TrainingRun {
    var run = TrainingRun()
    run.division = input.division
    (run.rounds, run.patience, run.leaves) = (fitting.rounds, fitting.patience, fitting.leaves)
    (run.learningRate, run.positiveWeight, run.noise) = (fitting.learningRate, fitting.positiveWeight, fitting.handling)
    (run.search.trials, run.search.seconds) = (fitting.trials, fitting.searchSeconds)
    (run.seed, run.threads, run.directions) = (fitting.seed, fitting.threads, columns.directions)
    (run.falsePositiveRate, run.resamples) = (judging.falsePositiveRate, judging.resamples)
    run.context.texts = input.texts
    (run.context.source, run.context.slices) = (columns.source, columns.slice)
    (run.context.prevalence, run.context.labelStatement) = (judging.prevalence, judging.labels)
    run.context.deploymentStatement = judging.deployment
    if judging.attack {
      var attack = FeatureAttack()
      attack.steps = judging.attackSteps
      run.context.attack = attack
    }
    return run
  }

  /// Everything that the model follows from.
  private func lineage(_ input: TrainingInput) throws -> Lineage {
    var parameters = [
      "rounds": "\(fitting.rounds)", "patience": "\(fitting.patience)", "leaves": "\(fitting.leaves)",
      "learning_rate": "\(fitting.learningRate)",
      "positive_weight": fitting.positiveWeight.map { "\($0)" } ?? "balanced", "trials": "\(fitting.trials)",
      "noise": fitting.handling.words, "threads": "\(fitting.threads)",
      "false_positive_rate": "\(judging.falsePositiveRate)",
    ]
    parameters["search_seconds"] = fitting.searchSeconds.map { "\($0)" }
    for (name, value) in [
      ("label", columns.label), ("id", columns.id), ("group", columns.group), ("time", columns.time),
      ("weight", columns.weight),
    ] { parameters[name] = value }
    for (name, list) in [("rising", columns.rising), ("falling", columns.falling), ("dropped", columns.drop)]
    where !list.isEmpty { parameters[name] = list.sorted().joined(separator: ", ") }
    return Lineage(
      data: ["rows": input.digest], code: "shrike-train, program sha256 \(try Self.programDigest())",
      seed: UInt64(fitting.seed),
      environment: [
        "system": ProcessInfo.processInfo.operatingSystemVersionString, "architecture": Self.architecture,
        "libxgboost": BoostedTrees.libraryVersion,
      ], parameters: parameters)
  }

  private static var architecture: String {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "arm64"
    #else
      "other"
    #endif
  }

  /// The digest of this very program, which no version number says as exactly.
  private static func programDigest() throws -> String {
    let path = "/proc/self/exe"
    let place = FileManager.default.fileExists(atPath: path) ? path : CommandLine.arguments[0]
    let file = try FileHandle(forReadingFrom: URL(filePath: place))
    defer { try? file.close() }
    var hasher = ContentHasher()
    while let part = try file.read(upToCount: 1 << 22), !part.isEmpty { hasher.update([UInt8](part)) }
    return hasher.digest()
  }

  private func write(_ result: TrainingRun.Result, _ lineage: Lineage, to folder: String) throws {
    var bundle = TrainedBundle(result, lineage: lineage, label: columns.label ?? "labels of shrike feedback labels")
    if let set = sealing.featureSet { bundle.featureSet = set }
    try bundle.write(to: folder)
    guard let key = sealing.key, let name = sealing.name, let version = sealing.version, let number = sealing.number
    else {
      Self.say("\(folder): written, not signed; sign it with: shrike model seal")
      return
    }
    let sealed = try ModelBundle.seal(
      folder, name: name, version: version, number: number, key: try KeyFile.signing(key), lifetime: sealing.lifetime,
      now: SealingTime.now)
    Self.say(BundleText.description(of: sealed, at: folder))
  }

  private static func say(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      let code = exitCode(for: error)
      guard code != .validationFailure else {
        say(fullMessage(for: error))
        Foundation.exit(2)
      }
      exit(withError: error)
    }
  }
}
