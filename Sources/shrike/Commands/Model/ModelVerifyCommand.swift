import ArgumentParser
import Learning
import Lifecycle

/// `shrike model verify`.
struct ModelVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check that models can be read and are sound, and say what they are.",
    discussion: "Exit status: 0 all are sound, 1 one is not, 2 wrong usage.")

  @Argument(help: "The models.") var models: [String]

  func run() throws {
    var failed = false
    for path in models {
      do {
        let loaded = try LoadedModel(path)
        _ = try Forest(loaded.model.ensemble)
        let ensemble = loaded.model.ensemble
        let nodes = ensemble.trees.reduce(0) { $0 + $1.nodes.count }
        var line =
          "\(path): \(loaded.format.rawValue), \(ensemble.origin), \(ensemble.trees.count) trees, \(nodes) nodes"
        line += ", \(ensemble.featureCount) features, \(ensemble.outputCount) outputs\n"
        for entry in loaded.model.card { line += "  \(entry.name): \(entry.text)\n" }
        Terminal.write(Array(line.utf8))
      } catch {
        failed = true
        Terminal.error("shrike: \(error)")
      }
    }
    if failed { throw ExitCode(1) }
  }
}
