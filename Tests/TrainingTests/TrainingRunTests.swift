import Foundation
import Learning
import Lifecycle
import Tables
import Testing
import Training

@Suite struct TrainingRunTests {
  private func scratch(_ name: String) -> String {
    FileManager.default.temporaryDirectory.appending(path: "shrike-\(UUID().uuidString)-\(name)").path()
  }

  private func table(rows: Int) throws -> String {
    var generator = Xoshiro256(seed: 4)
    var text = "size,entropy,signed,label\n"
    for _ in 0..<rows {
      let (size, entropy) = (generator.nextUnit() * 10, generator.nextUnit() * 8)
      let signed = generator.nextUnit() < 0.5
      let isBad = entropy + (signed ? -2 : 1) + generator.nextUnit() * 2 > 6
      text += "\(size),\(entropy),\(signed ? 1 : 0),\(isBad ? 1 : 0)\n"
    }
    let path = scratch("table.csv")
    try Data(text.utf8).write(to: URL(filePath: path))
    return path
  }

  @Test func aTableBecomesAModelThatIsReadBack() throws {
    let path = try table(rows: 900)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let data = try TableFile(path).table()
    var run = TrainingRun()
    run.rounds = 40
    run.leaves = 8
    run.threads = 1
    run.resamples = 40
    run.falsePositiveRate = 0.05
    let result = try run.run(try ModelTable(data, label: "label"))
    #expect((result.evaluation.auroc?.estimate ?? 0) > 0.9)
    #expect(result.model.threshold.map { (0...1).contains($0) } ?? false)
    #expect(result.evaluation.split.contains("not a headline"))

    let file = scratch("model.shrike")
    defer { try? FileManager.default.removeItem(atPath: file) }
    try Data(result.model.packed()).write(to: URL(filePath: file))
    let loaded = try LoadedModel(file)
    #expect(loaded.format == .packed && loaded.model.card == result.model.card)
    let rows = try ModelTable(data, for: loaded, label: "label")
    #expect(rows.columns == 3 && rows.count == 900)
    let explanation = ModelExplanation(
      rows.rows[0..<3], by: try TreeSHAP(loaded.model.ensemble), names: rows.names, limit: 2)
    #expect(
      explanation.features.count == 2
        && explanation.features.allSatisfy { ["size", "entropy", "signed"].contains($0.name) })
  }

  @Test func groupsAreNeverDivided() throws {
    let path = try table(rows: 600)
    defer { try? FileManager.default.removeItem(atPath: path) }
    var run = TrainingRun()
    run.division = .groups((0..<600).map { "host \($0 % 12)" })
    (run.rounds, run.leaves, run.resamples, run.threads) = (10, 4, 20, 1)
    run.falsePositiveRate = 0.1
    let result = try run.run(try ModelTable(try TableFile(path).table(), label: "label"))
    #expect(result.model.card.first?.text.contains("12 groups") == true)
    #expect((100...150).contains(result.evaluation.positives + result.evaluation.negatives))
    #expect(result.evaluation.leakage?.testRowsInTraining == 0)
  }

  @Test func labelsMustBeClasses() throws {
    let path = try table(rows: 50)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let rows = try ModelTable(try TableFile(path).table(), label: "size")
    #expect(throws: LifecycleError.self) { try TrainingRun().run(rows) }
  }
}
