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
/// With a whole step charged at once the delay of verdicts does not appear. When the promise changes, the sum goes on with the new
/// number and step, and the constant part is allowed once more. Proof and discussion: `docs/Budget.md`.
public struct BudgetController: Sendable, Hashable {
  /// False alerts a day that are acceptable.
  public private(set) var perDay: Double
  /// How far a false alert moves the threshold.
  public private(set) var step: Double
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
  /// What was promised under earlier numbers, and when the present one began to count, in days.
  private var promisedBefore = 0.0
  private var changed: Double?
  /// False alerts that the bound allows beside what is promised by the day.
  private var allowance: Double

  /// A controller.
  ///
  /// - Parameters:
  ///   - step: by default the step with which the constant part of the bound is at most a tenth of 30 days' budget, between
  ///     0.02 and 0.5.
  ///   - ceiling: `surplus` scores end here (see `AlertBudget`).
  public init(
    perDay: Double, step: Double? = nil, firstThreshold: Double = 1, ceiling: Double = 4, floor: Double = -1.5
  ) {
    let step = step.map { max(1e-6, $0) } ?? Self.step(perDay: perDay, span: ceiling - firstThreshold)
    self.perDay = max(0, perDay)
    self.step = step
    self.ceiling = max(ceiling, firstThreshold)
    allowance = (self.ceiling - firstThreshold) / step + 1
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

  /// Promises another number of false alerts a day from a time on. The threshold stays where it is.
  ///
  /// - Parameter awaiting: charged alerts without a verdict. A refund at the new step may be worth more than the charge at the
  ///   old one was, by less than one false alert each.
  public mutating func promise(_ perDay: Double, from time: Double, awaiting: Int) {
    advance(to: time)
    promisedBefore = promised(at: latest)
    changed = began == nil ? nil : latest
    self.perDay = max(0, perDay)
    step = Self.step(perDay: self.perDay, span: ceiling - firstThreshold)
    allowance += max(0, ceiling - threshold) / step + 1 + Double(max(0, awaiting))
  }

  /// Days that it has run.
  public var days: Double { began.map { latest - $0 } ?? 0 }

  /// What was promised until a time that is not before the latest, in days.
  func promised(at time: Double) -> Double {
    guard let start = changed ?? began else { return promisedBefore }
    return promisedBefore + perDay * max(0, max(latest, time) - start)
  }

  /// What the bound allows by a time beside what pending verdicts may add: what was promised, `(ceiling − first threshold)/step + 1`,
  /// and what changes of the promise add.
  func bound(at time: Double) -> Double { promised(at: time) + allowance }

  /// What the bound allows by now.
  public var bound: Double { bound(at: latest) }

  /// What the bound allows from now on beside what is promised by the day.
  var room: Double { max(0, ceiling - threshold) / step + 1 }
}

extension BudgetController: StatefulEstimator {
  /// What its snapshots begin with.
  public static let stateTag = "budget-controller"
  /// The version of what is written.
  public static let stateVersion: UInt64 = 2

  /// Writes the state: what was promised and where the threshold stands.
  public func write(to writer: inout StateWriter) {
    for value in [
      perDay, step, ceiling, floor, firstThreshold, threshold, latest, charged, promisedBefore, allowance,
    ] { writer.append(value) }
    for time in [began, changed] {
      writer.append(time != nil)
      if let time { writer.append(time) }
    }
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
    promisedBefore = try reader.finite(in: 0...Double.greatestFiniteMagnitude, "a promise")
    allowance = try reader.finite(in: 0...Double.greatestFiniteMagnitude, "an allowance")
    if try reader.bool() { began = try reader.finite("a time") }
    if try reader.bool() { changed = try reader.finite("a time") }
  }
}
