/// Holds the false alerts of one scope to a number a day, whatever the scores do.
///
/// An integral controller. Its threshold falls by `step · perDay` in a day and rises by `step` for each false alert, so that
/// over any time the false alerts that were charged are what was promised plus the threshold's movement over the step; and
/// the threshold is bounded above because scores are limited to `ceiling` and a threshold above it lets nothing pass.
///
/// An alert is charged a part of a step at once (`provisional`) and the rest, or its refund, when its verdict arrives. For
/// every sequence of scores, times, delays and verdicts, with P the most alerts without a verdict at one time, after T days
///
///     false alerts ≤ perDay · T + (ceiling − first threshold)/step + 1 + 2·Σ over the P pending of (1 − provisional)
///
/// With a whole step charged at once the delay of verdicts does not appear. Proof and discussion: `docs/Budget.md`.
public struct BudgetController: Sendable, Hashable {
  /// False alerts a day that are acceptable.
  public let perDay: Double
  /// How far a false alert moves the threshold.
  public let step: Double
  /// Scores above it are taken for it.
  public let ceiling: Double
  /// The threshold does not fall below it: evidence that is not worth reading stays unread though budget is left. A limit
  /// from below only ever lets fewer alerts through, so the bound holds.
  public let floor: Double

  /// Scores at or above it become alerts.
  public private(set) var threshold: Double
  /// Where the threshold began.
  public let firstThreshold: Double
  /// When it began and when it was moved last, in days.
  public private(set) var began: Double?
  /// See `began`.
  public private(set) var latest = 0.0
  /// Steps charged so far, refunds deducted.
  public private(set) var charged = 0.0

  /// A controller.
  ///
  /// - Parameters:
  ///   - step: by default the step with which the constant part of the bound is at most a tenth of 30 days' budget, between
  ///     0.02 and 0.5.
  ///   - ceiling: `surplus` scores end here (see `AlertBudget`).
  public init(
    perDay: Double, step: Double? = nil, firstThreshold: Double = 1, ceiling: Double = 4, floor: Double = -1.5
  ) {
    self.perDay = max(0, perDay)
    self.step = step.map { max(1e-6, $0) } ?? Self.step(perDay: perDay, span: ceiling - firstThreshold)
    self.ceiling = max(ceiling, firstThreshold)
    self.floor = min(floor, firstThreshold)
    self.firstThreshold = firstThreshold
    threshold = firstThreshold
  }

  /// The step with which `span/step` is a tenth of what 30 days allow, within 0.02 … 0.5.
  public static func step(perDay: Double, span: Double) -> Double {
    min(0.5, max(0.02, span / max(1e-9, 3 * perDay)))
  }

  /// Lets the threshold fall for the time that has passed. Time that goes backwards is ignored.
  public mutating func advance(to time: Double) {
    guard time.isFinite else { return }
    guard began != nil else {
      began = time
      latest = time
      return
    }
    guard time > latest else { return }
    threshold = max(floor, threshold - step * perDay * (time - latest))
    latest = time
  }

  /// Whether a score passes; nothing is charged yet.
  public func passes(_ score: Double) -> Bool { min(score, ceiling) >= threshold }

  /// Charges a share of a false alert, or gives one back when negative.
  public mutating func charge(_ share: Double) {
    threshold = max(floor, threshold + step * share)
    charged += share
  }

  /// Days that it has run.
  public var days: Double { began.map { latest - $0 } ?? 0 }

  /// What the bound allows by now beside what pending verdicts may add: `perDay · T + (ceiling − first threshold)/step + 1`.
  public var bound: Double { perDay * days + (ceiling - firstThreshold) / step + 1 }
}

extension BudgetController: StatefulEstimator {
  /// What its snapshots begin with.
  public static let stateTag = "budget-controller"
  /// The version of what is written.
  public static let stateVersion: UInt64 = 1

  /// Writes the state: what was promised and where the threshold stands.
  public func write(to writer: inout StateWriter) {
    for value in [perDay, step, ceiling, floor, firstThreshold, threshold, latest, charged] { writer.append(value) }
    writer.append(began != nil)
    if let began { writer.append(began) }
  }

  /// Restores a state.
  public init(from reader: inout StateReader) throws(StateError) {
    let perDay = try reader.finite(in: 0...Double.greatestFiniteMagnitude, "false alerts a day")
    let step = try reader.finite(in: 1e-6...Double.greatestFiniteMagnitude, "a step")
    let (ceiling, floor, first) = (
      try reader.finite("a ceiling"), try reader.finite("a floor"), try reader.finite("a threshold")
    )
    guard floor <= first, first <= ceiling else { throw StateError("a threshold begins outside its bounds") }
    self.init(perDay: perDay, step: step, firstThreshold: first, ceiling: ceiling, floor: floor)
    threshold = try reader.finite(in: floor...Double.greatestFiniteMagnitude, "a threshold")
    latest = try reader.finite("a time")
    charged = try reader.finite("a charge")
    if try reader.bool() { began = try reader.finite("a time") }
  }
}
