import Learning
import Testing

/// The budget: what is promised must hold for sequences made to break it.
@Suite struct AlertBudgetTests {
  /// Scores by day; what the analyst says, and when.
  struct Story: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var delay: Double
    var perDay: Double
    /// The score of the i-th of `perDayEvents` events a day.
    var score: @Sendable (Int, inout Xoshiro256) -> Double
  }

  static let stories = [
    Story(testDescription: "stationary", delay: 0.5, perDay: 5) { _, random in random.nextUnit() },
    Story(testDescription: "jump of everything", delay: 0.5, perDay: 2) { i, random in
      random.nextUnit() + (i > 7_500 ? 5 : 0)
    },
    Story(testDescription: "ever rising", delay: 1, perDay: 2) { i, random in Double(i) + random.nextUnit() },
    Story(testDescription: "alternating quiet and loud days", delay: 2, perDay: 10) { i, random in
      random.nextUnit() * (i / 500 % 2 == 0 ? 1 : 100)
    },
  ]

  /// The false alerts, the most pending at once, and the budget after 30 days of 500 benign findings.
  private func play(_ story: Story, provisional: Double) -> (falses: Int, pending: Int, budget: AlertBudget) {
    var configuration = AlertBudget.Configuration(perDay: story.perDay)
    configuration.provisional = provisional
    configuration.falseDiscoveryRate = 0
    var budget = AlertBudget(configuration)
    var random = Xoshiro256(seed: 7)
    var due: [(day: Double, id: String)] = []
    var (falses, most) = (0, 0)
    for index in 0..<15_000 {
      let day = Double(index) / 500
      while let next = due.first, next.day <= day {
        budget.settle(id: next.id, isFalse: true)
        due.removeFirst()
      }
      let decision = budget.decide(
        id: "\(index)", group: "a", score: story.score(index, &random), time: day)
      if decision.isShown {
        falses += 1
        due.append((day + story.delay, "\(index)"))
        most = max(most, due.count)
      }
    }
    return (falses, most, budget)
  }

  @Test(arguments: stories, [0, 0.25, 1])
  func falseAlertsStayWithinTheProvenBound(story: Story, provisional: Double) throws {
    let outcome = play(story, provisional: provisional)
    let report = try #require(outcome.budget.report().first)
    let slack = 2 * (1 - provisional) * Double(outcome.pending)
    #expect(Double(outcome.falses) <= report.bound + slack)
    #expect(report.shown == outcome.falses && report.refuted + report.awaiting == outcome.falses)
  }

  /// Ten days at the story's promise, ten at eight times as much, ten at a quarter; in the middle of it some are owed.
  @Test(arguments: stories, [0, 0.25, 1])
  func falseAlertsStayWithinTheBoundWhenThePromiseChanges(story: Story, provisional: Double) throws {
    var configuration = AlertBudget.Configuration(perDay: story.perDay)
    configuration.provisional = provisional
    configuration.falseDiscoveryRate = 0
    var budget = AlertBudget(configuration)
    var random = Xoshiro256(seed: 8)
    var due: [(day: Double, id: String)] = []
    var (falses, most, owed) = (0, 0, 0)
    for index in 0..<15_000 {
      let day = Double(index) / 500
      if index == 5_000 { budget.promise(["a": story.perDay * 8], from: day) }
      if index == 10_000 { budget.promise(["a": story.perDay / 4], from: day) }
      while let next = due.first, next.day <= day {
        budget.settle(id: next.id, isFalse: true)
        due.removeFirst()
      }
      let decision = budget.decide(
        id: "\(index)", group: "a", score: story.score(index, &random), time: day, isOwed: index % 1_000 == 999)
      guard decision.isShown else { continue }
      falses += 1
      if decision.reason == .owed { owed += 1 }
      due.append((day + story.delay, "\(index)"))
      most = max(most, due.count)
    }
    let report = try #require(budget.report().first)
    #expect(Double(falses) <= report.bound + 2 * (1 - provisional) * Double(most) + Double(owed))
    #expect(abs(report.promised - story.perDay * (10 + 80 + 2.5)) < story.perDay / 2, "\(report.promised)")
    #expect(report.owed == owed && report.shown == falses)
  }

  @Test func aStationaryStreamGetsWhatWasPromised() throws {
    let outcome = play(Self.stories[0], provisional: 0.25)
    let report = try #require(outcome.budget.report().first)
    #expect((0.85...1.2).contains(Double(outcome.falses) / report.promised))
  }

  @Test func trueAlertsCostNothingOnceTheyAreConfirmed() {
    var budget = AlertBudget(AlertBudget.Configuration(perDay: 1))
    budget.warmStart(group: "a", scores: (0..<1_000).map { (Double($0 % 100) / 100, Double($0) / 100 - 10) })
    var shown = 0
    for index in 0..<50 {
      let decision = budget.decide(id: "\(index)", group: "a", score: 50, time: 0.1 + Double(index) / 1_000)
      if decision.isShown { shown += 1 }
      budget.settle(id: "\(index)", isFalse: false)
    }
    #expect(shown == 50)
  }

  @Test func everyScopeOfAFindingMustHaveRoom() {
    var configuration = AlertBudget.Configuration(perDay: 50)
    configuration.scopes = ["fleet": 0]
    configuration.falseDiscoveryRate = 0
    var budget = AlertBudget(configuration)
    budget.warmStart(group: "a", scores: (0..<1_000).map { (Double($0), Double($0) / 100 - 10) })
    let both = budget.decide(id: "1", group: "a", scopes: ["a", "fleet"], score: 1e9, time: 1)
    let own = budget.decide(id: "2", group: "a", scopes: ["a"], score: 1e9, time: 1)
    #expect(!both.isShown && own.isShown)
  }

  @Test func certainEvidenceIsShownWithoutBudget() {
    var budget = AlertBudget(AlertBudget.Configuration(perDay: 0))
    let weak = budget.decide(id: "1", group: "a", score: 1, time: 1, logEValue: 2)
    let certain = budget.decide(id: "2", group: "a", score: 1, time: 1, logEValue: 40)
    #expect(!weak.isShown && certain.reason == .evidence)
  }

  /// e-LOND on e-values that are as dependent as can be: all equal. The expected share of false discoveries is kept.
  @Test func falseDiscoveriesStayBelowTheLevelUnderFullDependence() {
    var random = Xoshiro256(seed: 3)
    var sum = 0.0
    let runs = 1_500
    for _ in 0..<runs {
      // One e-value for all hundred, 20 in one case of twenty and 0 else: its expectation is 1.
      let logE = random.nextUnit() < 0.05 ? 2.99 : -Double.infinity
      var floor = DiscoveryFloor(level: 0.2)
      for _ in 0..<100 { _ = floor.test(logEValue: logE) }
      sum += floor.believed > 0 ? 1 : 0  // all are false, so the share is one as soon as one is believed
    }
    #expect(sum / Double(runs) <= 0.2)
    #expect(sum > 0)
  }

  @Test func wrongVerdictsAreCorrectedOnAverage() throws {
    var random = Xoshiro256(seed: 9)
    var ratios: [Double] = []
    for wrong in [0.0, 0.1] {
      var configuration = AlertBudget.Configuration(perDay: 20)
      configuration.wrongVerdicts = wrong
      configuration.falseDiscoveryRate = 0
      var budget = AlertBudget(configuration)
      var falses = 0
      for index in 0..<30_000 {
        let day = Double(index) / 1_000
        guard budget.decide(id: "\(index)", group: "a", score: random.nextUnit(), time: day).isShown else { continue }
        falses += 1
        budget.settle(id: "\(index)", isFalse: random.nextUnit() >= 0.1)
      }
      ratios.append(Double(falses) / (20 * 30))
    }
    #expect(ratios[0] > 1.05 && ratios[1] < 1.05)
  }

  /// What nobody states is estimated from things judged twice, and the estimate holds the promise as the known rate does.
  @Test(arguments: [0.0, 0.1, 0.25])
  func theRateOfWrongVerdictsIsEstimatedFromSecondVerdicts(lies: Double) {
    var random = Xoshiro256(seed: 21)
    var configuration = AlertBudget.Configuration(perDay: 20)
    configuration.falseDiscoveryRate = 0
    var budget = AlertBudget(configuration)
    #expect(abs(budget.wrongVerdicts - VerdictErrors.assumed) < 1e-9)
    var falses = 0
    for index in 0..<60_000 {
      let day = Double(index) / 1_000
      guard budget.decide(id: "\(index)", group: "a", score: random.nextUnit(), time: day).isShown else { continue }
      falses += 1
      let isFirstRight = random.nextUnit() >= lies
      if random.nextUnit() < 0.3 { budget.noteSecondVerdict(agrees: isFirstRight == (random.nextUnit() >= lies)) }
      budget.settle(id: "\(index)", isFalse: isFirstRight)
    }
    #expect(abs(budget.wrongVerdicts - lies) < 0.04, "\(budget.wrongVerdicts)")
    #expect(Double(falses) / (20 * 60) < 1.06)
    #expect(budget.report().first?.wrongVerdicts == budget.wrongVerdicts)
  }

  /// However wrong the assumption, right verdicts never let more through than the bound.
  @Test func correctingDoesNotWeakenTheBound() throws {
    var configuration = AlertBudget.Configuration(perDay: 5)
    configuration.wrongVerdicts = 0.4
    configuration.falseDiscoveryRate = 0
    var budget = AlertBudget(configuration)
    var random = Xoshiro256(seed: 4)
    var falses = 0
    for index in 0..<20_000 {
      let isTrue = index % 10 == 0
      let score = random.nextUnit() + (isTrue ? 1 : 0)
      guard budget.decide(id: "\(index)", group: "a", score: score, time: Double(index) / 500).isShown else { continue }
      if !isTrue { falses += 1 }
      budget.settle(id: "\(index)", isFalse: !isTrue)
    }
    #expect(Double(falses) <= (try #require(budget.report().first)).bound)
    #expect(falses > 0)
  }

  @Test func pendingAlertsAndGroupsAreBounded() {
    var configuration = AlertBudget.Configuration(perDay: 1_000)
    configuration.pendingCapacity = 20
    configuration.capacity = 5
    configuration.minimumReference = 10
    var budget = AlertBudget(configuration)
    for index in 0..<2_000 {
      _ = budget.decide(id: "\(index)", group: "g\(index % 50)", score: Double(index), time: Double(index) / 100)
    }
    #expect(budget.report().count <= 6)
    #expect(budget.report().reduce(0) { $0 + $1.awaiting } <= 20)
  }

  @Test func recentScoresForgetAndRank() {
    var recent = RecentScores(capacity: 16)
    for value in 0..<100 { recent.add(Double(value), at: Double(value)) }
    #expect(recent.count == 16)
    #expect(recent.pValue(1_000) == 1.0 / 17 && recent.pValue(-1) == 1)
    #expect(recent.surprise(99) > recent.surprise(90) && recent.surprise(200) > recent.surprise(120))
    recent.remove(99)
    #expect(recent.count == 15 && recent.pValue(98.5) == 1.0 / 16)
    recent.add(.nan, at: 0)
    #expect(recent.count == 15)
  }
}

