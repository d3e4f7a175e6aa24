import Evidence

@testable import Pipeline
@testable import Triage

/// Strings that try to be more than text, and a hunt in which every string is one of them.
enum HostileHunt {
  static let corpus: [String] = [
    "<script>alert(1)</script>", "</script><script>alert(2)//", "<!--", "-->", "]]>", "<![CDATA[",
    "<?xml version='1'?>",
    "\"><img src=x onerror=alert(3)>", "' onmouseover='alert(4)", "\" style=\"background:url(https://example.net/x)",
    "</title></style></pre></details></svg><iframe src=//example.net>", "<svg/onload=alert(5)>",
    "<base href=//example.net/>",
    "javascript:alert(6)", "data:text/html;base64,PHNjcmlwdD4=", "expression(alert(7))", "url(javascript:alert(8))",
    "&lt;script&gt;", "&#60;script&#62;", "&amp;&quot;&nbsp;&bogus;", "%3Cscript%3E", "{{7*7}} ${7*7} #{7*7}",
    "`id`; $(id)",
    "a\u{0}b", "\u{1}\u{2}\u{8}\u{B}\u{C}\u{E}\u{1F}\u{7F}", "line\r\nbreak\ttab",
    "\u{1B}[2J\u{1B}[31mred\u{1B}]0;title\u{7}",
    "\u{9B}31m\u{9D}0;t\u{9C}", "exe.\u{202E}gpj.scr", "\u{2066}\u{2067}\u{2068}\u{2069}\u{200F}\u{061C}",
    "a\u{200B}b\u{200D}c\u{2060}d\u{FEFF}",
    "\u{2028}\u{2029}", "\u{FFFE}\u{FFFF}\u{1FFFE}", "\u{E0001}\u{E0041}", "\u{FFFD}\u{FFFD} was not UTF-8",
    "\u{A0}\u{3000}\u{2003}",
    "Z" + String(repeating: "\u{0300}\u{0489}", count: 500), String(repeating: "A", count: 100_000), "", " ", "-",
    "日本語 العربية עברית 🐎",
    "T1059; DROP TABLE alerts", "../../../../etc/passwd", "#alert-1", "\\u202e\\x00", "𝕊𝕙𝕣𝕚𝕜𝕖",
  ]

  /// The corpus in turn.
  struct Source {
    private var position: Int

    init(from position: Int) { self.position = position }

    mutating func next() -> String {
      position += 1
      return HostileHunt.corpus[position % HostileHunt.corpus.count]
    }
  }

  /// A hunt with `count` alerts in which every string is hostile.
  static func make(alerts count: Int = 60) -> HuntResult {
    var text = Source(from: 0)
    var result = HuntResult()
    let kinds = EntityKey.Kind.allCases
    for number in 0..<count {
      let entities = kinds.map { EntityKey($0, text.next()) }
      let time =
        number % 7 == 0 ? Int64.min + Int64(number) : number % 11 == 0 ? Int64.max : Int64(number) * 1_000_000_000
      let event = HuntResult.EvidenceEvent(
        id: "e\(number)" + text.next(), path: text.next(), record: .max, time: time, json: json(&text, number))
      let signal = Signal(
        detector: .init(name: text.next(), version: text.next()), ruleID: text.next(), title: text.next(), time: time,
        severity: Severity.allCases[number % 4], score: .nan, pValue: number % 3 == 0 ? -.infinity : 1e-300,
        logLikelihoodRatio: .infinity, techniques: [text.next(), "T1003.001"], tactics: [text.next(), "TA0006"],
        entities: entities, events: [.init(id: event.id, path: text.next(), record: 0, time: time)],
        reasons: (0..<4).map { _ in .init(field: text.next(), value: text.next(), note: text.next()) })
      result.events[event.id] = event
      result.alerts.append(
        Alert(
          id: number % 5 == 0 ? "same" : "a\(number)" + text.next(), title: text.next(), ruleID: text.next(),
          severity: signal.severity, risk: .nan, firstSeen: time, lastSeen: Int64.max, techniques: signal.techniques,
          tactics: signal.tactics, entities: entities, signals: [signal], signalCount: number % 2 == 0 ? .max : 0))
    }
    fill(&result, &text)
    holdBack(&result, &text)
    return result
  }

