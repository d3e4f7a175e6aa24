import AnomalyJobs
import Foundation
import RuleFiles
import Rules

/// The rules of a hunt, compiled, and those about anomaly jobs bound to the jobs that run.
struct HuntRules: Sendable {
  /// The rules that look at events. Rules about records are among them: a source may hold results of jobs that ran elsewhere.
  let ofEvents: RuleSet
  /// The rules about records of jobs that run here.
  let ofJobs: RuleSet
  /// The rules about jobs that do not run.
  let waiting: [WaitingRule]
  /// What could not be read or compiled, and why.
  let problems: [String]

  /// Loads and compiles the rules that the options name.
  init(_ options: HuntOptions, jobs: [JobDefinition]) throws(HuntError) {
    var files = RuleFiles()
    for placeholder in options.placeholders { files.addPlaceholder(placeholder.name, placeholder.value) }
    for path in options.rulePaths {
      do throws(RuleLoadError) {
        try files.load(path)
      } catch {
        throw HuntError("\(error)")
      }
    }
    var library = files.library
    for path in options.indicatorPaths { try Self.addIndicators(path, to: &library) }
    let rules = (options.usesBundledRules ? RuleSet.bundledRules : []) + files.rules
    var query = QueryOptions()
    query.isCaseSensitive = !options.ignoresCase
    query.definitions = options.definitions
    ofEvents = RuleSet(rules, options: query, library: library)
    let running = Set(jobs.map(\.id))
    waiting = WaitingRule.all(ofEvents.rules, jobs: running)
    ofJobs = RuleSet(
      ofEvents.rules.filter { rule in rule.anomalyBinding?.jobs.contains(where: running.contains) ?? false },
      options: query, library: library)
    problems =
      files.reports.compactMap { report in report.error.map { "\(report.path): \($0)" } }
      + ofEvents.problems.filter(\.isFatal).map(\.description)
  }

  private static func addIndicators(_ path: String, to library: inout RuleLibrary) throws(HuntError) {
    guard let data = FileManager.default.contents(atPath: path) else { throw HuntError("\(path): cannot be read") }
    do throws(Diagnostic) {
      try library.addIndicators(ndjson: [UInt8](data))
    } catch {
      throw HuntError(
        "\(path):\(error.position.line): \(error.message); indicators are ECS documents in JSON, one a line")
    }
  }
}