/// Cases: what an analyst judges once is charged once.
@Suite struct BudgetCaseTests {
  private static let configuration = {
    var configuration = AlertBudget.Configuration(perDay: 2)
    configuration.falseDiscoveryRate = 0
    return configuration
  }()

  private func warm(_ configuration: AlertBudget.Configuration = configuration) -> AlertBudget {
    var budget = AlertBudget(configuration)
    budget.warmStart(group: "a", scores: (0..<1_000).map { (Double($0 % 100), Double($0) / 100 - 10) })
    return budget
  }

  @Test func theRestOfAStoryJoinsItsAlertWithoutACharge() throws {
    var together = warm()
    var apart = warm()
    var shown = (together: 0, apart: 0)
    for index in 0..<60 {
      let time = 0.1 + Double(index) / 2_000
      let one = together.decide(id: "\(index)", group: "a", case: "story", score: 150, time: time)
      let other = apart.decide(id: "\(index)", group: "a", score: 150, time: time)
      if one.isShown { shown.together += 1 }
      if other.isShown { shown.apart += 1 }
      #expect(one.reason == (index == 0 ? .budget : .joined))
    }
    #expect(shown.together == 60 && shown.apart < 30, "\(shown)")
    let report = try #require(together.report().first)
    #expect(report.shown == 1 && report.joined == 59 && report.awaiting == 1)
  }

