import AnomalyJobs
import ArgumentParser
import Pipeline

/// `shrike jobs forecast`: what is expected of a job's series.
struct JobsForecastCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "Learn from telemetry and print what is expected of every series in the buckets to come, as NDJSON.",
    discussion: """
      With --state the job goes on from the folder's current snapshot, which stays as it is, and files may be left out.

      Exit status: 0 fine, 1 nothing could be read or a snapshot is damaged, 2 wrong usage.
      """)

  @Argument(help: "A job file.")
  var job: String

  @OptionGroup var input: JobInputOptions

  @Option(name: .customLong("id"), help: "The job, where the file or folder has several.")
  var id: String?

  @Option(help: "How many buckets.")
  var buckets = 96

  func validate() throws {
    try input.check(needsEvents: false)
    guard (1...10_000).contains(buckets) else { throw ValidationError("--buckets is 1 to 10000") }
  }

  func run() throws {
    let jobs = try JobLoading.jobs(job, named: id.map { [$0] } ?? [])
    guard let job = jobs.first, jobs.count == 1 else {
      Terminal.error("shrike: \(jobs.count) jobs are there; choose one with --id")
      throw ExitCode(2)
    }
    guard let learnt = try input.run(job, { _ in }) else { return }
    var json = ResultJSON(job)
    var lines: [UInt8] = []
    for forecast in learnt.forecast(buckets: buckets) { lines += json.line(.forecast(forecast)) }
    Terminal.write(lines)
  }
}
