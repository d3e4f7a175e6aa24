import Evidence
import Testing

@testable import Rules

/// Rule files of Elastic's detection engine, in both forms.
@Suite struct ElasticRuleTests {
  static let toml = #"""
    [metadata]
    creation_date = "2024/05/06"
    maturity = "production"

    [rule]
    author = ["A", "B"]
    description = "What it sees."
    from = "now-9m"
    interval = "10m"
    index = ["logs-*"]
    language = "kuery"
    license = "MIT"
    max_signals = 33
    name = "A name"
    note = "## Triage"
    risk_score = 47
    rule_id = "5a9d0f34-0000-4000-8000-000000000001"
    severity = "medium"
    tags = ["Domain: Endpoint"]
    timestamp_override = "event.ingested"
    type = "query"
    building_block_type = "default"
    query = '''
    event.category:process and
      process.name:(a or b)
    '''
    rule_name_override = "message"
    exceptions_list = [{ id = "x", list_id = "mine", namespace_type = "single", type = "detection" }]

    [rule.investigation_fields]
    field_names = ["user.name"]

    [[rule.filters]]
    [rule.filters.meta]
    negate = true
    [rule.filters.query.wildcard."process.executable"]
    case_insensitive = true
    value = 'c:\\windows\\*'

    [[rule.severity_mapping]]
    field = "event.severity"
    operator = "equals"
    severity = "critical"
    value = "99"

    [[rule.risk_score_mapping]]
    field = "event.risk_score"
    operator = "equals"
    value = ""

    [rule.alert_suppression]
    group_by = ["user.name"]
    duration = { value = 5, unit = "m" }
    missing_fields_strategy = "doNotSuppress"

