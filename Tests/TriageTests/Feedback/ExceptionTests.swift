import Evidence
import Testing

@testable import Triage

/// What exceptions hide, for whom, how long, and what they never hide.
@Suite struct ExceptionTests {
  private static let day: Int64 = 86_400_000_000_000
  private static let start: Int64 = 1_772_409_600_000_000_000

  private static func alert(
    _ id: String, host: String = "web-07", severity: Severity = .medium, signals: Int = 1, time: Int64 = start
  ) -> Alert {
    Alert(
      id: id, title: "shell", ruleID: "Own-Shell", severity: severity, risk: 30, firstSeen: time, lastSeen: time,
      techniques: [], tactics: [], entities: [EntityKey(.host, host)], signals: [], signalCount: signals,
      traits: ["rule": "Own-Shell", "host": host, "process": "cmd.exe", "parent": "updater.exe"])
  }

  private static func exception(
    _ steps: [AlertException.Step], analysts: [String] = [], hosts: Int = 1, largest: Int = 1,
    traits: [String: [String]] = ["rule": ["own-shell"], "host_group": ["web-#"]]
  ) -> AlertException {
    AlertException(
      id: AlertException.identifier(traits), traits: traits,
      grounds: .init(analysts: analysts, largestSignals: largest, hostCount: hosts), steps: steps)
  }

  private static func accept(_ author: String, expires: Int64? = nil, high: Bool = false) -> AlertException.Step {
    .init(.accept, by: author, at: start, reason: "r", expires: expires, coversHigh: high)
  }

  private static func removal(_ author: String) -> AlertException.Step {
    .init(.remove, by: author, at: start + 1, reason: "r")
  }

  static let standings: [(AlertException, ExceptionStanding)] = [
    (exception([accept("ann")]), .needsSecondAnalyst),
    (exception([accept("ann"), accept("ann")]), .needsSecondAnalyst),
    (exception([accept("ann"), accept("bob")]), .inForce),
    (exception([accept("ann")], analysts: ["ann"]), .needsSecondAnalyst),
    (exception([accept("ann")], analysts: ["bob"]), .inForce),
    (exception([accept("ann")], hosts: 5), .inForce),
    (exception([accept("ann")], hosts: 4), .needsSecondAnalyst),
    (exception([accept("ann", expires: start + day), accept("bob")]), .inForce),
    (exception([accept("ann", expires: start), accept("bob")]), .needsSecondAnalyst),
    (exception([accept("ann", expires: start), accept("bob", expires: start)]), .expired),
    (exception([accept("ann"), accept("bob"), removal("eve")]), .removed),
    (exception([accept("ann"), removal("eve"), accept("bob")]), .needsSecondAnalyst),
    (exception([]), .removed),
  ]

  @Test(arguments: standings.indices)
  func itTakesTwoPeopleOrOneAndACommonPattern(case index: Int) {
    let (exception, expected) = Self.standings[index]
    #expect(exception.standing(at: Self.start) == expected)
  }

  @Test func whatWasCalledMaliciousEndsWhatWouldHideIt() {
    let exception = Self.exception([Self.accept("ann"), Self.accept("bob")])
    let same = AlertTraits(Self.alert("a"))
    let other = AlertTraits(Self.alert("a", host: "lap-1"))
    #expect(exception.standing(at: Self.start, contradicting: [other]) == .inForce)
    #expect(exception.standing(at: Self.start, contradicting: [other, same]) == .contradicted)
  }

  private func filter(_ exceptions: [AlertException], malicious: [AlertTraits] = []) -> ExceptionFilter {
    ExceptionFilter(exceptions, malicious: malicious, now: Self.start)
  }

  @Test func whatIsHiddenIsCountedByException() throws {
    let wide = Self.exception([Self.accept("ann"), Self.accept("bob")], largest: 2)
    let waiting = Self.exception([Self.accept("ann")], traits: ["rule": ["own-shell"], "host": ["lap-1"]])
    let alerts = [
      Self.alert("a"), Self.alert("b", host: "web-9", signals: 3), Self.alert("c", host: "lap-1"),
      Self.alert("high", severity: .high), Self.alert("loud", signals: 90),
    ]
    let outcome = filter([waiting, wide]).apply(to: alerts)
    #expect(outcome.kept.map(\.id) == ["c", "high", "loud"] && outcome.hidden.map(\.id) == ["a", "b"])
    #expect(outcome.reasons == ["a": wide.id, "b": wide.id])
    let use = try #require(outcome.uses.first { $0.id == wide.id })
    #expect(use.hiddenAlerts == 2 && use.hiddenSignals == 4)
    #expect(use.passedForSeverity == 1 && use.passedForVolume == 1)
    #expect(outcome.uses.first { $0.id == waiting.id }?.hiddenAlerts == 0)
    #expect(use.effect.contains("2 alerts with 4 signals; 1 alert shown all the same for severity"))
  }

