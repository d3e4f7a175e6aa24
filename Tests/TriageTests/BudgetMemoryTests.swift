import Evidence
import Learning
import Testing

@testable import Triage

/// Alerts over days, and what analysts say about some of them.
struct BudgetStream {
  static let day: Int64 = 86_400_000_000_000
  var alerts: [Alert] = []
  var verdicts: [Verdict] = []

  /// - Parameter perDay: alerts a day on average.
  init(seed: UInt64, days: Int, perDay: Int, verdictShare: Double = 0.6) {
    var random = Xoshiro256(seed: seed)
    for index in 0..<days * perDay {
      let time = Int64(random.nextUnit() * Double(days) * Double(Self.day))
      let risk =
        [20.0, 20, 20, 40, 40, 60, 80][Int(random.nextUnit() * 7)] + (random.nextUnit() < 0.3 ? random.nextUnit() : 0)
      alerts.append(Self.alert("s\(seed)-\(index)", risk: risk, time: time, host: "h\(Int(random.nextUnit() * 6))"))
      guard random.nextUnit() < verdictShare else { continue }
      let delay = Int64(-1.0 * Logarithm.of(max(1e-9, random.nextUnit())) * Double(Self.day) / 2)
      verdicts.append(
        Self.verdict(alerts[index], random.nextUnit() < 0.15 ? .truePositive : .falsePositive, time + delay))
    }
    alerts.sort { $0.firstSeen < $1.firstSeen }
  }

  static func alert(
    _ id: String, risk: Double, time: Int64, host: String = "h", severity: Severity = .medium, rule: String = "r"
  ) -> Alert {
    let signal = Signal(
      detector: DetectorID(name: "t", version: "1"), ruleID: rule, title: "t", time: time, severity: severity, score: 1,
      logLikelihoodRatio: 1)
    return Alert(
      id: id, title: "t", ruleID: rule, severity: severity, risk: risk, firstSeen: time, lastSeen: time, techniques: [],
      tactics: [], entities: [EntityKey(.host, host)], signals: [signal], signalCount: 1, traits: ["host": host])
  }

  static func verdict(_ alert: Alert, _ disposition: Verdict.Disposition, _ time: Int64) -> Verdict {
    Verdict(
      id: "v" + alert.id, subjectKind: "alert", subjectID: alert.id, disposition: disposition, author: "ann",
      time: time,
      confidence: 1, note: "")
  }

  /// The alerts from one time to before another.
  func alerts(_ days: Range<Double>) -> [Alert] {
    alerts.filter { days.contains(Double($0.firstSeen) / Double(Self.day)) }
  }

  /// What was said before the day ended.
  func verdicts(before end: Double) -> [Verdict] { verdicts.filter { Double($0.time) / Double(Self.day) < end } }
}

/// Budgets that go on from hunt to hunt.
@Suite struct BudgetMemoryTests {
  private static func hunt(
    _ stream: BudgetStream, _ days: Range<Double>, _ limits: [BudgetScope: Double], _ memory: BudgetMemory?,
    verdictsBefore end: Double? = nil
  ) -> QueueBudget.Outcome {
    var budget = QueueBudget(limits: limits)
    budget.memory = memory
    return budget.split(stream.alerts(days), verdicts: stream.verdicts(before: end ?? days.upperBound))
  }

  /// Days at which one hunt ends and the next begins, at times when there is an alert.
  private static func cuts(_ stream: BudgetStream, seed: UInt64) -> [Double] {
    var random = Xoshiro256(seed: seed)
    let times = stream.alerts.map { Double($0.firstSeen) / Double(BudgetStream.day) }
    return [0] + (0..<25).map { _ in times[Int(random.nextUnit() * Double(times.count))] }.filter { $0 > 4 }.sorted()
  }

