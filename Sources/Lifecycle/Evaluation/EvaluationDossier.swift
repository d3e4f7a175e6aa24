import Foundation
public import Learning

/// Everything that is known of how a model fares: what the evaluation page shows and `metrics.json` holds.
public struct EvaluationDossier: Sendable {
  /// The model's name.
  public var model: String
  /// Metrics on the test rows.
  public var evaluation: Evaluation
  /// Curves on the test rows.
  public var curves: EvaluationCurves
  /// The threshold in use, and whether it was fixed before.
  public var threshold: Double
  /// See `threshold`.
  public var isThresholdFixed: Bool
  /// Simple methods on the same rows.
  public var baselines: [BaselineResult]
  /// What an adaptive attack leaves.
  public var attack: AttackResult?
  /// How the evaluation was made.
  public var design: EvaluationDesign
  /// The ten pitfalls.
  public var gates: [PitfallGate]

  /// A dossier; the gates are judged here.
  public init(
    model: String, evaluation: Evaluation, curves: EvaluationCurves, threshold: Double, isThresholdFixed: Bool,
    baselines: [BaselineResult], attack: AttackResult?, design: EvaluationDesign
  ) {
    self.model = model
    self.evaluation = evaluation
    self.curves = curves
    self.threshold = threshold
    self.isThresholdFixed = isThresholdFixed
    self.baselines = baselines
    self.attack = attack
    self.design = design
    gates = PitfallGates.judge(design, evaluation: evaluation, baselines: baselines, attack: attack)
  }

  /// Why the evaluation is refused; empty when it is not.
  public var refusals: [String] { PitfallGates.refusals(gates) }

  /// How many of a million rows at some prevalences would be reported rightly and wrongly at the strictest resolved
  /// threshold: what a rate means where attacks are rare.
  public var baseRates: [BaseRate] {
    guard let point = evaluation.points.last(where: \.isResolved), let rate = point.truePositiveRate else { return [] }
    return [1e-2, 1e-3, 1e-4, 1e-5, 1e-6].map { prevalence in
      let trues = prevalence * rate.estimate * 1e6
      let falses = (1 - prevalence) * point.actualFalsePositiveRate * 1e6
      return BaseRate(
        prevalence: prevalence, trueReports: trues, falseReports: falses,
        precision: trues + falses > 0 ? trues / (trues + falses) : 0)
    }
  }

  /// See `baseRates`.
  public struct BaseRate: Sendable, Hashable, Codable {
    /// The share of malicious rows.
    public var prevalence: Double
    /// Right reports of a million rows.
    public var trueReports: Double
    /// Wrong reports of a million rows.
    public var falseReports: Double
    /// The share of reports that are right.
    public var precision: Double
  }
}

extension EvaluationDossier {
  /// The dossier as JSON (`docs/schemas/evaluation.schema.json`): the members of `Evaluation.json` and what is known beside.
  public func json() throws(LifecycleError) -> [UInt8] {
    do {
      let document = try JSONSerialization.jsonObject(with: Data(evaluation.json))
      guard var members = document as? [String: Any] else { throw LifecycleError("the evaluation is no object") }
      members["model"] = model
      members["threshold"] = threshold.isFinite ? threshold : NSNull()
      members["threshold_fixed"] = isThresholdFixed
      members["refused"] = !refusals.isEmpty
      members["reasons"] = refusals
      members["gates"] = gates.map {
        [
          "pitfall": $0.pitfall.rawValue, "outcome": $0.outcome.rawValue, "reason": $0.reason,
          "required": $0.pitfall.isRequired,
        ]
      }
      members["baselines"] = try Self.plain(baselines)
      members["attack"] = try attack.map(Self.plain) ?? NSNull()
      members["design"] = try Self.plain(design)
      members["base_rates"] = try Self.plain(baseRates)
      members["roc"] = Self.points(curves.roc)
      members["precision_recall"] = Self.points(curves.precision)
      members["cost"] = curves.cost.map { cost -> [String: Any] in
        [
          "ratio": cost.ratio, "best": cost.best, "trivial": cost.trivial,
          "threshold": cost.threshold.isFinite ? cost.threshold : NSNull(), "chosen": cost.chosen ?? NSNull(),
        ]
      }
      let data = try JSONSerialization.data(withJSONObject: members, options: [.sortedKeys, .withoutEscapingSlashes])
      return [UInt8](data)
    } catch let error as LifecycleError {
      throw error
    } catch { throw LifecycleError("\(error.localizedDescription)") }
  }

  private static func plain(_ value: some Encodable) throws -> Any {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return try JSONSerialization.jsonObject(with: try encoder.encode(value))
  }

  private static func points(_ points: [EvaluationCurves.Point]) -> [[String: Any]] {
    points.map { point in
      func value(_ number: Double) -> Any { number.isFinite ? number : NSNull() }
      return ["x": value(point.x), "y": value(point.y), "lower": value(point.lower), "upper": value(point.upper)]
    }
  }
}
