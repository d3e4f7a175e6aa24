import AnomalyJobs
import ArgumentParser
import Pipeline
import Report

/// `shrike jobs plot`: one series of a job as a picture.
struct JobsPlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw one series of a job with its bounds and anomalies, as SVG or PNG.",
    discussion: """
      Without --series the one with the highest score. The picture is a PNG if --output ends in .png or --format says so. \
      Categories (rare) and populations have no bounds and no picture.

      Exit status: 0 fine, 1 no such series or nothing could be read, 2 wrong usage.
      """)

  @Argument(help: "A job file.")
  var job: String

  @Argument(help: "Files and directories; - is standard input.")
  var paths: [String]

  @Option(name: .customLong("id"), help: "The job, where the file or folder has several.")
  var id: String?

  @Option(help: "A value of the series' partition or by field; may be repeated.")
  var series: [String] = []

  @Option(name: [.short, .long], help: "The file to write; standard output by default.")
  var output: String?

  @Option(help: "svg or png; by default what the name of the output file says, or else svg.")
  var format: PictureFormat?

  @OptionGroup var reading: ReadingOptions

  func run() throws {
    let jobs = try JobLoading.jobs(job, named: id.map { [$0] } ?? [])
    guard var job = jobs.first, jobs.count == 1 else {
      Terminal.error("shrike: \(jobs.count) jobs are there; choose one with --id")
      throw ExitCode(2)
    }
    job.plotsModel = true
    let results = try JobCollecting.results(job, paths, reading)
    guard let plot = SeriesPlot(job, results, named: Set(series)) else {
      Terminal.error("shrike: the job has no such series with bounds")
      throw ExitCode(1)
    }
    let isPNG = format.map { $0 == .png } ?? (output?.lowercased().hasSuffix(".png") ?? false)
    let picture = isPNG ? plot.png() : Array(plot.svg().utf8)
    if let output { try OutputFile(output).write(picture) } else { Terminal.write(picture) }
  }
}

/// How a picture is written.
enum PictureFormat: String, ExpressibleByArgument, CaseIterable {
  case svg, png
}

/// Runs one job and keeps its results.
enum JobCollecting {
  static func results(_ job: JobDefinition, _ paths: [String], _ reading: ReadingOptions) throws -> [JobResult] {
    let box = ResultBox()
    _ = try run(job, paths, reading) { box.results += $0 }
    return box.results
  }

  /// Runs the job, hands over its results, and gives the job as it is then.
  static func run(
    _ job: JobDefinition, _ paths: [String], _ reading: ReadingOptions, _ body: @escaping ([JobResult]) -> Void
  ) throws -> AnomalyJob? {
    var options = JobRun.Options()
    options.reader = reading.reader()
    do {
      var run = try JobRun([job], options: options)
      let outcome = try run.run(paths) { progress in
        Terminal.progress("reading: \(progress.events) events  \(progress.path)")
      } _: { _, results in
        body(results)
      }
      Terminal.clearProgress()
      _ = InputProblems.print(outcome.inputs, listsSkipped: false)
      if outcome.inputs.allSatisfy({ $0.format == nil }) { throw ExitCode(1) }
      return run.jobs.first
    } catch let error as JobError {
      Terminal.error("shrike: \(error)")
      throw ExitCode(1)
    }
  }

  private final class ResultBox {
    var results: [JobResult] = []
  }
}
