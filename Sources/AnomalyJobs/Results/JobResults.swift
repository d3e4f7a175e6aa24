/// One result of a job, in the order in which Elastic's results come: records and influencers of a bucket, then the bucket.
public enum JobResult: Sendable {
  case record(RecordResult)
  case influencer(InfluencerResult)
  case bucket(BucketResult)
  case plot(ModelPlotResult)
  case category(CategoryResult)
  case forecast(ForecastResult)
  case size(SizeResult)
}

/// A value of an influencer that is to blame for a record.
public struct RecordInfluencer: Sendable, Hashable {
  /// The field.
  public var field: String
  /// Its values, the most to blame first.
  public var values: [String]
}

/// A series in a bucket that is improbable.
public struct RecordResult: Sendable {
  /// The bucket's beginning in seconds since 1970.
  public var time: Int64
  /// The detector's index in the job.
  public var detector: Int
  /// ln p.
  public var logProbability: Double
  /// The score when it was found, and the score now.
  public var initialScore: Double
  /// The score now, 0 … 100.
  public var score: Double
  /// What was observed.
  public var actual: [Double]
  /// What was expected.
  public var typical: [Double]
  /// Values of the partition, by and over fields.
  public var partition: String?
  /// The value of the by field.
  public var by: String?
  /// The value of the over field.
  public var over: String?
  /// Who is to blame.
  public var influencers: [RecordInfluencer]
  /// What members of a population did, most improbable first.
  public var causes: [Cause]
  /// Why it is improbable.
  public var explanation: Explanation
  /// From −5 (the bucket alone) to 5 (only the last twelve buckets together).
  public var multiBucketImpact: Double
  var rawScore: Double
  var partitionHash: UInt64

  /// p, 1e-300 at least.
  public var probability: Double { ResultJSON.plain(logProbability) }

  /// One thing that a member of a population did.
  public struct Cause: Sendable {
    /// ln p.
    public var logProbability: Double
    /// The value of the by field.
    public var by: String?
    /// What was observed.
    public var actual: [Double]
    /// What was expected.
    public var typical: [Double]
  }

  /// Why it is improbable.
  public struct Explanation: Sendable {
    /// `spike` or `dip`.
    public var type: String?
    /// Impact of the single bucket and of the last twelve, 0 … 100.
    public var singleImpact: Int?
    /// Impact of the last twelve buckets, 0 … 100.
    public var multiImpact: Int?
    /// The lower bound of what was expected (2.5 %).
    public var lower: Double?
    /// What was expected.
    public var typical: Double?
    /// The upper bound of what was expected (97.5 %).
    public var upper: Double?
    /// A category never seen before, and how rare it is.
    public var isFirstOccurrence: Bool?
    /// The share of sightings that are of the category.
    public var relativeRarity: Double?
  }
}

/// A value of an influencer in a bucket, with everything that it is to blame for.
public struct InfluencerResult: Sendable {
  /// The bucket's beginning in seconds since 1970.
  public var time: Int64
  /// The field.
  public var field: String
  /// Its value.
  public var value: String
  /// ln p.
  public var logProbability: Double
  /// The score when the bucket closed.
  public var initialScore: Double
  /// The score now, 0 … 100.
  public var score: Double
  var rawScore: Double
}

/// A bucket with all its series.
public struct BucketResult: Sendable {
  /// The bucket's beginning in seconds since 1970.
  public var time: Int64
  /// The highest score of its influencers.
  public var initialScore: Double
  /// The score now, 0 … 100.
  public var score: Double
  /// Events of the bucket.
  public var eventCount: Int
  /// Calendar events that lie in it.
  public var scheduledEvents: [String]
  /// Who is to blame.
  public var influencers: [BucketInfluencer]

  /// The bucket itself (`bucket_time`), or all values of an influencer together.
  public struct BucketInfluencer: Sendable {
    /// The field.
    public var field: String
    /// ln p.
    public var logProbability: Double
    /// The score when the bucket closed.
    public var initialScore: Double
    /// The score now, 0 … 100.
    public var score: Double
    /// The score before normalization.
    public var rawScore: Double
  }
}