  @Test(arguments: [0.5, 2, 5], 0..<3 as Range<UInt64>)
  func slicesThroughAMemoryDecideAsOneContinuousBudgetDoes(perDay: Double, seed: UInt64) throws {
    let stream = BudgetStream(seed: seed, days: 30, perDay: 15)
    let cuts = Self.cuts(stream, seed: seed + 100)
    let first = Self.hunt(stream, 0..<cuts[1], [.fleet: perDay], nil)
    var memory = try #require(first.memory)
    var continuous = memory.budget
    var shown: Set<String> = []
    for (from, to) in zip(cuts.dropFirst(), cuts.dropFirst(2) + [1_000]) where from < to {
      let outcome = Self.hunt(stream, from..<to, [.fleet: perDay], try BudgetMemory(snapshot: memory.snapshot()))
      shown.formUnion(outcome.shown)
      memory = try #require(outcome.memory)
    }
    var expected: Set<String> = []
    var due = QueueBudget.decided(BudgetCase.members(BudgetCase.cases(stream.alerts, [])), stream.verdicts)[...]
    let start = try #require(stream.alerts.first).firstSeen
    // What was known after the first hunt.
    func settle(until time: Int64) {
      while let next = due.first, next.time <= time {
        continuous.settle(id: next.id, isFalse: next.isFalse)
        due.removeFirst()
      }
    }
    for entry in BudgetCase.cases(stream.alerts(cuts[1]..<1_000), []) {
      settle(until: entry.time)
      let decision = continuous.decide(
        id: entry.id, group: "(all)", scopes: ["fleet"], score: entry.score,
        time: Double(entry.time - start) / Double(BudgetStream.day), logEValue: entry.logEValue)
      if decision.isShown { expected.formUnion(entry.alerts.map(\.id)) }
    }
    #expect(shown == expected)
    #expect(!shown.isEmpty && shown.count < stream.alerts.count / 2)
  }

  @Test(arguments: 0..<4 as Range<UInt64>) func slicesDecideAsOneHuntDoesInEveryScope(seed: UInt64) throws {
    let stream = BudgetStream(seed: seed, days: 30, perDay: 20)
    let limits: [BudgetScope: Double] = [.fleet: 3, BudgetScope(.host): 0.7, BudgetScope(.detector, "t"): 4]
    let cuts = Self.cuts(stream, seed: seed + 7)
    let first = try #require(Self.hunt(stream, 0..<cuts[1], limits, nil).memory)
    let whole = Self.hunt(stream, cuts[1]..<1_000, limits, first)
    var memory = first
    var shown: Set<String> = []
    var promised = 0.0
    for (from, to) in zip(cuts.dropFirst(), cuts.dropFirst(2) + [1_000]) where from < to {
      let outcome = Self.hunt(stream, from..<to, limits, memory)
      shown.formUnion(outcome.shown)
      promised += outcome.report?.promised ?? 0
      memory = try #require(outcome.memory)
    }
    #expect(shown == whole.shown)
    #expect(abs(promised - (whole.report?.promised ?? 0)) < 1e-9, "what is promised does not depend on the slices")
    #expect(memory.budget.report(at: memory.days) == whole.totals.sorted { $0.scope < $1.scope })
  }

  @Test func whatIsHuntedAgainIsNeitherChargedNorCounted() throws {
    let stream = BudgetStream(seed: 3, days: 20, perDay: 10, verdictShare: 0)
    let first = Self.hunt(stream, 0..<10, [.fleet: 2], nil)
    let second = Self.hunt(stream, 10..<20, [.fleet: 2], first.memory)
    let memory = try #require(second.memory)
    let again = Self.hunt(stream, 10..<20, [.fleet: 2], memory)
    #expect(again.shown == second.shown && again.shownBefore == second.shown.count)
    let report = try #require(again.report)
    #expect(report.seen == 0 && report.shown == 0 && report.promised == 0 && report.days == 0)
    #expect(again.memory?.budget.snapshot() == memory.budget.snapshot())
    // Older files count for the time that nobody had looked at.
    let older = BudgetStream(seed: 4, days: 3, perDay: 10, verdictShare: 0)
    let shifted = older.alerts.map {
      BudgetStream.alert($0.id, risk: $0.risk, time: $0.firstSeen - 3 * BudgetStream.day)
    }
    var budget = QueueBudget(perDay: 2)
    budget.memory = memory
    let days = try #require(budget.split(shifted).report).days
    #expect((2.5...3.2).contains(days), "\(days)")
  }

