import AnomalyJobs
import ArgumentParser
import Foundation
import Pipeline

/// `shrike jobs`: anomaly detection jobs.
struct JobsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jobs",
    abstract: "Anomaly detection jobs in Elastic's format: list, validate, rehearse, run, forecast and plot them.",
    discussion: "'run --state FOLDER' keeps what jobs learn; 'snapshots' lists it, 'revert' goes back.",
    subcommands: [
      JobsRunCommand.self, JobsListCommand.self, JobsValidateCommand.self, JobsRehearseCommand.self,
      JobsForecastCommand.self, JobsPlotCommand.self, JobsSnapshotsCommand.self, JobsRevertCommand.self,
    ])
}

/// Reads job files for a command, and says what is wrong with them.
enum JobLoading {
  static func check(_ paths: [String]) throws -> JobCheck {
    do throws(JobError) {
      return try JobCheck(paths)
    } catch {
      Terminal.error("shrike: \(error)")
      throw ExitCode(1)
    }
  }

  /// The jobs of a file or folder, all or those named; every problem is said.
  static func jobs(_ path: String, named names: [String]) throws -> [JobDefinition] {
    let check = try check([path])
    for entry in check.entries where !entry.loaded {
      Terminal.error("shrike: \(entry.path): \(entry.reason ?? "")")
    }
    let jobs = names.isEmpty ? check.jobs : check.jobs.filter { names.contains($0.id) }
    guard !jobs.isEmpty else {
      Terminal.error("shrike: \(path): no job\(names.isEmpty ? "" : " named " + names.joined(separator: ", "))")
      throw ExitCode(1)
    }
    return jobs
  }
}
