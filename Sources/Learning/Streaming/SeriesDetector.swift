#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Finds unusual moments in a stream of measurements of one thing, with constant memory and time for each.
///
/// Four views ask how a point compares with the strangest that they can remember: its value with the range of values so far
/// (`RangeRecord`), the mean of the last points with the range of such means, what is usual at this time of day
/// (`TimeOfDayRecord`), and the nearest earlier stretch of the series (`SubsequenceRecord`). The evidence of a view is the
/// logarithm of a ratio, 0 where the point equals the record, less a margin; the strongest view decides.
///
/// Records are rare in any stream (the n-th point of an exchangeable series is the largest with probability 1 / n), so that
/// evidence means the same for series of any scale and shape. `pValue` says how often such evidence was seen in this very
/// stream; `score` rests after an alert until something stranger comes, so that one incident is one alert.
public struct SeriesDetector: Sendable {
  /// What the detector is built of.
  public struct Configuration: Sendable, Hashable {
    /// Points whose mean the second view judges.
    public var meanWindow = 20
    /// The length of a stretch, in points.
    public var subsequenceLength = 8
    /// The nearest stretches whose mean distance counts.
    public var subsequenceNeighbours = 3
    /// The points that are remembered for their stretches.
    public var history = 3_000
    /// After so many points the record of the stretches is half forgotten.
    public var subsequenceHalfLife = 1_000.0
    /// After so many points the record of the time of day is half forgotten.
    public var timeOfDayHalfLife = 4_000.0
    /// The least length of a slot of the day, in seconds.
    public var slotSeconds = 900.0
    /// What the time of day must exceed its record by, as a logarithm.
    public var timeOfDayMargin = 0.1
    /// The points after an alert in which only something stranger is one.
    public var rest = 100
    /// Points before a view says anything.
    public var settling = 100

    /// The configuration that was measured.
    public init() {}
  }

  /// What a point was found to be.
  public struct Finding: Sendable, Hashable {
    /// The logarithm of how far the point surpasses what is remembered: 0 equals the record, negative is usual.
    public var evidence: Double
    /// In 0 … 1, rising with the evidence; near 0 while a stranger point of the same incident is fresh.
    public var score: Double
    /// About the share of this stream's points that were at least as strange; 1 while the detector settles.
    public var pValue: Double
    /// The view that was most surprised.
    public var view: View
  }

  /// What can be strange about a point.
  public enum View: String, Sendable, Hashable, CaseIterable {
    /// The value lies outside the range of all values.
    case value
    /// The mean of the last points lies outside the range of such means.
    case level
    /// The value is unusual at this time of day.
    case timeOfDay = "time-of-day"
    /// The last points are unlike any earlier stretch.
    case shape
  }

  /// What the detector is built of.
  public let configuration: Configuration
  /// The points seen, those that are no numbers left out.
  public internal(set) var count = 0

  var value = RangeRecord()
  var level: MeanRecord
  var timeOfDay: TimeOfDayRecord
  var shape: SubsequenceRecord
  var tail = TailEstimate()
  var incident: (evidence: Double, at: Int) = (-.infinity, 0)

  /// A detector that has seen nothing.
  public init(_ configuration: Configuration = Configuration()) {
    self.configuration = configuration
    level = MeanRecord(window: configuration.meanWindow)
    timeOfDay = TimeOfDayRecord(slotSeconds: configuration.slotSeconds, halfLife: configuration.timeOfDayHalfLife)
    shape = SubsequenceRecord(configuration)
  }

  /// Judges a point by what came before it, then learns it.
  ///
  /// - Parameter time: seconds since any midnight, not decreasing. `nil` leaves the time of day out.
  /// - Returns: `nil` for a value that is not finite, which is not learnt.
  public mutating func observe(_ x: Double, at time: Double? = nil) -> Finding? {
    guard x.isFinite else { return nil }
    // Squares of what is larger would be infinite.
    let x = min(max(x, -Self.largest), Self.largest)
    let settled = count >= configuration.settling
    var evidence: [(View, Double)] = [
      (.value, value.observe(x)), (.level, level.observe(x)),
      (.shape, shape.observe(x, learning: count >= Self.unsettled, judging: settled)),
    ]
    if let time {
      let found = timeOfDay.observe(x, at: time, learning: count >= Self.unsettled, judging: settled)
      evidence.append((.timeOfDay, found - configuration.timeOfDayMargin))
    }
    let strongest = evidence.max { $0.1 < $1.1 } ?? (.value, Record.nothing)
    let pValue = settled ? tail.pValue(strongest.1) : 1
    if settled { tail.learn(strongest.1) }
    let isFresh = count - incident.at < configuration.rest
    if !isFresh || strongest.1 > incident.evidence { incident = (strongest.1, count) }
    let isAfterStronger = isFresh && incident.at != count
    count += 1
    let score = Self.score(strongest.1) * (isAfterStronger ? Self.resting : 1)
    return Finding(evidence: strongest.1, score: score, pValue: pValue, view: strongest.0)
  }

  /// Values beyond count as this.
  static let largest = 1e150
  /// Points that set no record: the first ones know nothing.
  private static let unsettled = 60
  /// What a score is multiplied by while a stronger point of the same incident is fresh.
  private static let resting = 1e-3

  /// 0.5 at the record, 0.99 at about three times the record.
  private static func score(_ evidence: Double) -> Double { 1 / (1 + exp(-4 * evidence)) }
}
