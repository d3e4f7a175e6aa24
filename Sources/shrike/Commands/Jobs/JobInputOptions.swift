import AnomalyJobs
import ArgumentParser
import Pipeline

/// What one job looks at: files or a store, and what it had learnt before.
struct JobInputOptions: ParsableArguments {
  @Argument(help: "Files and directories; - is standard input.")
  var paths: [String] = []

  @Option(help: ArgumentHelp("Look at the events of this store instead of files.", valueName: "file"))
  var store: String?

  @Option(help: ArgumentHelp("Go on from what this folder keeps; nothing is written there.", valueName: "folder"))
  var state: String?

  @OptionGroup var reading: ReadingOptions

  /// Whether the options fit together.
  ///
  /// - Parameter needsEvents: whether what was learnt before is not enough.
  func check(needsEvents: Bool) throws {
    guard paths.isEmpty || store == nil else {
      throw ValidationError("name files to read, or a store with --store, and not both")
    }
    guard !paths.isEmpty || store != nil || (state != nil && !needsEvents) else {
      throw ValidationError(
        "name files to read, or a store with --store\(needsEvents ? "" : ", or a folder with --state")")
    }
  }

  /// Runs the job and gives its results.
  func results(_ job: JobDefinition) throws -> [JobResult] {
    let box = ResultBox()
    _ = try run(job) { box.results += $0 }
    return box.results
  }

  /// Runs the job, hands over its results, and gives the job as it is then.
  func run(_ job: JobDefinition, _ body: @escaping ([JobResult]) -> Void) throws -> AnomalyJob? {
    var options = JobRun.Options()
    options.reader = reading.reader()
    do {
      var run = try JobRun([job], options: options)
      if let state { try run.goOn(from: JobStateFolder(state)) }
      if let store {
        _ = try run.run(store: store) { _, results in body(results) }
      } else if !paths.isEmpty {
        try read(&run, body)
      }
      return run.jobs.first
    } catch let error as JobError {
      Terminal.error("shrike: \(error)")
      throw ExitCode(1)
    }
  }

  private func read(_ run: inout JobRun, _ body: @escaping ([JobResult]) -> Void) throws {
    let outcome = try run.run(paths) { progress in
      Terminal.progress("reading: \(progress.events) events  \(progress.path)")
    } _: { _, results in
      body(results)
    }
    Terminal.clearProgress()
    _ = InputProblems.print(outcome.inputs, listsSkipped: false)
    if outcome.inputs.allSatisfy({ $0.format == nil }) { throw ExitCode(1) }
  }

  private final class ResultBox {
    var results: [JobResult] = []
  }
}