  @Test func aCaseEndsWithAPauseASpanOrAFalseVerdict() {
    func reasons(_ times: [Double], falseAfter: Int? = nil) -> [AlertBudget.Decision.Reason] {
      var budget = warm()
      return times.enumerated().map { index, time in
        let decision = budget.decide(id: "\(index)", group: "a", case: "c", score: 150, time: time)
        if index == falseAfter { budget.settle(id: "0", isFalse: true) }
        return decision.reason
      }
    }
    #expect(reasons([0.1, 0.12, 0.13]) == [.budget, .joined, .joined])
    #expect(reasons([0.1, 0.12, 0.9]) == [.budget, .joined, .budget], "a long pause begins a new case")
    #expect(reasons((0..<30).map { 0.1 + Double($0) * 0.04 })[26] == .budget, "a day is the limit")
    #expect(reasons([0.1, 0.12, 0.13], falseAfter: 1)[2] != .joined)
  }

  @Test func whatIsWeakerThanTheBarOfItsCaseDoesNotJoin() {
    var budget = warm()
    #expect(budget.decide(id: "1", group: "a", case: "c", score: 150, time: 0.1).reason == .budget)
    #expect(budget.decide(id: "2", group: "a", case: "c", score: 40, time: 0.11).reason == .held)
    #expect(budget.decide(id: "3", group: "a", case: "other", score: 40, time: 0.12).reason == .held)
  }

