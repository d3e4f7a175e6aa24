import ECS
import Evidence
import Rules

/// What libFuzzer calls with every input. The first byte chooses: a query in KQL, Lucene's query strings or ES|QL, with a
/// zero byte and events behind it; an export of rules and exceptions; indicators.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  guard let choice = bytes.first else { return 0 }
  let rest = Array(bytes.dropFirst())
  let parts = rest.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
  let query = String(decoding: parts.first ?? [], as: UTF8.self)
  let events = parts.count > 1 ? Array(parts[1]) : Array(standardEvents.utf8)
  switch choice % 5 {
  case 0: run([rule(KQLDefinition(query))], on: events)
  case 1: run([rule(KQLDefinition(query, language: .lucene))], on: events)
  case 2: run([rule(ESQLDefinition(query: query, window: 600))], on: events)
  case 3:
    guard let export = try? ElasticExport.parse(rest, path: "fuzz.ndjson") else { return 0 }
    var library = RuleLibrary(now: Timestamp(nanoseconds: 1_715_000_000_000_000_000))
    library.add(export)
    run(export.rules, on: Array(standardEvents.utf8), library)
  default:
    var library = RuleLibrary(now: Timestamp(nanoseconds: 1_715_000_000_000_000_000))
    try? library.addIndicators(ndjson: rest)
  }
  return 0
}

private func rule(_ definition: some RuleDefinition) -> Rule {
  Rule(id: "fuzz", name: "fuzz", severity: .low, definition: definition)
}

/// Rules compile or are refused, and those that compile answer for any events, also when their state is restored between
/// any two of them.
private func run(_ rules: [Rule], on events: [UInt8], _ library: RuleLibrary = RuleLibrary()) {
  let set = RuleSet(rules, library: library)
  precondition(set.rules.count + set.problems.count(where: \.isFatal) == rules.count, "a rule was lost")
  guard !set.rules.isEmpty else { return }
  let limits = RunLimits(heldPerRule: 100)
  var runner = RuleRunner(set, limits: limits)
  var matches: [RuleMatch] = []
  let selection = FieldSelection(set.fields + [.timestamp] + EntityFields.all)
  for batch in batches(events) {
    runner.observe(
      ColumnSet(batch, selection),
      reference: { EventReference(id: "", path: "fuzz", record: UInt64($0), time: 0) }, into: &matches)
    var restored = RuleRunner(set, limits: limits)
    do {
      try restored.restore(runner.snapshot())
    } catch {
      preconditionFailure("a snapshot could not be restored: \(error)")
    }
    runner = restored
  }
  runner.finish(into: &matches)
}

/// A batch for each document.
private func batches(_ text: [UInt8]) -> [EventBatch] {
  var result: [EventBatch] = []
  var position = 0
  var parser = JSONDocumentParser()
  while result.count < 50 {
    var builder = BatchBuilder(origin: EventOrigin(path: "fuzz", format: "json"))
    builder.load(text: text)
    do {
      try parser.parse(text.span, at: &position, into: &builder)
    } catch {
      break
    }
    builder.endRow(at: RecordPosition(offset: 0, record: UInt64(result.count)))
    result.append(builder.finish())
  }
  return result
}

private let standardEvents = #"""
  {"@timestamp":"2024-05-06T07:08:09Z","event.category":["process"],"process.name":"Žofie.EXE","process.pid":42,
  "process.args":["a","b",""],"source.ip":"10.0.0.1","user.name":"a","message":"a b c","x":[{"a":1},{"b":"c"}]}
  {"@timestamp":"2024-05-06T07:18:09Z","event.category":"process","process.name":"b","user.name":["a","b"],"host.name":"h"}
  {"user.name":"c","process.command_line":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab","threat.indicator.ip":"10.0.0.1"}
  """#