  /// A budget that holds back cases of which every string is hostile.
  private static func holdBack(_ result: inout HuntResult, _ text: inout Source) {
    var budget = QueueBudget(limits: [.fleet: 1, BudgetScope(.host, text.next()): 2])
    budget.observed.add(.min)
    budget.observed.add(.max)
    var outcome = budget.split([])
    outcome.changes = corpus.map { BudgetChange(scope: $0, before: nil, now: .infinity) }
    outcome.totals = outcome.reports
    result.take(outcome)
    result.budgetProblem = text.next()
    result.heldBack = .max
    result.heldCounts = [.critical: .max, .low: 1]
    result.heldCases = corpus.map { title in
      HeldCase(
        isIncident: title.count % 2 == 0, id: text.next(), title: title, severity: .critical, risk: .nan,
        firstSeen: .min, entities: [EntityKey(.host, text.next())], alerts: .max)
    }
  }

  private static func json(_ text: inout Source, _ number: Int) -> String {
    let value = text.next()
    switch number % 4 {
    case 0: return value
    case 1: return String(repeating: "[", count: 600)
    case 2: return "{\"a\":{\"\\u003cb\\u003e\":[1,-2.5e9,true,null,{}, [ ]]},\"s\":\"<b>\u{202E}\u{85}\"}"
    default:
      return
        "{\"long\":\"\(String(repeating: "<", count: 9_000))\",\"list\":[\(Array(repeating: "\"&\"", count: 9_000).joined(separator: ","))]}"
    }
  }

  private static func fill(_ result: inout HuntResult, _ text: inout Source) {
    let ids = result.alerts.map(\.id)
    result.incidents = (0..<6).map { number in
      Incident(
        id: text.next(), title: text.next(), severity: .critical, risk: .infinity, firstSeen: .min, lastSeen: .max,
        alertIDs: ids + [text.next()], entities: result.alerts[number].entities, tactics: [text.next(), text.next()],
        techniques: [text.next()],
        links: [.init(from: ids[0], to: text.next(), entity: EntityKey(.file, text.next()), note: text.next())])
    }
    for id in ids.prefix(12) {
      let loop = (0..<40).map { number in
        ProcessTree.Node(
          id: "p\(number % 30)", parentID: number % 9 == 0 ? "p\(number + 1)" : "p\(number - 1)", name: text.next(),
          executable: text.next(), commandLine: text.next(), user: text.next(), host: text.next(), pid: .min,
          start: .max,
          alertIDs: [text.next(), ids[1]])
      }
      result.processTrees[id] = ProcessTree(nodes: loop, omitted: .max)
    }
    result.hosts = (0..<3).map { _ in risk(.host, &text, ids) }
    result.accounts = (0..<3).map { _ in risk(.user, &text, ids) }
    result.users = (0..<3).map { _ in risk(.user, &text, ids) }
    result.inputs = (0..<30).map { _ in
      .init(
        path: text.next(), format: text.next(), bytes: .max, records: .max,
        problemCounts: ["skipped " + text.next(): .max / 100],
        problems: [.init(effect: "skipped", reason: text.next(), offset: .max, record: .max, detail: text.next())],
        failure: text.next())
    }
    result.sources = (0..<30).map { _ in
      .init(module: text.next(), provider: text.next(), code: text.next(), category: text.next(), count: 1 << 40)
    }
    result.timeline = [.min, 0, .max].map {
      .init(start: $0, events: 1 << 50, alerts: [text.next(): 3, "high": 1 << 50])
    }
    result.bucketSpan = .max
    result.firstEvent = .min
    result.lastEvent = .max
    result.detectors = [.init(id: .init(name: text.next(), version: text.next()), purpose: text.next(), signals: .max)]
    result.ruleProblems = corpus
    result.waitingRules = corpus.map { WaitingRule(id: $0, name: $0, jobs: [$0]) }
    result.version = text.next()
    result.eventCount = .max
    result.elapsed = 1e300
    result.startedAt = .max
    result.isSimulated = true
  }

  private static func risk(_ kind: EntityKey.Kind, _ text: inout Source, _ ids: [String]) -> EntityRisk {
    EntityRisk(
      entity: EntityKey(kind, text.next()), name: text.next(), score: .nan,
      contributions: [.init(alertID: ids[0], points: .infinity), .init(alertID: text.next(), points: -1)])
  }
}