  @Test func verdictsSettleWhatEarlierHuntsShowed() throws {
    let stream = BudgetStream(seed: 5, days: 20, perDay: 10, verdictShare: 0)
    let first = Self.hunt(stream, 0..<10, [.fleet: 1], nil)
    func threshold(_ disposition: Verdict.Disposition) throws -> (now: Double, report: BudgetReport) {
      var budget = QueueBudget(perDay: 1)
      budget.memory = first.memory
      let verdicts = stream.alerts.filter { first.shown.contains($0.id) }.map {
        BudgetStream.verdict($0, disposition, $0.firstSeen + 1)
      }
      let outcome = budget.split([], verdicts: verdicts)
      let memory = try #require(outcome.memory)
      return (try #require(memory.budget.room(of: "fleet")), try #require(outcome.report))
    }
    let (confirmed, refuted) = (try threshold(.truePositive), try threshold(.falsePositive))
    #expect(confirmed.now > refuted.now, "true alerts give their charge back")
    #expect(confirmed.report.confirmed == first.shown.count && refuted.report.refuted == first.shown.count)
  }

  @Test func anotherPromiseHoldsFromTheNextHuntOn() throws {
    let stream = BudgetStream(seed: 6, days: 60, perDay: 30, verdictShare: 0)
    let first = Self.hunt(stream, 0..<20, [.fleet: 1], nil)
    let second = Self.hunt(stream, 20..<60, [.fleet: 8], first.memory)
    #expect(second.changes == [BudgetChange(scope: "fleet", before: 1, now: 8)])
    let (report, total) = (try #require(second.report), try #require(second.totals.first))
    #expect(
      (7.8 * 40...8.1 * 40).contains(report.promised) && (0.7...1.2).contains(Double(report.shown) / report.promised))
    #expect(abs(total.promised - (20 + 320)) < 3 && Double(report.shown) <= report.bound)
    #expect(Double(total.shown) <= total.bound)
    // What was held back gets another chance under the new promise.
    let again = Self.hunt(stream, 0..<20, [.fleet: 50], second.memory)
    #expect(again.shown.count > first.shown.count && again.report?.seen == 0)
    let gone = Self.hunt(stream, 40..<60, [BudgetScope(.host): 1], again.memory)
    #expect(gone.changes.count == 2 && gone.reports.allSatisfy { $0.scope.hasPrefix("host:") })
  }

  @Test func quietDaysCountAndALongPauseCountsAsAWeek() throws {
    func days(pause: Int64) throws -> Double {
      let first = BudgetStream(seed: 8, days: 5, perDay: 10, verdictShare: 0)
      var budget = QueueBudget(perDay: 1)
      budget.memory = budget.split(first.alerts).memory
      let time = try #require(first.alerts.last).firstSeen + pause
      return try #require(budget.split([BudgetStream.alert("x", risk: 1, time: time)]).report).days
    }
    #expect(try days(pause: 2 * BudgetStream.day) == 2 && days(pause: 7 * BudgetStream.day) == 7)
    #expect(try days(pause: 400 * BudgetStream.day) == 7)
  }

  @Test func aShortSliceIsPromisedItsShareOfADay() throws {
    let hour = BudgetStream.day / 24
    let alerts = (0..<8).map { BudgetStream.alert("a\($0)", risk: Double($0), time: Int64($0) * hour / 24) }
    let outcome = QueueBudget(perDay: 12).split(alerts)
    let report = try #require(outcome.report)
    #expect(abs(report.days - 7.0 / 576) < 1e-12 && abs(report.promised - 12 * 7.0 / 576) < 1e-12)
    #expect(outcome.shown.isEmpty, "a rate of hundreds a day has no room in twelve")
    #expect(try BudgetMemory(snapshot: #require(outcome.memory).snapshot()) == outcome.memory)
  }

  @Test func theFirstCaseOfACriticalKindIsShownAndCharged() throws {
    let minute = BudgetStream.day / 1_440
    func critical(_ id: String, _ rule: String, day: Int64, host: String = "h") -> Alert {
      BudgetStream.alert(
        id, risk: 90, time: day * BudgetStream.day, host: host, severity: .critical, rule: rule)
    }
    let noise = (0..<20).map { BudgetStream.alert("n\($0)", risk: 95, time: Int64($0) * minute) }
    var budget = QueueBudget(perDay: 0.5)
    let first = budget.split(noise + [critical("c1", "wipe", day: 0), critical("c2", "wipe", day: 0, host: "g")])
    #expect(first.shown.count == 1 && first.shown.isSubset(of: ["c1", "c2"]), "the first, and no other")
    #expect(first.report?.owed == 1 && first.report?.awaiting == 1)
    budget.memory = first.memory
    #expect(budget.split([critical("c3", "wipe", day: 1)]).report?.owed == 0)
    let other = budget.split([critical("c4", "dump", day: 1)])
    #expect(other.shown == ["c4"])
    // A promise of nothing is kept.
    #expect(QueueBudget(perDay: 0).split([critical("c1", "wipe", day: 0)]).shown.isEmpty)
  }

  /// However many critical cases there are, what is owed adds at most one false alert for each kind in thirty days.
  @Test(arguments: [1, 3, 9]) func whatIsOwedIsWithinTheBound(kinds: Int) throws {
    var budget = QueueBudget(perDay: 0.5)
    var (shown, owed) = (0, 0)
    var report: BudgetReport?
    for day in 0..<90 {
      let alerts = (0..<20).map { index in
        BudgetStream.alert(
          "d\(day)-\(index)", risk: Double(day * 20 + index) / 20,
          time: Int64(day * 20 + index) * BudgetStream.day / 20,
          severity: .critical, rule: "kind \(index % kinds)")
      }
      let outcome = budget.split(alerts)
      budget.memory = outcome.memory
      shown += outcome.shown.count
      owed += outcome.report?.owed ?? 0
      report = outcome.totals.first ?? outcome.report
    }
    let total = try #require(report)
    #expect(Double(shown) <= total.bound + Double(kinds), "what was owed is charged, so only the latest come on top")
    #expect(owed <= 3 * kinds && total.shown == shown)
  }

  @Test func aModelWithOtherScoresBeginsReferencesAnew() throws {
    let stream = BudgetStream(seed: 9, days: 20, perDay: 20, verdictShare: 0)
    var budget = QueueBudget(perDay: 3)
    budget.memory = budget.split(stream.alerts(0..<10)).memory
    let lower = stream.alerts(10..<20).map { BudgetStream.alert($0.id, risk: $0.risk / 10, time: $0.firstSeen) }
    let same = budget.split(lower).shown.count
    budget.scale = "queue v2"
    let other = budget.split(lower).shown.count
    #expect(same < other && (20...40).contains(other), "\(same) \(other)")
  }

  @Test func memoriesThatWereChangedAreRefused() throws {
    let memory = try #require(QueueBudget(perDay: 1).split(BudgetStream(seed: 1, days: 3, perDay: 9).alerts).memory)
    let bytes = memory.snapshot()
    #expect(try BudgetMemory(snapshot: bytes).snapshot() == bytes)
    for place in stride(from: 0, to: bytes.count, by: 97) {
      var broken = bytes
      broken[place] ^= 0x10
      #expect(throws: StateError.self) { try BudgetMemory(snapshot: broken) }
    }
    #expect(throws: StateError.self) { try BudgetMemory(snapshot: []) }
  }
}

/// The time that promises are counted over.
@Suite struct ObservedTimeTests {
  private static let day = BudgetStream.day