/// What was expected of a series in a bucket.
public struct ModelPlotResult: Sendable {
  /// The bucket's beginning in seconds since 1970.
  public var time: Int64 = 0
  /// The detector's index in the job.
  public var detector: Int
  var name: SeriesName
  /// What was observed.
  public var actual: Double?
  /// The lower bound of what was expected (2.5 %).
  public var lower: Double
  /// The upper bound of what was expected (97.5 %).
  public var upper: Double
  /// The expected value.
  public var median: Double

  /// Values of the partition, by and over fields.
  public var partition: String? { name.partition }
  /// The value of the by field.
  public var by: String? { name.by }
  /// The value of the over field.
  public var over: String? { name.over }

  init(
    detector: Int, name: SeriesName, actual: Double?, lower: Double, upper: Double, median: Double
  ) {
    self.detector = detector
    self.name = name
    self.actual = actual
    self.lower = lower
    self.upper = upper
    self.median = median
  }
}

/// A category of messages.
public struct CategoryResult: Sendable {
  /// Its number, from 1.
  public var id: Int
  /// The words that all messages of the category have, in order.
  public var terms: String
  /// A regular expression that its messages match.
  public var regex: String
  /// Bytes of the longest message.
  public var maximumLength: Int
  /// A few messages.
  public var examples: [String]
  /// Messages.
  public var matches: Int
  /// The value of the partition field.
  public var partition: String?
}

/// What is expected of a series in a bucket to come.
public struct ForecastResult: Sendable {
  /// The bucket with its bounds.
  public var forecast: ModelPlotResult
}

/// How much a job holds.
public struct SizeResult: Sendable {
  /// The bucket's beginning in seconds since 1970.
  public var time: Int64
  /// Bytes of models, and how many they may be.
  public var bytes: Int
  /// Bytes that models may take.
  public var limit: Int
  /// Series, partitions aside, of each sort.
  public var series: Int
  /// Distinct values of by fields.
  public var bySeries: Int
  /// Distinct values of over fields that are kept; members of populations are not.
  public var overSeries: Int
  /// Distinct values of partition fields.
  public var partitions: Int
  /// How often a new series did not fit, once for each bucket.
  public var refused: Int
  /// Idle series that were forgotten to make room for others.
  public var displaced: Int
  /// Events that came too late, and those without a time.
  public var lateEvents: Int
  /// Events without a usable time.
  public var untimedEvents: Int
  /// Categories of messages.
  public var categories: CategoryCounts

  /// Whether the models of a detector have used up its share, so that none may grow.
  public var isFull: Bool

  /// `ok`, `soft_limit` from 60 % on, `hard_limit` when there is no room for new series or for more of those there are.
  public var status: String {
    refused > 0 || isFull ? "hard_limit" : bytes > limit / 10 * 6 ? "soft_limit" : "ok"
  }
}

/// How the messages of a job fall into categories.
public struct CategoryCounts: Sendable, Hashable {
  /// Categories.
  public var total = 0
  /// Messages that have one.
  public var messages = 0
  /// Categories with more than a hundredth of the messages of their partition.
  public var frequent = 0
  /// Categories with a single message.
  public var rare = 0
  /// Messages that would have needed a new category for which there was no room.
  public var failed = 0
}

extension JobResult {
  /// The beginning of its bucket in seconds since 1970; nil for what is about the job as a whole.
  var time: Int64? {
    switch self {
    case .record(let record): record.time
    case .influencer(let influencer): influencer.time
    case .bucket(let bucket): bucket.time
    case .plot(let plot): plot.time
    case .category, .forecast, .size: nil
    }
  }

  /// Whether it is a record or an influencer with at least this score.
  public func reaches(_ score: Double) -> Bool {
    switch self {
    case .record(let record): record.score >= score
    case .influencer(let influencer): influencer.score >= score
    case .bucket, .plot, .category, .forecast, .size: false
    }
  }
}
