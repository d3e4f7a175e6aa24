import ECS
import Evidence
import Rules

/// What libFuzzer calls with every input: a query and events with a zero byte between them, or a rule file.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
  let given = parts.count > 1 ? Array(parts[1]) : []
  let query = String(decoding: parts.first ?? [], as: UTF8.self)
  for dialect in [QueryOptions.Dialect.elasticsearch, .reference] {
    let options = QueryOptions(dialect: dialect, isCaseSensitive: dialect == .elasticsearch)
    run(query, options, on: [given, Array(standardEvents.utf8)])
  }
  if let rule = try? RuleLoader.rule(from: bytes, path: "fuzz.toml") {
    _ = RuleTestRunner.run(RuleSet([rule]))
  }
  return 0
}

/// A query either compiles, and then answers alike however events are cut into batches and whether its state went through a
/// snapshot or not, or is refused with a place.
private func run(_ query: String, _ options: QueryOptions, on inputs: [[UInt8]]) {
  let set = RuleSet([Rule(id: "fuzz", name: "fuzz", severity: .low, query: query)], options: options)
  precondition(set.rules.count == 1 || set.problems.contains(where: \.isFatal), "neither compiled nor refused")
  guard set.rules.count == 1 else { return }
  let limits = RunLimits(lateness: 1_000_000_000, heldPerRule: 8, waiting: 4)
  let selection = FieldSelection(set.fields + [.timestamp] + EntityFields.all)
  let whole = inputs.map { batch($0, single: false) }.joined()
  let single = inputs.map { batch($0, single: true) }.joined()
  var answers: [[String]] = []
  for batches in [Array(whole), Array(single)] {
    var runner = RuleRunner(set, limits: limits)
    var matches: [RuleMatch] = []
    var seen = 0
    for batch in batches {
      let reference = { (row: Int) in EventReference(id: "\(seen + row)", path: "", record: 0, time: 0) }
      runner.observe(ColumnSet(batch, selection), reference: reference, into: &matches)
      seen += batch.count
      let snapshot = runner.snapshot()
      var copy = RuleRunner(set, limits: limits)
      guard (try? copy.restore(snapshot)) != nil else { fatalError("a snapshot is refused") }
      precondition(copy.snapshot() == snapshot, "a snapshot is not what was taken")
      runner = copy
    }
    runner.finish(into: &matches)
    answers.append(matches.map { "\($0.keys)\($0.facts)\($0.steps.map { $0.event?.reference.id ?? "-" })" })
  }
  precondition(answers[0] == answers[1], "the answer depends on the size of batches")
}

/// The events of a text, as far as it is JSON: all in one batch, or each in its own.
private func batch(_ text: [UInt8], single: Bool) -> [EventBatch] {
  var batches: [EventBatch] = []
  var builder = BatchBuilder(origin: EventOrigin(path: "", format: "json"))
  var parser = JSONDocumentParser()
  var position = 0
  builder.load(text: text)
  while JSONCursor.peek(text.span, &position) != nil {
    guard (try? parser.parse(text.span, at: &position, into: &builder)) != nil else {
      builder.abandonRow()
      break
    }
    builder.endRow(at: RecordPosition(offset: 0, record: 1))
    if single {
      batches.append(builder.finish())
      builder = BatchBuilder(origin: EventOrigin(path: "", format: "json"))
      builder.load(text: text)
    }
  }
  if builder.count > 0 { batches.append(builder.finish()) }
  return batches
}

private let standardEvents = #"""
  {"@timestamp":"2024-05-06T07:08:09Z","event.category":["process","file"],"process.name":"Žofie.EXE","process.pid":42,
  "process.args":["a","b",""],"source.ip":"10.0.0.1","process.command_line":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab","file.size":1.5}
  {"@timestamp":"2024-05-06T07:08:10Z","event":{"category":"process","type":"start"},"host.id":"h","user.name":"eve",
  "process":{"name":"cmd.exe","pid":1,"entity_id":"a","parent":{"entity_id":"b"}}}
  {"@timestamp":"2024-05-06T07:08:08Z","event":{"category":"process","type":"start"},"host.id":"h","user.name":"eve",
  "process":{"name":"ps.exe","pid":2,"entity_id":"c","parent":{"entity_id":"a"},
  "thread.Ext.call_stack":[{"symbol_info":"x","n":1},{"symbol_info":"y","m":["a"]}]}}
  {"@timestamp":"2024-05-06T07:09:08Z","event":{"category":"file","type":"creation"},"host.id":"h","process.entity_id":"c"}
  {"@timestamp":"2024-05-06T07:20:00Z","event":{"category":"process","type":"end"},"host.id":"h","process.entity_id":"c"}
  """#