  /// Whoever accepts, however often: high severity goes only when two different people say so.
  @Test(arguments: [
    (["ann"], false), (["ann", "ann"], false), (["ann", "bob"], true),
  ])
  func highSeverityIsHiddenByTwoPeopleOnly(people: [String], isHidden: Bool) {
    let exception = Self.exception(
      people.map { Self.accept($0, high: true) } + [Self.accept("carl")], analysts: ["dora", "emil"], hosts: 50)
    let outcome = filter([exception]).apply(to: [Self.alert("x", severity: .critical)])
    #expect(outcome.hidden.isEmpty != isHidden)
  }

  @Test func anExceptionForARuleAloneHidesNothing() {
    let traits = ["rule": ["own-shell"]]
    let exception = Self.exception([Self.accept("ann"), Self.accept("bob")], traits: traits)
    #expect(filter([exception]).apply(to: [Self.alert("a")]).hidden.isEmpty)
  }

  @Test func whatSavesMuchNowComesBeforeWhatSavedMuchOnce() {
    // Fifty a day in the last week; a hundred a year ago; two a year.
    let policy = FeedbackPolicy()
    let end = Self.start + 365 * Self.day
    func rate(_ times: [Int64]) -> Double { ExceptionProposal.saving(times, Self.start...end, policy) }
    let busy = (0..<350).map { end - Int64($0) * Self.day / 50 }
    let past = (0..<100).map { Self.start + Int64($0) * Self.day / 50 }
    let rare = [Self.start + 100 * Self.day, end - 180 * Self.day]
    #expect(rate(busy) > 5 && rate(past) < policy.leastSaving && rate(rare) < policy.leastSaving)
    // A steady rate is what it is, over a year and over ten days.
    let steady = (0..<3_650).map { Self.start + Int64($0) * Self.day / 10 }
    #expect(abs(rate(steady) - 10) < 0.3)
    let short = ExceptionProposal.saving(
      (0..<100).map { Self.start + Int64($0) * Self.day / 10 }, Self.start...(Self.start + 10 * Self.day), policy)
    #expect(abs(short - 10) < 0.3)
  }

  @Test func proposalsAreOrderedByWhatTheySave() throws {
    func verdict(_ id: String, _ author: String) -> Verdict {
      Verdict(
        id: "\(id)-\(author)", subjectKind: "alert", subjectID: id, disposition: .falsePositive, author: author,
        time: Self.start + 400 * Self.day, confidence: 1, note: "")
    }
    // A burst of forty a year ago on one host, and two a day until now on another.
    let old = (0..<40).map { Self.alert("o\($0)", host: "lap-1", time: Self.start + Int64($0)) }
    let now = (0..<20).map {
      Self.alert("n\($0)", host: "db-2", time: Self.start + 390 * Self.day + Int64($0) * Self.day / 2)
    }
    let known = (old + now).map { (alert: $0, traits: AlertTraits($0)) }
    let verdicts = ["o1", "n1"].flatMap { id in ["ann", "bob"].map { verdict(id, $0) } }
    let book = VerdictBook(
      verdicts, now: Self.start + 400 * Self.day,
      traits: Dictionary(uniqueKeysWithValues: known.map { ($0.alert.id, $0.traits) }))
    let proposals = ExceptionProposal.proposals(book, alerts: known)
    let hosts = proposals.filter { $0.traits["host"] != nil }
    #expect(hosts.map { $0.traits["host"] } == ["db-2", "lap-1"], "\(hosts)")
    #expect(hosts.first?.state == .ready && hosts.last?.state == .savesLittle)
    #expect(hosts.last?.hiddenAlerts == 40 && (hosts.last?.alertsPerDay ?? 1) < 1.0 / 30)
  }
}