  /// The bound is for cases then: hosts that each give bursts of benign findings, whatever the scores do.
  @Test(arguments: AlertBudgetTests.stories, [0, 0.25, 1])
  func falseCasesStayWithinTheProvenBound(story: AlertBudgetTests.Story, provisional: Double) throws {
    var configuration = AlertBudget.Configuration(perDay: story.perDay)
    configuration.provisional = provisional
    configuration.falseDiscoveryRate = 0
    var budget = AlertBudget(configuration)
    var random = Xoshiro256(seed: 17)
    var due: [(day: Double, id: String)] = []
    var (falses, joined, most) = (0, 0, 0)
    for index in 0..<15_000 {
      let day = Double(index) / 500
      while let next = due.first, next.day <= day {
        budget.settle(id: next.id, isFalse: true)
        due.removeFirst()
      }
      let decision = budget.decide(
        id: "\(index)", group: "a", case: "host \(index / 10 % 40)", score: story.score(index, &random), time: day)
      if decision.reason == .joined { joined += 1 }
      if decision.reason == .budget {
        falses += 1
        due.append((day + story.delay, "\(index)"))
        most = max(most, due.count)
      }
    }
    let report = try #require(budget.report().first)
    #expect(Double(falses) <= report.bound + 2 * (1 - provisional) * Double(most))
    #expect(report.shown == falses && report.joined == joined)
  }
}
