import AnomalyJobs
import ECS
import Foundation
import Pipeline

/// Prints jobs, and what became of their files.
struct JobPrinter {
  let format: OutputFormat

  private struct Listed: Codable {
    var id: String
    var description: String
    var bucketSpan: Int64
    var functions: [String]
    var groups: [String]
    var techniques: [String]
    var path: String

    enum CodingKeys: String, CodingKey {
      case id = "job_id"
      case description, functions, groups, techniques, path
      case bucketSpan = "bucket_span"
    }

    init(_ job: JobDefinition) {
      id = job.id
      description = job.description
      bucketSpan = job.bucketSpan
      functions = job.detectors.map(\.summary)
      groups = job.groups
      techniques = job.techniques
      path = job.path
    }
  }

  private struct Checked: Codable {
    var files: [JobLibrary.Entry]
    var jobs: Int
    var failed: Int
  }

  func print(_ jobs: [JobDefinition]) {
    let listed = jobs.map(Listed.init)
    switch format {
    case .json: json(listed)
    case .ndjson: for job in listed { json(job) }
    case .table:
      for job in listed {
        Terminal.print(Self.safe("\(job.id)\t\(job.bucketSpan)s\t\(job.functions.joined(separator: "; "))"))
      }
    }
  }

  func print(_ check: JobCheck, problemsOnly: Bool) {
    let shown = problemsOnly ? check.entries.filter { !$0.loaded || !$0.remarks.isEmpty } : check.entries
    let failed = check.entries.count { !$0.loaded }
    switch format {
    case .json: json(Checked(files: shown, jobs: check.jobs.count, failed: failed))
    case .ndjson: for entry in shown { json(entry) }
    case .table:
      for entry in shown {
        let outcome = entry.loaded ? "\(entry.kind)\t\(entry.path)" : "failed\t\(entry.path): \(entry.reason ?? "")"
        Terminal.print(Self.safe(outcome))
        for remark in entry.remarks { Terminal.print(Self.safe("  remark: \(remark)")) }
      }
      Terminal.print("\(check.jobs.count) jobs can be run, \(failed) files cannot be used")
    }
  }

  private struct Rehearsed: Codable {
    var rehearsals: [Rehearsal]
    var found: Int
  }

  func print(_ outcomes: [Rehearsal]) {
    switch format {
    case .json: json(Rehearsed(rehearsals: outcomes, found: outcomes.count { $0.isFound }))
    case .ndjson: for outcome in outcomes { json(outcome) }
    case .table:
      for outcome in outcomes {
        let found = outcome.score.map { "score \(Int($0.rounded()))" } ?? "no record"
        let words = [
          outcome.isFound ? "found" : "missed", outcome.job, outcome.summary, outcome.datafeed,
          "\(outcome.matched) of \(outcome.events) events", "\(outcome.buckets) buckets", "\(outcome.records) records",
          found,
        ]
        Terminal.print(Self.safe(words.joined(separator: "\t")))
      }
      Terminal.print("\(outcomes.count { $0.isFound }) of \(outcomes.count) anomalies found")
    }
  }

  private struct Kept: Codable {
    var job: String
    var number: Int
    var isCurrent: Bool
    var size: Int
    var path: String
    var created: Int64?
    var latestEvent: Int64?
    var events: Int?
    var buckets: Int?
    var parent: Int?
    var description: String?
    var problem: String?

    enum CodingKeys: String, CodingKey {
      case job = "job_id"
      case number = "snapshot_id"
      case isCurrent = "current"
      case size, path, parent, description, problem
      case created = "timestamp"
      case latestEvent = "latest_record_time_stamp"
      case events = "event_count"
      case buckets = "bucket_count"
    }

    init(_ entry: JobStateFolder.Entry) {
      job = entry.job
      number = entry.number
      isCurrent = entry.isCurrent
      size = entry.size
      path = entry.path
      switch entry.content {
      case .success(let snapshot):
        // Elastic's times are in milliseconds.
        created = Self.milliseconds(snapshot.created)
        latestEvent = snapshot.latestEvent.map(Self.milliseconds)
        events = snapshot.events
        buckets = snapshot.buckets
        parent = snapshot.parent
        description = snapshot.description
      case .failure(let error): problem = error.message
      }
    }

    private static func milliseconds(_ seconds: Int64) -> Int64 {
      seconds.multipliedReportingOverflow(by: 1_000).partialValue
    }

    var columns: [String] {
      let start = [job, "\(number)\(isCurrent ? " (current)" : "")"]
      if let problem { return start + ["damaged: \(problem)"] }
      func time(_ milliseconds: Int64?) -> String {
        milliseconds.map { Timestamp(nanoseconds: $0.multipliedReportingOverflow(by: 1_000_000).partialValue).iso8601 }
          ?? "no event"
      }
      return start + [
        "written \(time(created))", "learnt to \(time(latestEvent))", "\(events ?? 0) events",
        "\(buckets ?? 0) buckets",
        parent.map { "from \($0)" } ?? "from nothing", "\(size) bytes", description ?? "",
      ]
    }
  }

  private struct KeptList: Codable {
    var snapshots: [Kept]
  }

  func print(_ entries: [JobStateFolder.Entry]) {
    let kept = entries.map(Kept.init)
    switch format {
    case .json: json(KeptList(snapshots: kept))
    case .ndjson: for entry in kept { json(entry) }
    case .table: for entry in kept { Terminal.print(Self.safe(entry.columns.joined(separator: "\t"))) }
    }
  }

  private func json(_ value: some Encodable) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if let data = try? encoder.encode(value) { Terminal.write(Array(data) + [0x0A]) }
  }

  /// Job files are others' text: nothing of it may steer the terminal.
  static func safe(_ text: String) -> String {
    text.unicodeScalars.map { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7F ? "?" : String($0) }.joined()
  }
}
