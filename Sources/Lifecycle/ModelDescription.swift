import Foundation
public import Learning

/// What a model trained elsewhere needs beside its trees to become a packed model: JSON with `threshold`, `calibration` and `card`,
/// all optional.
public struct ModelDescription: Sendable, Hashable {
  /// The map from scores to probabilities.
  public var calibrator: Calibrator?
  /// Scores, after calibration, at or above it are reported.
  public var threshold: Double?
  /// The model card.
  public var card: [ModelFile.CardEntry]

  private struct Document: Decodable {
    struct Calibration: Decodable {
      var kind: String
      var a: Double?
      var b: Double?
      var c: Double?
      var scores: [Double]?
      var probabilities: [Double]?
    }
    struct Entry: Decodable {
      var name: String
      var text: String
    }
    var threshold: Double?
    var calibration: Calibration?
    var card: [Entry]?
  }

  /// Reads a description.
  ///
  /// - Throws: what is wrong with the JSON, or with a calibration: one that falls would turn verdicts around.
  public init(json: [UInt8]) throws(LifecycleError) {
    let document: Document
    do {
      document = try JSONDecoder().decode(Document.self, from: Data(json))
    } catch {
      throw LifecycleError("the description is not as it must be: \(error)")
    }
    threshold = document.threshold
    calibrator = try document.calibration.map(Self.calibrator)
    card = (document.card ?? []).map { ModelFile.CardEntry($0.name, $0.text) }
  }

  private static func calibrator(_ text: Document.Calibration) throws(LifecycleError) -> Calibrator {
    switch text.kind {
    case "platt":
      guard let a = text.a, let b = text.b, a <= 0 else { break }
      return .platt(a: a, b: b)
    case "beta":
      guard let a = text.a, let b = text.b, let c = text.c, a >= 0, b >= 0 else { break }
      return .beta(a: a, b: b, c: c)
    case "isotonic":
      guard let scores = text.scores, let values = text.probabilities, !scores.isEmpty, scores.count == values.count,
        zip(scores, scores.dropFirst()).allSatisfy({ $0 < $1 }),
        zip(values, values.dropFirst()).allSatisfy({ $0 <= $1 })
      else { break }
      return .isotonic(scores: scores, probabilities: values)
    default: throw LifecycleError("calibration: \(text.kind) is none of platt, beta and isotonic")
    }
    throw LifecycleError(
      "calibration: \(text.kind) needs platt a ≤ 0 and b; beta a, b ≥ 0 and c; isotonic rising scores with probabilities"
    )
  }

  /// The model with what is described; what is not described stays as it is.
  public func applied(to model: ModelFile) -> ModelFile {
    var model = model
    model.calibrator = calibrator ?? model.calibrator
    model.threshold = threshold ?? model.threshold
    if !card.isEmpty { model.card = card }
    return model
  }
}
