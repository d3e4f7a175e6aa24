public import Rules

/// An anomaly detection job as its file describes it. Lengths of time are in seconds.
public struct JobDefinition: Sendable, Identifiable {
  /// The job's identifier.
  public var id: String
  /// What it looks for, in words.
  public var description = ""
  /// Groups that it belongs to.
  public var groups: [String] = []
  /// The length of a bucket.
  public var bucketSpan: Int64 = 300
  /// What is looked at.
  public var detectors: [JobDetector] = []
  /// Fields whose values may be to blame.
  public var influencers: [String] = []
  /// The field whose messages are sorted into categories (`mlcategory`).
  public var categorizationField: String?
  /// Whether each partition has categories of its own.
  public var isCategorizedPerPartition = false
  /// The field whose values have categories of their own; nil when all messages share them.
  var categoryPartitionField: String? {
    isCategorizedPerPartition ? detectors.compactMap(\.partitionField).first : nil
  }
  /// Messages of each category that are kept as examples.
  public var categoryExamples = 4
  /// Regular expressions (Perl's syntax): what they match is cut out of messages before categorization.
  public var categorizationFilters: [String] = []
  /// A field that says how many events a document stands for.
  public var summaryCountField: String?
  /// How late events may come and still be counted.
  public var latency: Int64 = 0
  /// The field with an event's time.
  public var timeField = "@timestamp"
  /// Bytes that models may use.
  public var memoryLimit = 1 << 30
  /// Bytes that the models of one detector may use: detectors have equal shares.
  public var memoryPerDetector: Int { memoryLimit / max(1, detectors.count) }
  /// Whether bounds of every bucket are part of the results.
  public var plotsModel = false
  /// Series for which bounds are written, by their by, over or partition value; all when empty.
  public var plotTerms: Set<String> = []
  /// Series that had no events for this long are forgotten.
  public var pruneWindow: Int64?
  /// Days after which results may be deleted; `nil`: they are kept.
  public var resultsRetentionDays: Int?
  /// Where the events come from; `nil`: every event.
  public var datafeed: Datafeed?
  /// Times in which the job is quiet.
  public var scheduledEvents: [ScheduledEvent] = []
  /// Lists of values that rules refer to.
  public var filters: [String: Set<String>] = [:]
  /// ATT&CK techniques that anomalies hint at (`T1110`).
  public var techniques: [String] = []
  /// ATT&CK tactics (`TA0006`).
  public var tactics: [String] = []
  /// Why the job exists: what an attacker does that it would see, and what else looks the same.
  public var reasoning = ""
  /// The file.
  public var path = ""

  /// A job without detectors.
  public init(id: String) { self.id = id }

  /// Names of all fields that the job reads, queries aside.
  public var fieldNames: [String] {
    var result = influencers + [timeField]
    result += [categorizationField, summaryCountField].compactMap { $0 }
    for detector in detectors { result += detector.fieldNames }
    return result.filter { $0 != JobDetector.categoryField }
  }
}

/// One detector of a job.
public struct JobDetector: Sendable, Hashable {
  /// The name under which categories of messages are a field.
  public static let categoryField = "mlcategory"

  /// Which values are too frequent to be of interest.
  public enum ExcludeFrequent: String, Sendable {
    case all, none, by, over
  }

  /// What is looked at.
  public var function: DetectorFunction
  /// In words.
  public var description = ""
  /// The field whose values are looked at.
  public var field: String?
  /// Splits into series.
  public var byField: String?
  /// Compares the members of a population.
  public var overField: String?
  /// Splits into populations or series that have nothing to do with each other.
  public var partitionField: String?
  /// Which frequent values are left out.
  public var excludeFrequent = ExcludeFrequent.none
  /// Whether events without a by or partition value are a series of their own.
  public var usesNull = false
  /// Exceptions.
  public var rules: [CustomRule] = []

  /// A detector for a function.
  public init(_ function: DetectorFunction) { self.function = function }

  var fieldNames: [String] { [field, byField, overField, partitionField].compactMap { $0 } }

