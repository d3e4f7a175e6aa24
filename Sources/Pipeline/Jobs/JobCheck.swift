public import AnomalyJobs
import Rules

/// Reads job files and says of each what became of it: whether it parses, and whether its datafeed's query compiles.
public struct JobCheck: Sendable {
  /// What became of each file, in the order of their paths.
  public private(set) var entries: [JobLibrary.Entry]
  /// The jobs that can be run.
  public let jobs: [JobDefinition]

  /// Reads everything at or below some paths.
  public init(_ paths: [String]) throws(JobError) {
    let library = try JobLibrary(paths)
    let fleet = JobFleet(library.jobs)
    entries = library.entries
    for problem in fleet.problems {
      guard let place = entries.firstIndex(where: { $0.path == problem.path && $0.kind == "job" }) else { continue }
      entries[place].loaded = false
      entries[place].reason = "\(problem.place): \(problem.message)"
    }
    jobs = fleet.jobs.map(\.definition)
  }

  /// Whether every job can be run.
  public var isClean: Bool { entries.allSatisfy(\.loaded) }
}
