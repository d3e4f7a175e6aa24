import ArgumentParser
import Foundation
import Learning
import Lifecycle
import Tables
import Training

/// What `shrike model train` runs: a program of its own, so that the one that scores does not link libxgboost.
@main
struct ShrikeTrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shrike model train",
    abstract: "Train boosted trees on a table, calibrate them, choose a threshold and evaluate, on disjoint rows.",
    discussion: """
      Labels are 0 and 1. Without --group or --time the split is random, which is no headline. Prints the evaluation as \
      JSON.

      Exit status: 0 fine, 1 the table cannot be learned from, 2 wrong usage.
      """)

  @Argument(help: "The table: CSV, NDJSON, .npy or .npz; - is standard input.") var table: String
  @Option(help: "The array of an .npz file (default: X, or the first with two dimensions).") var array: String?
  @Option(help: "The column of labels.") var label: String
  @Option(help: "The packed model that is written.") var output: String
  @Option(help: "A column of text: rows of one value are never divided.") var group: String?
  @Option(help: "A column of numbers: the latest rows test.") var time: String?
  @Option(help: "The most rounds.") var rounds = 500
  @Option(help: "The most leaves of a tree.") var leaves = 64
  @Option(help: "How much each round counts.") var learningRate = 0.1
  @Option(help: "The false-positive rate that the threshold keeps, with 95 % confidence.") var falsePositiveRate = 0.01
  @Option(help: "Everything random follows from it.") var seed: UInt32 = 1
  @Option(help: "The number of threads.") var threads = 2

  func validate() throws {
    guard rounds > 0, leaves > 1, learningRate > 0, threads > 0 else {
      throw ValidationError("--rounds, --leaves, --learning-rate and --threads must be positive")
    }
    guard falsePositiveRate > 0, falsePositiveRate < 1 else {
      throw ValidationError("--false-positive-rate lies between 0 and 1")
    }
    guard group == nil || time == nil else { throw ValidationError("either --group or --time") }
  }

  func run() throws {
    do {
      var data = try TableFile(table).table(array: array)
      var run = TrainingRun()
      if let group {
        guard let column = data.texts.first(where: { $0.name == group }) else {
          throw LifecycleError("there is no column \(group) of text")
        }
        run.division = .groups(column.values)
      }
      if let time {
        guard let column = data.remove(column: time) else {
          throw LifecycleError("there is no column \(time) of numbers")
        }
        run.division = .time(column)
      }
      (run.rounds, run.leaves, run.learningRate) = (rounds, leaves, learningRate)
      (run.falsePositiveRate, run.seed, run.threads) = (falsePositiveRate, seed, threads)
      let result = try run.run(try ModelTable(data, label: label)) { round, training, held in
        if round % 25 == 0 { Self.say("round \(round): loss \(training), on rows held out \(held)") }
      }
      try Data(result.model.packed()).write(to: URL(filePath: output), options: .atomic)
      FileHandle.standardOutput.write(Data(result.evaluation.json + [0x0A]))
    } catch {
      Self.say("shrike: \(error)")
      throw ExitCode(1)
    }
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
