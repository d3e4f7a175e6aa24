import ECS
import Evidence
import Foundation
import Testing

@testable import Rules

/// The endpoint's dialect of EQL: searches in lists of objects, events that later events refer to, relatives.
@Suite struct EndpointQueryTests {
  @Test(.enabled(if: PublishedElasticRulesTests.isAvailable, "needs ../shared/data"))
  func everyPublishedBehaviourRuleCompiles() throws {
    var rules: [Rule] = []
    try PublishedElasticRulesTests.unpacked(PublishedElasticRulesTests.endpointArchive) { files in
      for file in files {
        var rule = try RuleFile.parse(FileTree.read(file, limit: RuleFile.maximumSize), path: file)
        // Seven rules stand in the folders of two systems.
        rule.id = file
        rules.append(rule)
      }
    }
    let set = RuleSet(rules)
    let fatal = set.problems.filter(\.isFatal).map(\.description)
    #expect(fatal.isEmpty, "\(fatal.count): \(fatal.prefix(20).joined(separator: "\n"))")
    #expect(set.rules.count == 1_314)
    #expect(set.forms.count { $0 is SequenceForm } == 472)
    #expect(set.plan.lineages.count > 20)
  }

  static let stack = #"""
    "process.thread.Ext.call_stack":[
      {"symbol_info":"C:\\Windows\\System32\\ntdll.dll!NtOpen","protection_provenance":"x","allocation_private_bytes":0},
      {"symbol_info":"Unbacked+0x12","callsite_trailing_bytes":"909090","memory_section":{"protection":"RWX"},
       "modules":["a.dll","b.dll"],"allocation_private_bytes":4096}]
    """#

  @Test(arguments: [
    (#"_arraysearch(process.thread.Ext.call_stack, $entry, $entry.symbol_info : "unbacked*")"#, true),
    (#"_arraysearch(process.thread.Ext.call_stack, $entry, $entry.symbol_info : "kernel32*")"#, false),
    (
      #"_arraysearch(process.thread.Ext.call_stack, $e, $e.symbol_info : "*ntdll*" and $e.protection_provenance == "x")"#,
      true
    ),
    // Both hold, but of different elements.
    (
      #"_arraysearch(process.thread.Ext.call_stack, $e, $e.symbol_info : "Unb*" and $e.protection_provenance == "x")"#,
      false
    ),
    (#"_arraysearch(process.thread.Ext.call_stack, $e, $e.memory_section.protection == "RWX")"#, true),
    (#"_arraysearch(process.thread.Ext.call_stack, $e, $e.allocation_private_bytes > 0)"#, true),
    (#"_arraysearch(process.thread.Ext.call_stack, $e, $e.allocation_private_bytes > 5000)"#, false),
    (#"_arraysearch(process.thread.Ext.call_stack, $e, _arraysearch($e.modules, $m, $m == "b.dll"))"#, true),
    (#"_arraysearch(process.thread.Ext.call_stack, $e, $e.modules == "c.dll")"#, false),
    (#"_arraysearch(process.thread.Ext.call_stack, $e, $e.symbol_info == null)"#, false),
    (#"_arraysearch(process.thread.Ext.call_stack, $e, $e.callsite_trailing_bytes == null)"#, true),
    (#"arrayCount(process.thread.Ext.call_stack, $e, $e.symbol_info : "*") == 2"#, true),
    (#"not _arraysearch(process.parent.thread.Ext.call_stack, $e, $e.symbol_info : "*")"#, true),
    // One object instead of a list.
    (#"_arraysearch(dll.code_signature, $s, $s.trusted == true and $s.subject_name == "A")"#, true),
    (#"_arraysearch(dll.code_signature, $s, $s.trusted == false)"#, false),
    (#"arraySearch(process.args, $a, $a : "-e*")"#, true),
    (#"arrayCount(process.args, $a, startswith~($a, "-")) == 2"#, true),
  ])
  func searchesLists(condition: String, expected: Bool) throws {
    let event = #"""
      {\#(Self.stack),"dll":{"code_signature":{"trusted":true,"subject_name":"A"}},"process.args":["p","-enc","-w"]}
      """#
    #expect(try QueryHarness.matches(condition, event) == expected)
  }

  @Test func laterEventsReferToEarlierOnes() throws {
    let query = #"""
      sequence by host.id with maxspan=1m
        [file where event.type == "creation"] as event0
        [process where event.type == "start" and startswith~(process.executable, event0.file.path) and process.pid > 1]
      """#
    let found = try RunHarness.matches(
      EQLDefinition(query),
      [
        RunHarness.event(0, #""event":{"category":"file","type":"creation"},"host.id":"h","file.path":"C:\\a.exe""#),
        RunHarness.event(
          1,
          #""event":{"category":"process","type":"start"},"host.id":"h","process":{"executable":"C:\\b.exe","pid":2}"#),
        RunHarness.event(
          2,
          #""event":{"category":"process","type":"start"},"host.id":"h","process":{"executable":"c:\\A.exe","pid":1}"#),
        RunHarness.event(
          3,
          #""event":{"category":"process","type":"start"},"host.id":"h","process":{"executable":"c:\\A.exe","pid":2}"#),
      ])
    #expect(found == ["h |  | 0,3"])
  }

  @Test(arguments: [
    ("process where descendant of [process where process.name : \"word.exe\"]", ["2", "3", "5"]),
    ("process where child of [process where process.name : \"word.exe\"]", ["2", "5"]),
    ("any where event of [process where process.name : \"cmd.exe\"]", ["2", "4"]),
    ("process where not descendant of [process where process.name : \"word.exe\"]", ["0", "1", "6"]),
    (
      "process where process.name : \"ps.exe\" and child of [process where child of [process where process.name == \"word.exe\"]]",
      ["3"]
    ),
  ])
  func knowsRelatives(query: String, expected: [String]) throws {
    let start = { (second: Int, id: Int, parent: Int, name: String) in
      RunHarness.event(
        second,
        #""event":{"category":"process","type":"start"},"process":{"entity_id":"p\#(id)","name":"\#(name)","parent":{"entity_id":"p\#(parent)"}}"#
      )
    }
    let events = [
      start(0, 1, 0, "explorer.exe"), start(1, 2, 1, "word.exe"), start(2, 3, 2, "cmd.exe"), start(3, 4, 3, "ps.exe"),
      RunHarness.event(4, #""event":{"category":"file"},"process":{"entity_id":"p3","name":"cmd.exe"}"#),
      RunHarness.event(
        5, #""event":{"category":"process","type":"end"},"process":{"entity_id":"p3","name":"other.exe"}"#),
      // Its identifier was given away again after its end.
      start(6, 3, 1, "new.exe"),
    ]
    let found = try RunHarness.matches(EQLDefinition(query), events)
    // `event of` goes by the identifier, whatever the process is called by then.
    let wanted = query.hasPrefix("any") ? expected + ["5"] : expected
    #expect(found == wanted.map { " |  | \($0)" })
  }
}
