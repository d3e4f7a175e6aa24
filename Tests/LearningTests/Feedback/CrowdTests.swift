import Foundation
import Learning
import Testing

@Suite struct DawidSkeneTests {
  struct Oracle: Decodable {
    var items: Int
    var judges: Int
    var votes: [[Int]]
    var probability: [Double]
    var prior: Double
    var confusion: [[[Double]]]
  }

  /// `Fixtures/make-dawid-skene.py` asked crowd-kit.
  static func oracle() throws -> Oracle {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try JSONDecoder().decode(
      Oracle.self, from: try Data(contentsOf: folder.appending(path: "Fixtures/dawid-skene.json")))
  }

  @Test func agreesWithAnIndependentImplementation() throws {
    let oracle = try Self.oracle()
    let votes = oracle.votes.map { DawidSkene.Vote(item: $0[0], judge: $0[1], said: $0[2]) }
    var configuration = DawidSkene.Configuration.published
    configuration.rounds = 2_000
    configuration.tolerance = 1e-13
    let found = DawidSkene(votes, items: oracle.items, judges: oracle.judges, configuration)
    for item in 0..<oracle.items {
      #expect(abs(found.probability(item: item, class: 1) - oracle.probability[item]) < 1e-4)
    }
    for judge in 0..<oracle.judges {
      for actual in 0...1 {
        for said in 0...1 {
          let mine = found.confusion(judge: judge, true: actual, said: said)
          #expect(abs(mine - oracle.confusion[judge][actual][said]) < 1e-4)
        }
      }
    }
  }

  @Test func oneWhoTurnsEverythingRoundIsFoundOutAndUsed() {
    var votes: [DawidSkene.Vote] = []
    for item in 0..<80 {
      let truth = item % 4 == 0 ? 1 : 0
      for judge in 0..<3 { votes.append(.init(item: item, judge: judge, said: item % 7 == judge ? 1 - truth : truth)) }
      votes.append(.init(item: item, judge: 3, said: 1 - truth))
    }
    let found = DawidSkene(votes, items: 80, judges: 4)
    #expect(found.balancedAccuracy(judge: 3) < 0.1)
    #expect((0..<80).allSatisfy { (found.probability(item: $0, class: 1) > 0.5) == ($0 % 4 == 0) })
  }

  @Test func hostileVotesAreLeftOut() {
    let votes = [
      DawidSkene.Vote(item: -1, judge: 0, said: 1), .init(item: 0, judge: 9, said: 1),
      .init(item: 0, judge: 0, said: 7),
      .init(item: 0, judge: 0, said: 1, weight: .nan),
    ]
    let found = DawidSkene(votes, items: 2, judges: 1)
    #expect(found.probabilities.allSatisfy { $0.isFinite })
    #expect(DawidSkene([], items: 0, judges: 0).probabilities.isEmpty)
  }

  @Test func trustGrowsWithAgreementAndAGuesserCountsNothing() {
    var good = BetaReliability()
    var guesser = BetaReliability()
    for index in 0..<200 {
      good.observe(agreement: 1)
      guesser.observe(agreement: index % 2 == 0 ? 1 : 0)
    }
    #expect(good.weight > 0.95 && guesser.weight < 0.1)
    guesser.observe(agreement: .nan)
    #expect(guesser.weight.isFinite)
  }
}

@Suite struct LabelModelTests {
  /// Five independent sources that speak on 60 % of 600 points, and copies of the last one.
  static func scene(copies: Int) -> (votes: [LabelModel.Vote], truth: [Bool], accuracy: [Double]) {
    var random = Xoshiro256(seed: 21)
    let accuracy = [0.9, 0.8, 0.75, 0.85, 0.62]
    let truth = (0..<600).map { _ in random.nextUnit() < 0.4 }
    var votes: [LabelModel.Vote] = []
    for (item, positive) in truth.enumerated() {
      for (source, right) in accuracy.enumerated() where random.nextUnit() < 0.6 {
        let said = random.nextUnit() < right ? positive : !positive
        votes.append(.init(item: item, source: source, isPositive: said))
        guard source == 4 else { continue }
        for copy in 0..<copies { votes.append(.init(item: item, source: 5 + copy, isPositive: said)) }
      }
    }
    return (votes, truth, accuracy)
  }

  static func errors(_ model: LabelModel, _ truth: [Bool]) -> Int {
    zip(model.probabilities, truth).count { ($0 > 0.5) != $1 }
  }

  @Test func findsAccuraciesWithoutKnowingTheTruth() {
    let scene = Self.scene(copies: 0)
    let model = LabelModel(scene.votes, items: 600, sources: 5)
    for (source, right) in scene.accuracy.enumerated() {
      let found = (model.sources[source].sensitivity + model.sources[source].specificity) / 2
      #expect(abs(found - right) < 0.08, "source \(source): \(found), \(right)")
      #expect(abs(model.sources[source].coverage - 0.6) < 0.06)
      #expect(model.sources[source].groupSize == 1)
    }
    #expect(Self.errors(model, scene.truth) < 110)
  }

  @Test func copiesAreNotBelievedTwice() {
    let scene = Self.scene(copies: 3)
    let known = Dictionary(uniqueKeysWithValues: (0..<80).map { ($0, scene.truth[$0]) })
    let model = LabelModel(scene.votes, items: 600, sources: 8, known: known)
    #expect(model.sources[4...].allSatisfy { $0.groupSize == 4 })
    #expect(model.sources[..<4].allSatisfy { $0.groupSize == 1 })
    #expect(Self.errors(model, scene.truth) < 110)
  }

