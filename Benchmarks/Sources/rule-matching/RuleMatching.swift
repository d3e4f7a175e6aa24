import ECS
import Evidence
import Foundation
import Ingest
import Measuring
import RuleFiles
import Rules

/// Measures rules of any kind: how long they take to load, what does not compile, how fast they match, and what they match.
///
///     rule-matching check DIR…                          # counts and reasons
///     rule-matching load DIR [ROUNDS]                   # seconds to read the files, and to compile them
///     rule-matching match DIR RULES ROUNDS PATH…        # events a second with the first RULES rules that read EVTX ('all')
///     rule-matching found DIR PATH…                     # rules; events by file; matches: file, rule, number, name, severity
@main struct RuleMatching {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "check": try check(Array(arguments.dropFirst()))
    case "load": try load(arguments[1], rounds: arguments.count > 2 ? Int(arguments[2]) ?? 3 : 3)
    case "match":
      try match(arguments[1], arguments[2], rounds: Int(arguments[3]) ?? 3, Array(arguments.dropFirst(4)))
    case "found": try found(arguments[1], Array(arguments.dropFirst(2)))
    default: print("usage: rule-matching check|load|match|found …")
    }
  }

  static func files(_ paths: [String]) throws -> RuleFiles {
    var files = RuleFiles()
    for path in paths { try files.load(path) }
    return files
  }

  static func check(_ paths: [String]) throws {
    let files = try files(paths)
    let set = RuleSet(files.rules, library: files.library)
    var kinds: [String: (Int, Int)] = [:]
    for report in files.reports {
      kinds[report.kind, default: (0, 0)].0 += 1
      if report.error != nil { kinds[report.kind, default: (0, 0)].1 += 1 }
    }
    for (kind, counts) in kinds.sorted(by: { $0.key < $1.key }) { print("\(kind): \(counts.0), not read \(counts.1)") }
    print("rules \(files.rules.count), compiled \(set.rules.count)")
    for report in files.reports { if let error = report.error { print("\(report.path):\(error)") } }
    for problem in set.problems where problem.isFatal { print(problem) }
    var warnings: [String: Int] = [:]
    for problem in set.problems where !problem.isFatal { warnings[problem.diagnostic.message, default: 0] += 1 }
    for (text, count) in warnings.sorted(by: { $0.value > $1.value }) { print("warning \(count) × \(text)") }
  }

  static func load(_ path: String, rounds: Int) throws {
    var loaded: [Rule] = []
    let reading = try Measure.best(of: rounds) { loaded = try files([path]).rules }
    print("read\t\(loaded.count) rules\t\(reading.summary)")
    var set = RuleSet([])
    let compiling = Measure.best(of: rounds) { set = RuleSet(loaded) }
    print("compile\t\(set.rules.count) rules\t\(compiling.summary)")
    let preparing = Measure.best(of: rounds) { _ = RuleMatcher(set) }
    print("prepare\t\(preparing.summary)")
  }

  static func match(_ path: String, _ number: String, rounds: Int, _ inputs: [String]) throws {
    let all = try files([path]).rules
    let limit = Int(number) ?? all.count
    // Every n-th rule, so that a part is like the whole.
    let step = max(1, all.count / max(limit, 1))
    let chosen = all.enumerated().filter { $0.offset % step == 0 }.prefix(limit).map(\.element)
    let set = RuleSet(chosen)
    let selection = FieldSelection(set.fields + [.timestamp] + EntityFields.all)
    var batches: [EventBatch] = []
    try read(inputs) { batches.append($0) }
    let events = batches.reduce(0) { $0 + $1.count }
    let making = Measure.best(of: rounds) { for batch in batches { _ = ColumnSet(batch, selection) } }
    var matches = 0
    let columns = batches.map { ColumnSet($0, selection) }
    var matcher = RuleMatcher(set)
    let matching = Measure.best(of: rounds) {
      matches = 0
      for column in columns { for match in matcher.matches(column) { matches += match.rows.count } }
    }
    let rate = { (seconds: Double) in Int(Double(events) / max(seconds, 1e-9)) }
    print(
      "rules \(set.rules.count)\tbatches \(batches.count)\tevents \(events)\tmatches \(matches)\tmatching \(rate(matching.user)) events/s"
        + "\twith columns \(rate(matching.user + making.user)) events/s\t\(matching.summary)")
  }

  static func found(_ path: String, _ inputs: [String]) throws {
    let files = try files([path])
    let set = RuleSet(files.rules, library: files.library)
    let selection = FieldSelection(set.fields + [.timestamp] + EntityFields.all)
    var counts: [String: [String: Int]] = [:]
    var events: [String: Int] = [:]
    var runner = RuleRunner(set)
    try read(inputs) { batch in
      let columns = ColumnSet(batch, selection)
      var matches: [RuleMatch] = []
      runner.observe(
        columns,
        reference: { row in
          EventReference(id: "", path: batch.origin(ofRow: row).path, record: batch.positions[row].record, time: 0)
        }, into: &matches)
      events[batch.origin.path, default: 0] += batch.count
      for match in matches { counts[batch.origin.path, default: [:]][set.rules[match.rule].id, default: 0] += 1 }
    }
    print("rules\t\(set.rules.count)\t\(files.reports.count)")
    for (path, number) in events.sorted(by: { $0.key < $1.key }) { print("events\t\(path)\t\(number)") }
    for (path, rules) in counts.sorted(by: { $0.key < $1.key }) {
      for (rule, number) in rules.sorted(by: { $0.key < $1.key }) {
        let known = set.rules.first { $0.id == rule }
        print("match\t\(path)\t\(rule)\t\(number)\t\(known?.name ?? "")\t\(known?.severity.name ?? "")")
      }
    }
  }

  static func read(_ paths: [String], _ sink: @escaping (EventBatch) throws -> Void) throws {
    let walker = InputWalker {
      print("\($0)")
    } visit: { member in
      try member.buffer.fill(to: ReaderRegistry.prefixLength)
      guard let type = ReaderRegistry.recognise(member.buffer.bytes.span) else { return }
      var reader = type.init(options: ReaderOptions())
      var report = ReadReport()
      let origin = EventOrigin(path: member.path, format: type.format)
      try reader.read(&member.buffer, origin: origin, report: &report, into: sink)
    }
    for path in paths { try walker.walk(path) }
  }
}
