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
  public var score: Double
  public var actual: [Double]
  public var typical: [Double]
  /// Values of the partition, by and over fields.
  public var partition: String?
  public var by: String?
  public var over: String?
  public var influencers: [RecordInfluencer]
  /// What members of a population did, most improbable first.
  public var causes: [Cause]
  public var explanation: Explanation
  /// From −5 (the bucket alone) to 5 (only the last twelve buckets together).
  public var multiBucketImpact: Double
  var rawScore: Double
  var partitionHash: UInt64

  /// p, 1e-300 at least.
  public var probability: Double { ResultJSON.plain(logProbability) }

  /// One thing that a member of a population did.
  public struct Cause: Sendable {
    public var logProbability: Double
    public var by: String?
    public var actual: [Double]
    public var typical: [Double]
  }

  /// Why it is improbable.
  public struct Explanation: Sendable {
    /// `spike` or `dip`.
    public var type: String?
    /// Impact of the single bucket and of the last twelve, 0 … 100.
    public var singleImpact: Int?
    public var multiImpact: Int?
    public var lower: Double?
    public var typical: Double?
    public var upper: Double?
    /// A category never seen before, and how rare it is.
    public var isFirstOccurrence: Bool?
    public var relativeRarity: Double?
  }
}

/// A value of an influencer in a bucket, with everything that it is to blame for.
public struct InfluencerResult: Sendable {
  public var time: Int64
  public var field: String
  public var value: String
  public var logProbability: Double
  public var initialScore: Double
  public var score: Double
  var rawScore: Double
}

/// A bucket with all its series.
public struct BucketResult: Sendable {
  public var time: Int64
  /// The highest score of its influencers.
  public var initialScore: Double
  public var score: Double
  public var eventCount: Int
  public var scheduledEvents: [String]
  public var influencers: [BucketInfluencer]

  /// The bucket itself (`bucket_time`), or all values of an influencer together.
  public struct BucketInfluencer: Sendable {
    public var field: String
    public var logProbability: Double
    public var initialScore: Double
    public var score: Double
    public var rawScore: Double
  }
}

/// What was expected of a series in a bucket.
public struct ModelPlotResult: Sendable {
  public var time: Int64 = 0
  public var detector: Int
  var name: SeriesName
  public var actual: Double?
  public var lower: Double
  public var upper: Double
  public var median: Double

  /// Values of the partition, by and over fields.
  public var partition: String? { name.partition }
  public var by: String? { name.by }
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
  public var id: Int
  /// The words that all messages of the category have, in order.
  public var terms: String
  public var regex: String
  public var maximumLength: Int
  public var examples: [String]
  public var matches: Int
  public var partition: String?
}

/// What is expected of a series in a bucket to come.
public struct ForecastResult: Sendable {
  public var forecast: ModelPlotResult
}

/// How much a job holds.
public struct SizeResult: Sendable {
  public var time: Int64
  /// Bytes of models, and how many they may be.
  public var bytes: Int
  public var limit: Int
  /// Series, partitions aside, of each sort.
  public var series: Int
  public var bySeries: Int
  public var overSeries: Int
  public var partitions: Int
  /// Series that did not fit.
  public var refused: Int
  /// Events that came too late, and those without a time.
  public var lateEvents: Int
  public var untimedEvents: Int
  public var categories: Int

  /// `ok`, `soft_limit` from 60 % on, `hard_limit` when something did not fit.
  public var status: String { refused > 0 ? "hard_limit" : bytes > limit * 6 / 10 ? "soft_limit" : "ok" }
}

extension JobResult {
  /// Whether it is a record or an influencer with at least this score.
  public func reaches(_ score: Double) -> Bool {
    switch self {
    case .record(let record): record.score >= score
    case .influencer(let influencer): influencer.score >= score
    case .bucket, .plot, .category, .forecast, .size: false
    }
  }
}
