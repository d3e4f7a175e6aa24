import AnomalyJobs
import ArgumentParser
import Pipeline

/// `shrike jobs snapshots`: what jobs had learnt after each run.
struct JobsSnapshotsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshots",
    abstract: "List the snapshots that 'shrike jobs run --state FOLDER' has kept, oldest first.",
    discussion: """
      The current one is what the next run goes on from; 'shrike jobs revert' chooses another.

      Exit status: 0 fine, 1 the folder cannot be read or a snapshot is damaged, 2 wrong usage.
      """)

  @Argument(help: "The folder.")
  var state: String

  @Option(name: .customLong("id"), help: "Only those of this job; may be repeated.")
  var ids: [String] = []

  @Option(help: "How the snapshots are printed: table, json or ndjson.")
  var format = OutputFormat.table

  func run() throws {
    let folder = JobStateFolder(state)
    var entries: [JobStateFolder.Entry] = []
    do throws(JobError) {
      let known = try folder.jobs()
      for id in ids where !known.contains(id) { throw JobError(path: state, "has no snapshot of the job '\(id)'") }
      for job in known where ids.isEmpty || ids.contains(job) { entries += try folder.entries(of: job) }
    } catch {
      Terminal.error("shrike: \(error)")
      throw ExitCode(1)
    }
    JobPrinter(format: format).print(entries)
    var isDamaged = false
    for entry in entries {
      guard case .failure(let error) = entry.content else { continue }
      Terminal.error("shrike: \(error)")
      isDamaged = true
    }
    if isDamaged { throw ExitCode(1) }
  }
}

/// `shrike jobs revert`: goes back to an earlier snapshot.
struct JobsRevertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revert",
    abstract: "Let the next run of a job go on from an earlier snapshot, as if what was learnt since had not been.",
    discussion: """
      Later snapshots stay until newer ones take their place, so that going back can be undone the same way.

      Exit status: 0 fine, 1 there is no such snapshot or it is damaged, 2 wrong usage.
      """)

  @Argument(help: "The folder.")
  var state: String

  @Argument(help: "The number of the snapshot.")
  var snapshot: Int

  @Option(name: .customLong("id"), help: "The job, where the folder has several.")
  var id: String?

  func validate() throws {
    guard snapshot > 0 else { throw ValidationError("snapshots are numbered from 1") }
  }

  func run() throws {
    let folder = JobStateFolder(state)
    do {
      let found = try folder.revert(try id ?? only(folder.jobs()), to: snapshot)
      Terminal.print(
        "\(JobPrinter.safe(found.job)): the next run goes on from snapshot \(found.number), after \(found.events) events"
      )
    } catch let error as JobError {
      Terminal.error("shrike: \(error)")
      throw ExitCode(1)
    }
  }

  private func only(_ jobs: [String]) throws -> String {
    guard let job = jobs.first else { throw JobError(path: state, "has no snapshots") }
    guard jobs.count == 1 else {
      Terminal.error("shrike: \(state): has snapshots of \(jobs.count) jobs; choose one with --id")
      throw ExitCode(2)
    }
    return job
  }
}