  @Test func whatIsKnownStays() {
    let scene = Self.scene(copies: 0)
    let model = LabelModel(scene.votes, items: 600, sources: 5, known: [3: true, 4: false])
    #expect(model.probabilities[3] == 1 && model.probabilities[4] == 0)
    let nothing = LabelModel([], items: 3, sources: 0)
    #expect(nothing.probabilities.allSatisfy { $0.isFinite })
  }
}

@Suite struct ReactionModelTests {
  static let guess = ReactionModel.Guess(
    positive: [0.05, 0.2, 0.75], negative: [0.15, 0.8, 0.05], unexamined: [0.8, 0.199, 0.001],
    propensities: [0.8, 0.3], prevalence: 0.2)

  /// Reactions: left, closed, acted on. Judges 0 … 7 act in good faith, judge 8 never does.
  static func world(_ count: Int, liars: Int) -> (seen: [ReactionModel.Observation], truth: [Bool]) {
    var random = Xoshiro256(seed: 33)
    func draw(_ weights: [Double]) -> Int {
      var rest = random.nextUnit()
      for (index, weight) in weights.enumerated() {
        rest -= weight
        if rest < 0 { return index }
      }
      return weights.count - 1
    }
    var seen: [ReactionModel.Observation] = []
    var truths: [Bool] = []
    for index in 0..<count {
      let stratum = index % 2
      let truth = random.nextUnit() < 0.25
      let isExamined = random.nextUnit() < (stratum == 0 ? 0.9 : 0.2)
      let judge = isExamined ? index / 2 % 9 : nil
      let shown = (judge ?? 0) >= 9 - liars ? !truth : truth
      let reaction =
        isExamined ? draw(shown ? [0.05, 0.15, 0.8] : [0.1, 0.85, 0.05]) : draw([0.7, 0.299, 0.001])
      // Of one in five it is known from elsewhere what it is, and from the console whether it was opened.
      let known = index % 10 < 2 ? truth : nil
      let isLogged = known == nil ? nil : isExamined
      seen.append(
        .init(stratum: stratum, reaction: reaction, judge: judge, isExamined: isLogged, truth: known))
      truths.append(truth)
    }
    return (seen, truths)
  }

  @Test func recoversWhoLooksAndWhatReactionsMean() {
    let world = Self.world(6_000, liars: 1)
    let model = ReactionModel(world.seen, judges: 9, guess: Self.guess)
    #expect(abs(model.propensities[0] - 0.9) < 0.05 && abs(model.propensities[1] - 0.2) < 0.05)
    #expect(abs(model.prevalences[0] - 0.25) < 0.05 && abs(model.prevalences[1] - 0.25) < 0.06)
    #expect(abs(model.reactions[1][2] - 0.8) < 0.1)
    #expect(model.goodFaith[8] < 0.35 && model.goodFaith[..<8].allSatisfy { $0 > 0.85 }, "\(model.goodFaith)")
  }

  @Test func whatNobodyLookedAtIsNotBenign() {
    let world = Self.world(6_000, liars: 0)
    let model = ReactionModel(world.seen, judges: 9, guess: Self.guess)
    let ignored = model.belief(.init(stratum: 1, reaction: 0))
    #expect(abs(ignored.probability - 0.25) < 0.06 && ignored.examined < 0.2 && ignored.weight < 1)
    let acted = model.belief(.init(stratum: 1, reaction: 2, judge: 1))
    #expect(acted.probability > 0.7 && acted.weight > 0.9 && acted.rateWeight > 3)
  }

  @Test func weightsMakeUpForWhatIsRarelySeen() {
    let world = Self.world(6_000, liars: 0)
    let model = ReactionModel(world.seen, judges: 9, guess: Self.guess)
    for stratum in 0...1 {
      let things = world.seen.filter { $0.stratum == stratum }
      let weight = things.reduce(0) { $0 + model.belief($1).rateWeight }
      #expect(abs(weight / Double(things.count) - 1) < 0.1)
    }
  }

  /// A liar's verdict is not the truth, and an honest one's nearly is.
  @Test func verdictsShareTheFaithOfWhoGaveThem() {
    var world = Self.world(6_000, liars: 1)
    for index in world.seen.indices {
      guard let judge = world.seen[index].judge, index % 7 == 0 else { continue }
      world.seen[index].truth = nil
      world.seen[index].verdict = judge == 8 ? !world.truth[index] : world.truth[index]
    }
    let model = ReactionModel(world.seen, judges: 9, guess: Self.guess)
    #expect(model.goodFaith[8] < 0.35 && model.goodFaith[..<8].allSatisfy { $0 > 0.85 }, "\(model.goodFaith)")
    let lie = model.belief(.init(stratum: 0, reaction: 2, judge: 8, verdict: true))
    let honest = model.belief(.init(stratum: 0, reaction: 2, judge: 1, verdict: true))
    #expect(lie.probability < 0.35 && honest.probability > 0.9, "\(lie) \(honest)")
    #expect(lie.examined > 0.999 && honest.weight > 0.999)
    let audited = model.belief(.init(stratum: 0, reaction: 2, judge: 8, verdict: true, truth: false))
    #expect(audited.probability == 0)
  }

  @Test func hostileObservationsAreLeftOut() {
    let bad = [
      ReactionModel.Observation(stratum: 7, reaction: 0), .init(stratum: 0, reaction: -1),
      .init(stratum: 0, reaction: 0, judge: 5),
    ]
    let model = ReactionModel(bad, judges: 1, guess: Self.guess)
    #expect(bad.allSatisfy { model.belief($0).weight == 0 })
    #expect(model.propensities.allSatisfy { $0.isFinite })
  }
}
