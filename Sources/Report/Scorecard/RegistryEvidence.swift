import Foundation
public import Lifecycle
public import Pipeline

/// What the evaluations in a registry say of the models in use.
public struct RegistryEvidence {
  private let registry: ModelRegistry

  /// The evidence of a registry.
  public init(_ registry: ModelRegistry) { self.registry = registry }

  /// What an evaluation's JSON holds that counts here (`docs/schemas/evaluation.schema.json`).
  private struct Metrics: Decodable {
    struct Gate: Decodable {
      var pitfall: String
      var outcome: String
    }
    struct Attack: Decodable {
      var found: [Int]
      var steps: Int
    }
    struct Interval: Decodable { var estimate: Double? }
    var refused: Bool?
    var reasons: [String]?
    var gates: [Gate]?
    var attack: Attack?
    var auroc: Interval?
  }

  /// Adds every version that hosts run: shadow, canary and active. A bundle that does not verify is named as refused.
  public func add(to card: inout Scorecard) {
    var checks: [Scorecard.ModelCheck] = []
    for (name, model) in registry.state.models.sorted(by: { $0.key < $1.key }) {
      for version in model.versions where [.shadow, .canary, .active].contains(version.stage) {
        checks.append(check(name, version))
        card.models.append(.init(name: name, version: version.version, stage: version.stage.rawValue))
      }
    }
    card.robustness?.models = checks
  }

  private func check(_ name: String, _ version: RegistryState.Version) -> Scorecard.ModelCheck {
    var check = Scorecard.ModelCheck(name: name, version: version.version, stage: version.stage.rawValue)
    do throws(LifecycleError) {
      guard let bytes = try registry.bundle(name, version.version).file(ModelBundle.metricsName) else {
        check.reasons = ["its bundle has no evaluation"]
        return check
      }
      guard let metrics = try? JSONDecoder().decode(Metrics.self, from: Data(bytes)) else {
        check.reasons = ["the evaluation in its bundle cannot be read"]
        return check
      }
      check.isRefused = metrics.refused
      check.reasons = Array((metrics.reasons ?? []).prefix(10))
      for gate in metrics.gates ?? [] { check.gates[gate.pitfall] = gate.outcome }
      check.auroc = metrics.auroc?.estimate
      if let attack = metrics.attack, let first = attack.found.first, let last = attack.found.last, first > 0 {
        check.leftAfterAttack = Double(last) / Double(first)
        check.attackSteps = attack.steps
      }
    } catch {
      check.isRefused = true
      check.reasons = ["\(error)"]
    }
    return check
  }
}
