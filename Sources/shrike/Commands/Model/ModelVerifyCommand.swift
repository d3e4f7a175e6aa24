import ArgumentParser
import Foundation
import Learning
import Lifecycle
import Signing

/// `shrike model verify`.
struct ModelVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check that models and bundles can be read and are sound, and say what they are.",
    discussion: """
      A folder is a bundle: its signature must be that of a trusted key, every file must have the digest of the manifest, \
      and nothing may be missing or added.

      Exit status: 0 all are sound, 1 one is not, 2 wrong usage.
      """)

  @Argument(help: "Models and bundles.") var models: [String]
  @OptionGroup var trust: TrustOptions
  @Option(help: "table, json or ndjson (docs/schemas/model-verification.schema.json).") var format = OutputFormat.table

  func run() throws {
    var results: [ModelVerification] = []
    for path in models {
      var result = ModelVerification(path: path)
      do {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
          try verifyBundle(path, &result)
        } else {
          try verifyModel(path, &result)
        }
        result.isSound = true
      } catch {
        result.error = "\(error)"
        Terminal.error("shrike: \(error)")
      }
      results.append(result)
    }
    if format != .table { ModelLines.write(results.map { $0.json() }, as: format) }
    if results.contains(where: { !$0.isSound }) { throw ExitCode(1) }
  }

  private func verifyBundle(_ path: String, _ result: inout ModelVerification) throws {
    let bundle = try ModelBundle(path, trusted: try trust.keys())
    result.bundle = ModelVerification.Bundle(bundle)
    if format == .table { Terminal.write(Array(BundleText.description(of: bundle, at: path).utf8)) }
    let model = bundle.folder.appending(path: ModelBundle.modelName).path()
    if try bundle.file(ModelBundle.modelName) != nil { try verifyModel(model, &result) }
  }

  private func verifyModel(_ path: String, _ result: inout ModelVerification) throws {
    let loaded = try LoadedModel(path)
    _ = try Forest(loaded.model.ensemble)
    let ensemble = loaded.model.ensemble
    result.model = ModelVerification.Model(loaded)
    guard format == .table else { return }
    let nodes = ensemble.trees.reduce(0) { $0 + $1.nodes.count }
    var line = "\(path): \(loaded.format.rawValue), \(ensemble.origin), \(ensemble.trees.count) trees, \(nodes) nodes"
    line += ", \(ensemble.featureCount) features, \(ensemble.outputCount) outputs"
    if let neighbours = loaded.model.neighbours {
      line += ", \(neighbours.known.count) known rows by the leaves of \(neighbours.trees.count) trees"
    }
    line += "\n"
    for entry in loaded.model.card { line += "  \(entry.name): \(entry.text)\n" }
    Terminal.write(Array(line.utf8))
  }
}

/// Which keys may have signed a bundle.
struct TrustOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A file of public keys that may sign bundles; may be repeated.", valueName: "keys"))
  var trust: [String] = []

  @Flag(help: "Take any key that fits the signature, for looking at a stranger's bundle.")
  var anyKey = false

  func keys() throws -> [VerifyingKey]? {
    if anyKey { return nil }
    guard !trust.isEmpty else {
      throw LifecycleError("name the keys that may sign with --trust, or look at the bundle with --any-key")
    }
    return try trust.flatMap { try KeyFile.trusted($0) }
  }
}
