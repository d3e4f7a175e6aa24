public import ArgumentParser
import Evidence
import Foundation
import Learning
public import Lifecycle
import Pipeline
import Tables

/// `shrike model monitor`.
struct ModelMonitorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "monitor",
    abstract: "Hold recent inputs, scores and verdicts against what a model was made with; observe a version on trial.",
    discussion: """
      Judges drift of inputs and scores (PSI and Kolmogorov–Smirnov), inputs unlike all that the model was made with \
      (conformal), coverage, verdicts whose truth changed (ADWIN), calibration in use, and sources of a store that stopped.

      The model is a bundle with reference.json, or with --registry the name of a model: then the version on trial is \
      looked at, or else the one in use. Tables come from shrike hunt --features and shrike feedback features for a model of \
      the queue, from shrike features for models of executables. --observation writes what the version on trial did on its hosts beside the version \
      in use on the others, for shrike model guard.

      Exit status: 0 all guard-rails held, 1 one is broken or something cannot be read, 2 wrong usage.
      """)

  /// A unit of the column of times.
  enum TimeUnit: String, ExpressibleByArgument, CaseIterable {
    case seconds, days

    var perDay: Double { self == .seconds ? 86_400 : 1 }
  }

  @Argument(help: "The bundle's folder, or with --registry the model's name.") var model: String
  @OptionGroup var input: ModelTableOptions
  @Option(help: ArgumentHelp("The registry's folder.", valueName: "dir")) var registry: String?
  @Option(
    help: ArgumentHelp(
      "Hold inputs and scores against these earlier rows instead of those that the model was made with.",
      valueName: "table"))
  var window: String?
  @OptionGroup var trust: TrustOptions
  @Option(help: "A column with the identifier of a row, for verdicts.") var id: String?
  @Option(help: ArgumentHelp("NDJSON with verdicts; may be repeated.", valueName: "file")) var verdicts: [String] = []
  @Option(help: ArgumentHelp("A store, for verdicts and for sources that stopped.", valueName: "file")) var store:
    String?
  @Option(help: "A column of text with the host of a row.") var host: String?
  @Option(help: "A column of numbers with the time of a row.") var time: String?
  @Option(help: "seconds or days.") var timeUnit = TimeUnit.seconds
  @Option(help: ArgumentHelp("Known-good inputs, for the observation.", valueName: "table")) var trusted: String?
  @Option(help: ArgumentHelp("Write the observation here.", valueName: "file")) var observation: String?
  @Option(help: "The largest share of features that may have moved.") var movedShare = 0.1
  @Option(help: "The largest share of inputs that may be unlike the training's.") var rejectedShare = 0.02
  @Option(help: "A guard-rail that does not count, for example input_drift; may be repeated.")
  var ignore: [MonitorReport.Rail.Name] = []
  @Option(help: "table or json.") var format = OutputFormat.table

  func validate() throws {
    guard (0...1).contains(movedShare), (0...1).contains(rejectedShare) else {
      throw ValidationError("--moved-share and --rejected-share lie between 0 and 1")
    }
    guard verdicts.isEmpty || id != nil else { throw ValidationError("--verdicts needs --id") }
    guard observation == nil || (registry != nil && host != nil && time != nil) else {
      throw ValidationError("--observation needs --registry, --host and --time")
    }
    guard format != .ndjson else { throw ValidationError("--format is table or json") }
  }

  func run() throws {
    try modelWork {
      let watched = try WatchedVersions(model, registry: registry, trust: trust)
      var monitor = watched.trial
      (monitor.limits.movedShare, monitor.limits.rejectedShare) = (movedShare, rejectedShare)
      if let window {
        try monitor.measure(against: try ModelTable(try TableFile(window).table(), for: monitor.loaded))
      }
      let rows = try MonitoredRows(try input.read(), id: id, host: host, time: time, perDay: timeUnit.perDay)
      let table = try ModelTable(rows.data, for: monitor.loaded)
      var report = try monitor.report(table, judged: try judged(rows), silences: try store.map(SilentSources.inStore))
      report.ignore(Set(ignore))
      (report.model, report.version) = (watched.name, watched.version)
      if let observation {
        let seen = try observe(watched, rows, table)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        try OutputFile(observation).write([UInt8](try encoder.encode(seen)) + [0x0A])
      }
      Terminal.write(format == .json ? try report.json() : Array(report.text.utf8))
      if !report.broken.isEmpty { throw ExitCode(1) }
    }
  }

  /// Verdicts on rows, in the order in which they were given.
  private func judged(_ rows: MonitoredRows) throws -> [ModelMonitor.Judged] {
    guard let ids = rows.ids else { return [] }
    var file = FeedbackFile()
    for path in verdicts { try file.read(path) }
    for problem in file.problems { Terminal.error("shrike: \(problem)") }
    let all = try file.verdicts + (store.map { try FeedbackStore(path: $0).verdicts() } ?? [])
    let places = Dictionary(ids.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
    return all.sorted { ($0.time, $0.id) < ($1.time, $1.id) }.compactMap { verdict in
      guard let isMalicious = verdict.decision,
        let row = places[String(verdict.subjectID.prefix { $0 != "#" })]
      else { return nil }
      return ModelMonitor.Judged(row: row, isMalicious: isMalicious)
    }
  }

  private func observe(
    _ watched: WatchedVersions, _ rows: MonitoredRows, _ table: ModelTable
  ) throws -> ReleaseObservation {
    guard let hosts = rows.hosts, let days = rows.days else {
      throw LifecycleError("an observation needs hosts and times")
    }
    let good = try trusted.map { try ModelTable(try TableFile($0).table(), for: watched.trial.loaded) }
    let other = try watched.reference.map { try ModelTable(rows.data, for: $0.loaded) }
    return try TrialObservation(
      trial: watched.trial, reference: watched.reference, isOnTrial: watched.isOnTrial
    ).observe(table, other: other, hosts: hosts, days: days, trusted: good)
  }
}