  /// The detector in words: `rare by process.name partition host.name`.
  public var summary: String {
    var words = function.name
    if let field { words += "(\(field))" }
    for (name, field) in [("by", byField), ("over", overField), ("partition", partitionField)] {
      if let field { words += " \(name) \(field)" }
    }
    return words
  }
}

/// An exception of a detector: for some series, or under some conditions, results are skipped or nothing is learnt.
public struct CustomRule: Sendable, Hashable {
  /// What a condition compares.
  public enum Subject: String, Sendable {
    case actual
    case typical
    case difference = "diff_from_typical"
    case time
  }

  /// How.
  public enum Relation: String, Sendable {
    case greater = "gt"
    case greaterOrEqual = "gte"
    case less = "lt"
    case lessOrEqual = "lte"
  }

  /// One condition; all of a rule's must hold.
  public struct Condition: Sendable, Hashable {
    var subject: Subject
    var relation: Relation
    var value: Double

    func holds(_ actual: Double, typical: Double, time: Int64) -> Bool {
      let found =
        switch subject {
        case .actual: actual
        case .typical: typical
        case .difference: abs(actual - typical)
        case .time: Double(time)
        }
      return switch relation {
      case .greater: found > value
      case .greaterOrEqual: found >= value
      case .less: found < value
      case .lessOrEqual: found <= value
      }
    }
  }

  /// Values of a field that are meant, or that are not.
  public struct Scope: Sendable, Hashable {
    var field: String
    var filter: String
    var includes: Bool
  }

  var skipsResult: Bool
  var skipsUpdate: Bool
  var scope: [Scope]
  var conditions: [Condition]

  /// Whether the rule is about a value of a series, which is named by its fields.
  func applies(
    to names: [(field: String, value: String)], filters: [String: Set<String>], actual: Double, typical: Double,
    time: Int64
  ) -> Bool {
    for part in scope {
      guard let value = names.first(where: { $0.field == part.field })?.value else { return false }
      let isListed = filters[part.filter].map { Self.matches(value, $0) } ?? false
      guard isListed == part.includes else { return false }
    }
    return conditions.allSatisfy { $0.holds(actual, typical: typical, time: time) }
  }

  /// Items may begin or end with `*`.
  private static func matches(_ value: String, _ items: Set<String>) -> Bool {
    if items.contains(value) { return true }
    return items.contains { item in
      if item.hasPrefix("*"), item.hasSuffix("*"), item.count > 2 { return value.contains(item.dropFirst().dropLast()) }
      if item.hasSuffix("*") { return value.hasPrefix(item.dropLast()) }
      if item.hasPrefix("*") { return value.hasSuffix(item.dropFirst()) }
      return false
    }
  }
}

/// A time of a calendar: maintenance, holidays.
public struct ScheduledEvent: Sendable, Hashable {
  /// What it is.
  public var description: String
  /// Seconds since 1970, inclusive.
  public var start: Int64
  /// Seconds since 1970, exclusive.
  public var end: Int64
  /// Whether buckets in it have no results.
  public var skipsResult = true
  /// Whether nothing is learnt from them.
  public var skipsUpdate = true
}

/// Where a job's events come from.
public struct Datafeed: Sendable {
  /// Which events; `nil`: all.
  public var query: SearchQueryDefinition?
  /// Fields of the job that are results of an aggregation, and the field of the event behind each.
  public var aliases: [String: String] = [:]
  /// Whether documents are aggregated, so that the summary count is one for an event.
  public var isAggregated = false
  /// What an event has that the query finds.
  public var example = QueryExample()
  /// Parts that are read and not needed here.
  public var remarks: [String] = []

  /// A datafeed of all events.
  public init() {}
}

/// Why a job cannot be used, and where in its file.
public struct JobError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file.
  public var path: String
  /// The place in its JSON (`analysis_config.detectors[0].function`).
  public var place: String
  /// What is wrong and what to do.
  public var message: String

  /// An error by its parts.
  public init(path: String, place: String = "", _ message: String) {
    self.path = path
    self.place = place
    self.message = message
  }

  /// `path: place: message`.
  public var description: String { [path, place, message].filter { !$0.isEmpty }.joined(separator: ": ") }
}
