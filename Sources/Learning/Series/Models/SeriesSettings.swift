/// What all series of one detector share; it is handed to a `SeriesModel` instead of being kept in each.
public struct SeriesSettings: Sendable, Hashable {
  /// What the values are.
  public enum Kind: UInt8, Sendable {
    /// Whole numbers from zero: events, distinct values.
    case count
    /// Any numbers.
    case metric
  }

  /// Which deviations count.
  public enum Side: UInt8, Sendable {
    /// Both; p is two-sided.
    case both
    /// Only high values; p is the upper tail.
    case high
    /// Only low values; p is the lower tail.
    case low
  }

  /// What the values are.
  public var kind: Kind
  /// Which deviations count.
  public var side: Side
  /// Length of a bucket in seconds.
  public var span: Int64
  /// Values of a population: several in a bucket, without order in time between them.
  public var isPopulation: Bool
  /// Whether a series may take memory for seasons and for its last buckets together when it has use for them; what it has it
  /// keeps.
  public var mayGrow = true

  /// Settings by their parts.
  public init(kind: Kind, side: Side = .both, span: Int64, isPopulation: Bool = false) {
    self.kind = kind
    self.side = side
    self.span = max(1, span)
    self.isPopulation = isPopulation
  }

  /// Buckets after which the weight of an observation has fallen to 1/e: two weeks, at least 400 and at most 4,000.
  var memory: Double { min(4_000, max(400, 1_209_600 / Double(span))) }

  /// No probability is given before so many observations: eight, or two hours of buckets (the wait that Elastic documents).
  var warmUp: UInt32 { UInt32(min(1_000, max(8, 7_200 / span))) }

  /// Buckets that a new level must last.
  var shortestChange: UInt16 { UInt16(min(240, max(8, 7_200 / span))) }

  /// Buckets after which a level that changed is the new one: three and a half days, longer than a weekend, and in series so
  /// young that a weekend may be new to them, eight.
  func lastingChange(after samples: UInt32) -> UInt32 {
    let isYoung = Double(samples) * Double(span) < 21 * 86_400
    return max(UInt32(shortestChange), UInt32(min(100_000, (isYoung ? 691_200 : 302_400) / span)))
  }

  func hourOfDay(_ bucket: Int64) -> Int { Self.positive(bucket &* span / 3_600, 24) }

  /// The bins of the weekly table for this hour of the five working days, or of Saturday and Sunday.
  func hourOfWorkweek(_ bucket: Int64) -> SeasonalBins {
    let hour = hourOfWeek(bucket)
    return hour < 120 ? SeasonalBins(first: hour % 24, count: 5) : SeasonalBins(first: 120 + hour % 24, count: 2)
  }

  /// Hours since Monday 00:00 UTC; 1 January 1970 was a Thursday.
  func hourOfWeek(_ bucket: Int64) -> Int { Self.positive(bucket &* span / 3_600 &+ 72, 168) }

  private static func positive(_ value: Int64, _ period: Int64) -> Int { Int((value % period + period) % period) }
}
