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
      Without --series the one with the highest score. With --state the job goes on from the folder's current snapshot, which \
      stays as it is. The picture is a PNG if --output ends in .png or --format says so. \
      Categories (rare) and populations have no bounds and no picture.

      Exit status: 0 fine, 1 no such series or nothing could be read, 2 wrong usage.
      """)

  @Argument(help: "A job file.")
  var job: String

  @OptionGroup var input: JobInputOptions

  @Option(name: .customLong("id"), help: "The job, where the file or folder has several.")
  var id: String?

  @Option(help: "A value of the series' partition or by field; may be repeated.")
  var series: [String] = []

  @Option(name: [.short, .long], help: "The file to write; standard output by default.")
  var output: String?

  @Option(help: "svg or png; by default what the name of the output file says, or else svg.")
  var format: PictureFormat?

  func validate() throws { try input.check(needsEvents: true) }

  func run() throws {
    let jobs = try JobLoading.jobs(job, named: id.map { [$0] } ?? [])
    guard var job = jobs.first, jobs.count == 1 else {
      Terminal.error("shrike: \(jobs.count) jobs are there; choose one with --id")
      throw ExitCode(2)
    }
    job.plotsModel = true
    let results = try input.results(job)
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
