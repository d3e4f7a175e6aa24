import AnomalyJobs
import ArgumentParser
import Pipeline

/// `shrike jobs rehearse`: what jobs do with events made for them.
struct JobsRehearseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rehearse",
    abstract: "Run jobs over events made for them, with an anomaly in each, and say what they found.",
    discussion: """
      For every detector, events are made that its datafeed's query should find, ordinary ones and in one bucket what the \
      function looks for. It shows that a job can work before there are events for it; it says nothing of how well it does on \
      real ones.

      Exit status: 0 every anomaly was found, 1 some was not or a job cannot be used, 2 wrong usage.
      """)

  @Argument(help: "Folders or files.")
  var paths: [String]

  @Option(name: .customLong("id"), help: "Only the job with this identifier; may be repeated.")
  var ids: [String] = []

  @Option(help: "What the made events follow from.")
  var seed: UInt64 = 1

  @Option(help: "How the result is printed: table, json or ndjson.")
  var format = OutputFormat.table

  func run() throws {
    let check = try JobLoading.check(paths)
    let jobs = ids.isEmpty ? check.jobs : check.jobs.filter { ids.contains($0.id) }
    guard !jobs.isEmpty else {
      Terminal.error(
        "shrike: no job\(ids.isEmpty ? "" : " named " + ids.joined(separator: ", ")) in \(paths.joined(separator: ", "))"
      )
      throw ExitCode(1)
    }
    var outcomes: [Rehearsal] = []
    do throws(JobError) {
      for job in jobs { outcomes += try Rehearsal.all(job, seed: seed) }
    } catch {
      Terminal.error("shrike: \(error)")
      throw ExitCode(1)
    }
    JobPrinter(format: format).print(outcomes)
    if !outcomes.allSatisfy(\.isFound) || !check.isClean { throw ExitCode(1) }
  }
}
