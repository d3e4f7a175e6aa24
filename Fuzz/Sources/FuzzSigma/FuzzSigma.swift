import RuleFiles
import Rules

/// What libFuzzer calls with every input: the text of a Sigma file. It is read or refused with a place, and what compiles
/// answers for any event.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  var files = RuleFiles()
  files.add(Array(UnsafeBufferPointer(start: start, count: count)), path: "fuzz.yml")
  precondition(!files.reports.isEmpty || files.rules.isEmpty, "a rule came from nowhere")
  var rules = files.rules
  let place = SourcePosition(line: 1, column: 1)
  for index in rules.indices {
    rules[index].tests = [RuleTest(name: "event", event: event, matches: true, position: place)]
  }
  let set = RuleSet(rules)
  let failed = Set(set.problems.filter(\.isFatal).map(\.ruleID))
  for rule in rules {
    precondition(set.rules.contains { $0.id == rule.id } || failed.contains(rule.id), "neither compiled nor refused")
  }
  precondition(RuleTestRunner.run(set).count == set.rules.count, "a test was lost")
  return 0
}

private let event = #"""
  {"@timestamp":"2024-05-06T07:08:09Z","event.provider":"Microsoft-Windows-Sysmon","event.code":"1","event.category":"process",
  "event.type":"start","host.os.type":"windows","process.executable":"C:\\Windows\\a.exe","process.pid":42,
  "process.command_line":"a.exe -enc aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab \u017d","winlog.channel":"Security","winlog.event_data.X":"1"}
  """#
