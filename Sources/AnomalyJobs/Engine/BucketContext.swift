/// What is the same for all detectors when a bucket is judged.
struct BucketContext {
  /// The bucket's number: seconds since 1970 divided by the span.
  var bucket: Int64
  /// Its beginning in seconds.
  var time: Int64
  var span: Int64
  var filters: [String: Set<String>]
  /// Whether a calendar says that there are no results, or that nothing is learnt.
  var skipsResults: Bool
  var skipsUpdates: Bool
  /// Whether bounds are wanted, and of which series.
  var plots: Bool
  var plotTerms: Set<String>
  /// Bytes that the detector's models may use.
  var memoryLimit: Int
  /// Buckets after which an idle series is forgotten.
  var pruneAfter: Int64?
  /// Buckets after which an idle series may be forgotten for others when memory is used up: a day, and 20 buckets at least.
  var idleAfter: Int64 { max(20, 86_400 / max(1, span)) }
}