extension MonitorReport.Rail.Name: ExpressibleByArgument {}

/// The version that is looked at, and the one in use beside it.
private struct WatchedVersions {
  var name: String
  var version: String
  var trial: ModelMonitor
  var reference: ModelMonitor?
  var isOnTrial: @Sendable (String) -> Bool

  init(_ model: String, registry: String?, trust: TrustOptions) throws {
    guard let registry else {
      let bundle = try ModelBundle(model, trusted: try trust.keys())
      (name, version) = (bundle.manifest.name, bundle.manifest.version)
      trial = try ModelMonitor(bundle)
      isOnTrial = { _ in true }
      return
    }
    let models = try ModelRegistry(registry)
    guard let known = models.state.models[model] else {
      throw LifecycleError("there is no model \(model) in the registry \(registry)")
    }
    guard let chosen = known.canary ?? known.versions.last(where: { $0.stage == .shadow }) ?? known.active else {
      throw LifecycleError("no version of \(model) is on trial or in use")
    }
    (name, version) = (model, chosen.version)
    trial = try ModelMonitor(try models.bundle(model, chosen.version))
    if chosen.stage == .canary {
      let (version, share) = (chosen.version, chosen.share)
      isOnTrial = { CanaryShare.contains(host: $0, model: model, version: version, share: share) }
      reference = try known.active.map { try ModelMonitor(try models.bundle(model, $0.version)) }
    } else {
      isOnTrial = { _ in true }
    }
  }
}

/// Recent rows with what is known of them beside the features.
private struct MonitoredRows {
  var data: DataTable
  var ids: [String]?
  var hosts: [String]?
  /// In days.
  var days: [Double]?

  init(_ table: DataTable, id: String?, host: String?, time: String?, perDay: Double) throws {
    var data = table
    days = try time.map { name in
      guard let column = data.remove(column: name) else {
        throw LifecycleError("there is no column \(name) of numbers")
      }
      return column.map { $0 / perDay }
    }
    hosts = try host.map { name in
      guard let column = data.texts.first(where: { $0.name == name }) else {
        throw LifecycleError("there is no column \(name) of text")
      }
      return column.values
    }
    ids = try id.map { name in
      if let column = data.texts.first(where: { $0.name == name }) { return column.values }
      guard let column = data.remove(column: name) else { throw LifecycleError("there is no column \(name)") }
      return column.map { Int64(exactly: $0).map(String.init) ?? "\($0)" }
    }
    self.data = data
  }
}
