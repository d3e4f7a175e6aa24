import Evidence
import Foundation
import Learning
import Lifecycle
import Signing
import Tables
import Testing
import Training
import Triage

/// One turn of the whole loop: hunt, verdicts, training, better precision at the same budget on later data, release, roll-back.
@Suite struct LoopTests {
  private static let day: Int64 = 86_400_000_000_000

  /// What happens on a fleet: attacks differ from daily life in two features that the first model does not know.
  private struct Event {
    var features: [Double]
    var isAttack: Bool
    var time: Int64
  }

  private func life(from first: Int, days: Int, seed: UInt64) -> [Event] {
    var random = Xoshiro256(seed: seed)
    return (0..<days * 60).map { index in
      let isAttack = random.nextUnit() < 0.06
      func draw(_ shift: Double) -> Double { (random.nextUnit() + random.nextUnit() + random.nextUnit()) / 3 + shift }
      // The first column is what the first model sees: hardly better than chance.
      let features = [draw(isAttack ? 0.06 : 0), draw(isAttack ? 0.3 : 0), draw(isAttack ? -0.25 : 0)]
      return Event(features: features, isAttack: isAttack, time: Int64(first * 60 + index) * Self.day / 60)
    }
  }

  /// A hunt: a detector scores events, triage makes alerts, and the budget says which an analyst sees.
  private func hunt(_ events: [Event], _ score: ([Double]) -> Double) -> (alerts: [Alert], shown: Set<String>) {
    var alerts: [Alert] = []
    for (index, event) in events.enumerated() {
      let signal = Signal(
        detector: DetectorID(name: "model", version: "1"), ruleID: "model", title: "model", time: event.time,
        severity: .high, score: score(event.features), logLikelihoodRatio: 0)
      alerts.append(
        Alert(
          id: "\(index)", title: "model", ruleID: "model", severity: .high, risk: 100 * score(event.features),
          firstSeen: event.time, lastSeen: event.time, techniques: [], tactics: [], entities: [], signals: [signal],
          signalCount: 1))
    }
    return (alerts, QueueBudget(perDay: 3).split(alerts).shown)
  }

  private func precision(_ events: [Event], _ shown: Set<String>) -> Double {
    Double(events.indices.count { shown.contains("\($0)") && events[$0].isAttack }) / Double(max(1, shown.count))
  }

  /// What the analyst says: the truth on what is shown and on a random tenth of the rest (audits), wrong once in twenty.
  private func verdicts(_ events: [Event], _ shown: Set<String>) -> [Verdict] {
    var random = Xoshiro256(seed: 77)
    return events.indices.compactMap { index in
      let isAudited = random.nextUnit() < 0.1
      let isWrong = random.nextUnit() < 0.05
      guard shown.contains("\(index)") || isAudited else { return nil }
      return Verdict(
        id: "v\(index)", subjectKind: "alert", subjectID: "\(index)",
        disposition: events[index].isAttack != isWrong ? .truePositive : .falsePositive, author: "ada",
        time: events[index].time + Self.day / 24, confidence: 1, note: "")
    }
  }

  @Test func verdictsMakeTheNextModelBetterAtTheSameBudgetAndItCanBeTakenBack() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "shrike-loop-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    // Hunt with the first model, and judge.
    let past = life(from: 0, days: 40, seed: 1)
    let first = hunt(past) { min(0.99, max(0, $0[0])) }
    let said = verdicts(past, first.shown)
    // Train on the verdicts, in the order of time.
    var values: [Double] = []
    var labels: [Double] = []
    var times: [Double] = []
    for verdict in said {
      guard let index = Int(verdict.subjectID) else { continue }
      values += past[index].features
      labels.append(verdict.disposition == .truePositive ? 1 : 0)
      times.append(Double(past[index].time))
    }
    let names = ["known", "rare", "signed"]
    let data = DataTable(
      numbers: try FeatureTable(columns: 4, values: interleaved(values, labels), names: names + ["y"]))
    var run = TrainingRun()
    (run.division, run.rounds, run.leaves, run.resamples) = (.time(times), 60, 6, 20)
    run.falsePositiveRate = 0.2
    let trained = try run.run(try ModelTable(data, label: "y"))
    let forest = try Forest(trained.model.ensemble)
    var workspace = ForestWorkspace()
    // Later data, the same budget.
    let later = life(from: 40, days: 30, seed: 2)
    let old = hunt(later) { min(0.99, max(0, $0[0])) }
    let new = hunt(later) { features in
      let scores = forest.predict(rows: features.span, columns: 3, using: &workspace)
      return trained.model.score(scores) ?? 0
    }
    #expect(abs(old.shown.count - new.shown.count) <= 12, "the budget is the same")
    #expect(precision(later, new.shown) > precision(later, old.shown) + 0.2)
    // Release: bundle, registry, stages.
    var registry = try release(trained, in: folder)
    #expect(registry.version(of: "queue", onHost: "h") == "v2")
    // Take it back.
    try registry.rollBack("queue", by: .init("ada", reason: "the fleet changed"))
    #expect(registry.version(of: "queue", onHost: "h") == "v1")
    #expect(
      registry.entries.map(\.action) == [
        .add, .promote, .promote, .promote, .add, .promote, .promote, .promote, .rollback,
      ])
  }

  private func interleaved(_ values: [Double], _ labels: [Double]) -> [Double] {
    labels.indices.flatMap { Array(values[$0 * 3..<$0 * 3 + 3]) + [labels[$0]] }
  }

  private func release(_ trained: TrainingRun.Result, in folder: URL) throws -> ModelRegistry {
    let key = SigningKey()
    var registry = try ModelRegistry(folder.appending(path: "registry").path(), creatingWith: [key.publicKey])
    for number in 1...2 {
      let place = folder.appending(path: "bundle-\(number)")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try Data(trained.model.packed()).write(to: place.appending(path: ModelBundle.modelName))
      try Data(trained.evaluation.json).write(to: place.appending(path: ModelBundle.metricsName))
      let lineage = Lineage(data: ["verdicts": "in the test"], code: "test", seed: 1, environment: [:])
      try Data(lineage.json()).write(to: place.appending(path: ModelBundle.lineageName))
      let name = "v\(number)"
      _ = try ModelBundle.seal(place.path(), name: "queue", version: name, number: number, key: key)
      let actor = ModelRegistry.Actor("ada", reason: "trained on verdicts; evaluated on later data by this test")
      try registry.add(place.path(), by: actor)
      try registry.promote("queue", name, to: .shadow, by: actor)
      // The training's own evaluation has no attack, so the gates have not accepted it: that takes an override.
      #expect(throws: LifecycleError.self) {
        try registry.promote("queue", name, to: .canary, share: 0.1, by: actor)
      }
      try registry.promote("queue", name, to: .canary, share: 0.1, override: true, by: actor)
      try registry.promote("queue", name, to: .active, override: true, by: actor)
    }
    let bundle = try registry.bundle("queue", "v2")
    let path = bundle.folder.appending(path: ModelBundle.modelName).path()
    // What is packed leaves out what scoring does not need, the gains of splits.
    #expect(try LoadedModel(path).model.packed() == trained.model.packed())
    return registry
  }
}
