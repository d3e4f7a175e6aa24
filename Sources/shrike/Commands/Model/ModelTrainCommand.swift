import ArgumentParser
import Foundation

/// `shrike model train`: hands over to `shrike-train` beside it, which alone links libxgboost.
struct ModelTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train boosted trees on a table, calibrate them, choose a threshold and evaluate (shrike-train).")

  @Argument(parsing: .captureForPassthrough, help: "See shrike model train --help.")
  var arguments: [String] = []

  func run() throws {
    let program = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "shrike-train")
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      .map { URL(filePath: $0).deletingLastPathComponent().appending(path: "shrike-train") }
    let trainer = own ?? program
    guard FileManager.default.isExecutableFile(atPath: trainer.path()) else {
      Terminal.error("shrike: \(trainer.path()) is not there; build it: swift build -c release --product shrike-train")
      throw ExitCode(1)
    }
    let process = Process()
    process.executableURL = trainer
    process.arguments = arguments
    // libgomp reads this when a process starts: without it, waiting threads spin and take the processor from others.
    process.environment = ProcessInfo.processInfo.environment.merging(["OMP_WAIT_POLICY": "PASSIVE"]) { own, _ in own }
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw ExitCode(process.terminationStatus) }
  }
}