  /// By definition: the moments in order, each gap counted, at most a week.
  private static func oracle(_ times: [Int64]) -> Double {
    let sorted = times.sorted()
    let sum = zip(sorted, sorted.dropFirst()).reduce(Int64(0)) { $0 + min($1.1 - $1.0, 7 * day) }
    return Double(sum) / Double(day)
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func isTheSumOfGapsHoweverItIsPutTogether(seed: UInt64) {
    var random = Xoshiro256(seed: seed)
    var times: [Int64] = []
    for _ in 0..<60 { times.append(Int64((random.nextUnit() - 0.5) * 400 * Double(Self.day))) }
    let whole = ObservedTime(times)
    #expect(abs(whole.days - Self.oracle(times)) < 1e-9)
    var parts = ObservedTime()
    for start in stride(from: 0, to: 60, by: 7) { parts.formUnion(ObservedTime(times[start..<min(60, start + 7)])) }
    #expect(parts == whole && ObservedTime(times.shuffled()) == whole)
    let cut = times[30]
    #expect(abs(whole.until(cut).days - Self.oracle(times.filter { $0 <= cut })) < 1e-9)
  }

  @Test func oneWrongClockAddsAWeek() {
    let usual = ObservedTime((0..<30).map { Int64($0) * Self.day })
    for wrong in [Int64.min, Int64.max, -1_000 * Self.day, 40_000 * Self.day] {
      var with = usual
      with.add(wrong)
      #expect(with.days == usual.days + 7)
      with.add(30 * Self.day)
      #expect(with.days == usual.days + 8, "time goes on")
    }
  }

  @Test func manyStretchesAreForgottenAndStillCount() {
    let times = (0..<1_500).map { Int64($0) * 10 * Self.day }
    let time = ObservedTime(times)
    #expect(time.stretches.count == ObservedTime.mostStretches && time.days == 7.0 * 1_499)
  }
}
