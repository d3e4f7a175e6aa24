import Evidence
import Rules

/// What libFuzzer calls with every input: a query and an event with a zero byte between them, or a rule file.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
  let event = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : standardEvent
  run(String(decoding: parts.first ?? [], as: UTF8.self), on: event)
  if let rule = try? RuleLoader.rule(from: bytes, path: "fuzz.toml") {
    _ = RuleTestRunner.run(RuleSet([rule]))
  }
  return 0
}

/// A query either compiles, and then answers for any event, or is refused with a place.
private func run(_ query: String, on event: String) {
  var rule = Rule(id: "fuzz", name: "fuzz", severity: .low, query: query)
  let place = SourcePosition(line: 1, column: 1)
  rule.tests = [
    RuleTest(name: "given", event: event, matches: true, position: place),
    RuleTest(name: "standard", event: standardEvent, matches: true, position: place),
  ]
  let set = RuleSet([rule])
  precondition(set.rules.count == 1 || set.problems.contains(where: \.isFatal), "neither compiled nor refused")
  let outcomes = RuleTestRunner.run(set)
  precondition(outcomes.count == set.rules.count * 2, "a test was lost")
}

private let standardEvent = #"""
  {"@timestamp":"2024-05-06T07:08:09Z","event.category":["process","file"],"process.name":"Žofie.EXE","process.pid":42,
  "process.args":["a","b",""],"source.ip":"10.0.0.1","process.command_line":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab","file.size":1.5}
  """#