    [[rule.threat]]
    framework = "MITRE ATT&CK"
    [rule.threat.tactic]
    id = "TA0002"
    name = "Execution"
    reference = "https://attack.mitre.org/tactics/TA0002/"
    [[rule.threat.technique]]
    id = "T1059"
    name = "Command and Scripting Interpreter"
    reference = ""
    [[rule.threat.technique.subtechnique]]
    id = "T1059.001"
    name = "PowerShell"
    reference = ""
    """#

  static let exceptions = #"""
    {"list_id":"mine","name":"n","type":"detection"}
    {"list_id":"mine","name":"i","type":"simple","entries":[{"field":"user.name","type":"match","operator":"included","value":"backup"},{"field":"host.name","type":"match_any","operator":"excluded","value":["dc1","dc2"]}]}
    {"list_id":"mine","name":"w","type":"simple","entries":[{"field":"process.command_line","type":"wildcard","operator":"included","value":"*--health?check*"}]}
    {"list_id":"mine","name":"l","type":"simple","entries":[{"field":"source.ip","type":"list","operator":"included","list":{"id":"scanners","type":"ip"}}]}
    {"list_id":"mine","name":"n","type":"simple","entries":[{"field":"dll.sections","type":"nested","entries":[{"field":"name","type":"match","operator":"included","value":"ok"},{"field":"kind","type":"exists","operator":"included"}]}]}
    {"list_id":"mine","name":"old","type":"simple","expire_time":"2020-01-01T00:00:00Z","entries":[{"field":"process.name","type":"exists","operator":"included"}]}
    {"exported_exception_list_count":1}
    """#

  static func rules(_ library: RuleLibrary = RuleLibrary(now: KQLHarness.now)) throws -> RuleSet {
    let rules = RuleSet([try RuleFile.parse(Array(toml.utf8), path: "x.toml")], library: library)
    #expect(rules.problems.filter(\.isFatal).isEmpty)
    return rules
  }

  @Test func keepsWhatTheFileSays() throws {
    let rule = try #require(Self.rules().rules.first)
    #expect(rule.id == "5a9d0f34-0000-4000-8000-000000000001")
    #expect(rule.author == "A, B")
    #expect(rule.risk == 47)
    #expect(rule.techniques == ["T1059.001"])
    #expect(rule.tactics == ["TA0002"])
    #expect(rule.definition.kind == "kuery")
    #expect(rule.queryPosition == SourcePosition(line: 24, column: 1))
    #expect(rule.details.isBuildingBlock)
    #expect(rule.details.lookBack == 540)
    #expect(rule.details.interval == 600)
    #expect(rule.details.maximumSignals == 33)
    #expect(rule.details.maturity == "production")
    #expect(rule.details.note == "## Triage")
    #expect(rule.details.investigationFields == ["user.name"])
    #expect(rule.details.timestampOverride == "event.ingested")
  }

  static func start(_ seconds: Int, _ members: String) -> String {
    RunHarness.event(seconds, #""event.category":"process","process.name":"a",\#(members)"#)
  }

  @Test func filtersAndOverridesApply() throws {
    let events = [
      Self.start(0, #""process.executable":"C:\\WINDOWS\\a.exe""#),
      Self.start(
        1, #""process.executable":"C:\\Users\\a.exe","message":"m","event.severity":99,"event.risk_score":12"#),
      Self.start(2, #""event.severity":47"#),
    ]
    #expect(try RunHarness.matches(Self.rules(), events, batch: 3) == [" |  | 1 | m | critical | 12", " |  | 2"])
  }

  @Test func alertsLikeOneBeforeAreHeldBack() throws {
    let events = [
      Self.start(0, #""user.name":"u""#), Self.start(10, #""user.name":"u""#), Self.start(20, #""user.name":"v""#),
      Self.start(30, #""host.name":"h""#), Self.start(31, #""host.name":"h""#), Self.start(299, #""user.name":"u""#),
      Self.start(300, #""user.name":"u""#),
    ]
    let expected = [" |  | 0", " |  | 2", " |  | 3", " |  | 4", " | alerts held back before=2 | 6"]
    for batch in [1, 2, 7] { #expect(try RunHarness.matches(Self.rules(), events, batch: batch) == expected) }
  }

  @Test func exceptionsApply() throws {
    var library = RuleLibrary(now: KQLHarness.now)
    try library.addExceptions(ndjson: Array(Self.exceptions.utf8))
    library.valueLists["scanners"] = ["10.9.0.0/16", "10.8.0.1"]
    let rules = try Self.rules(library)
    let events = [
      #""user.name":"backup""#, #""user.name":"backup","host.name":"dc1""#,
      #""process.command_line":"x --health-check""#, #""source.ip":"10.9.3.4""#, #""source.ip":"10.8.0.1""#,
      #""source.ip":"10.8.0.2""#, #""dll.sections":[{"name":"ok"},{"kind":"x"}]"#,
      #""dll.sections":[{"name":"ok","kind":"x"}]"#, #""host.name":"dc2""#,
    ].enumerated().map { Self.start($0, $1) }
    let found = try RunHarness.matches(rules, events, batch: 20)
    #expect(found.map { $0.split(separator: "|").last.map(String.init) } == [" 1", " 5", " 6", " 8"])
  }

  @Test func exportsHoldRulesAndExceptions() throws {
    let rule = #"""
      {"id":"x","rule_id":"r1","type":"eql","language":"eql","name":"n","severity":"high","risk_score":73,"query":"process where\n  true","from":"now-6m","threat":[],"exceptions_list":[],"index":null}
      {"rule_id":"r2","type":"threshold","name":"t","severity":"low","risk_score":21,"query":"*:*","threshold":{"field":[],"value":5,"cardinality":[]}}
      {"rule_id":"r3","type":"new_terms","name":"t","severity":"low","risk_score":21,"query":"*:*","new_terms_fields":["user.name"],"history_window_start":"now-7d"}
      {"rule_id":"r4","type":"mystery","name":"t","severity":"low"}
      {"list_id":"l","entries":[{"field":"a","type":"match","operator":"included","value":"b"}]}
      {"exported_count":4}
      """#
    let export = try ElasticExport.parse(Array(rule.utf8), path: "x.ndjson")
    #expect(export.rules.map(\.definition.kind) == ["eql", "threshold", "new_terms"])
    #expect(export.exceptions["l"]?.count == 1)
    #expect(export.errors.map(\.position.line) == [4])
    #expect(RuleSet(export.rules).rules.count == 3)
  }

  @Test func errorsOfQueriesHaveTheirPlaceInTheFile() throws {
    let broken = Self.toml.replacing("process.name:(a or b)", with: "process.name:(a or )")
    let rules = RuleSet([try RuleFile.parse(Array(broken.utf8), path: "x.toml")])
    #expect(rules.problems.first?.description.hasPrefix("x.toml:25:22: error: ") == true)
  }

  @Test func anomalyRulesMatchRecordsOfTheirJobs() throws {
    let definition = AnomalyDefinition(jobs: ["rare_process"], threshold: 75)
    let events = [
      #""result_type":"record","job_id":"rare_process","record_score":75.5"#,
      #""result_type":"record","job_id":"rare_process","record_score":20"#,
      #""result_type":"record","job_id":"other","record_score":99"#, #""job_id":"rare_process","record_score":99"#,
    ].enumerated().map { RunHarness.event($0, $1) }
    #expect(try RunHarness.matches(definition, events) == [" |  | 0"])
  }
}
