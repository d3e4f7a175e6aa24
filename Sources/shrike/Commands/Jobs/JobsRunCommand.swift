import AnomalyJobs
import ArgumentParser
import Foundation
import Pipeline

/// `shrike jobs run`: anomaly jobs over telemetry.
struct JobsRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run anomaly jobs over telemetry and print their results as NDJSON in Elastic's result shape.",
    discussion: """
      The job comes first (a file, or a folder with many), then files and directories of every supported format, or \
      --store. Results are records, influencers, buckets, category definitions and model sizes; with --min-score only \
      records and influencers that reach it, and no buckets.

      With --state every job goes on from its current snapshot in a folder and leaves a new one there, which becomes the \
      current one; of each job the newest ten stay (--keep). 'shrike jobs snapshots' lists them, 'shrike jobs revert' goes \
      back to one. The end of a run closes all buckets: what comes later for them is late, so let a run end where a bucket does.

      With --live and - the events of a stream without end are judged as they come, and results printed when their bucket is \
      complete; Ctrl-C ends the run in good order. Give jobs a latency for sources that are late.

      Exit status: 0 fine, 1 no job can be run, nothing could be read or a snapshot is damaged, 2 wrong usage.
      """)

  @Argument(help: "A job file or a folder of them.")
  var job: String

  @Argument(help: "Files and directories; - is standard input.")
  var paths: [String] = []

  @Option(help: ArgumentHelp("Run over the events of this store instead of files.", valueName: "file"))
  var store: String?

  @Option(name: .customLong("id"), help: "Run only the job with this identifier; may be repeated.")
  var ids: [String] = []

  @Option(help: "Print only records and influencers with at least this score.")
  var minScore: Double?

  @Flag(inversion: .prefixedNo, help: "Score earlier results again at the end by all that is known then.")
  var renormalize = true

  @Flag(help: "Read standard input as it comes, and print results as soon as their bucket is complete.")
  var live = false

  @Flag(help: "Write the bounds of every bucket (model_plot), whatever the job says.")
  var modelPlot = false

  @Option(help: ArgumentHelp("Start from what this file says was learnt (one job only).", valueName: "file"))
  var from: String?

  @Option(help: ArgumentHelp("Write what was learnt into this file (one job only).", valueName: "file"))
  var snapshot: String?

  @Option(help: ArgumentHelp("Go on from what this folder keeps, and keep what was learnt there.", valueName: "folder"))
  var state: String?

  @Option(help: "--state: how many snapshots of each job stay (default: 10).")
  var keep: Int?

  @Option(help: "--state: what to say about the snapshot.")
  var description: String?

  @Option(help: "MiB of events held to bring them into order of time.")
  var memory = 1_024

  @OptionGroup var reading: ReadingOptions

  func validate() throws {
    guard (16...1_048_576).contains(memory) else { throw ValidationError("--memory is 16 to 1048576 MiB") }
    guard paths.isEmpty != (store == nil) else {
      throw ValidationError("name files to read, or a store with --store, and not both")
    }
    guard !live || paths == ["-"] else { throw ValidationError("--live reads standard input: name - and nothing else") }
    guard state == nil || (from == nil && snapshot == nil) else {
      throw ValidationError("--state keeps snapshots itself; --from and --snapshot go without it")
    }
    guard state != nil || (keep == nil && description == nil) else {
      throw ValidationError("--keep and --description go with --state")
    }
    guard keep ?? 1 >= 1 else { throw ValidationError("--keep must be at least 1") }
  }

  func run() throws {
    var jobs = try JobLoading.jobs(job, named: ids)
    for index in jobs.indices where modelPlot { jobs[index].plotsModel = true }
    guard jobs.count == 1 || (from == nil && snapshot == nil) else {
      Terminal.error("shrike: --from and --snapshot go with one job; choose it with --id")
      throw ExitCode(2)
    }
    var options = JobRun.Options()
    options.reader = live ? reading.liveReader() : reading.reader()
    options.memoryLimit = memory << 20
    options.renormalizes = renormalize
    options.isLive = live
    do {
      var run = try JobRun(jobs, options: options)
      if let from { try run.restore(try InputFile.bytes(from)) }
      let folder = state.map { JobStateFolder($0) }
      if let folder { try run.goOn(from: folder) }
      let outcome = try execute(&run)
      if let snapshot, let job = run.jobs.first { try OutputFile(snapshot).write(job.snapshot()) }
      _ = InputProblems.print(outcome.inputs, listsSkipped: false)
      if store == nil, outcome.inputs.allSatisfy({ $0.format == nil }) { throw ExitCode(1) }
      if let folder {
        try run.keep(in: folder, description: description ?? "", keeping: keep ?? JobStateFolder.usuallyKept)
      }
    } catch let error as JobError {
      Terminal.error("shrike: \(error)")
      throw ExitCode(1)
    }
  }

  private func execute(_ run: inout JobRun) throws -> JobRun.Outcome {
    let minimum = minScore
    let write: (AnomalyJob, [JobResult]) throws -> Void = { job, results in
      var json = ResultJSON(job.definition)
      var lines: [UInt8] = []
      for result in results where minimum.map({ result.reaches($0) }) ?? true { lines += json.line(result) }
      Terminal.write(lines)
    }
    defer { Terminal.clearProgress() }
    if let store { return try run.run(store: store, write) }
    let progress: (ReadingProgress) -> Void = { Terminal.progress("reading: \($0.events) events  \($0.path)") }
    return try run.run(paths, progress: progress, write)
  }
}
