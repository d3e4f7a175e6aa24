/// A query in ES|QL, its columns numbered.
struct ESQLQuery: Sendable {
  /// Index patterns of `from`.
  var sources: [String]
  var commands: [ESQLCommand]
  /// The name of each column that the query knows; one place in a row each.
  var columns: [String]
  /// Columns that are read from events.
  var fields: [Int]
  /// Conditions in KQL, by the number that expressions know them by.
  var kql: [(text: String, position: SourcePosition)]
  /// Columns at the end, in the order of their making; `nil` where the query keeps the whole event.
  var output: [Int]?
}

/// One step of a query.
enum ESQLCommand: Sendable {
  case filter(ESQLExpression)
  case eval([(column: Int, value: ESQLExpression)])
  /// Sets the columns of a pattern where it matches a text, and null where it does not.
  case extract(ESQLExpression, ESQLPattern)
  /// A row for each value of a column.
  case expand(Int)
  case rename([(from: Int, to: Int)])
  /// Groups rows; `isInline` adds the results to every row instead.
  case stats(ESQLStats, isInline: Bool)
  case sort([(key: ESQLExpression, isDescending: Bool, nullsFirst: Bool)])
  case limit(Int)
  /// `keep` and `drop` say what is to be seen; rows need not change.
  case show

  /// Whether the step looks at more than one row.
  var isBlocking: Bool {
    switch self {
    case .stats, .sort, .limit: true
    default: false
    }
  }
}

/// The groups of `stats` and what is computed of each.
struct ESQLStats: Sendable {
  struct Aggregate: Sendable {
    var function: Function
    /// What is aggregated; none for `count(*)`.
    var argument: ESQLExpression?
    /// What orders rows for `first` and `last`; how many values, and in which order, for `top`.
    var key: ESQLExpression?
    var limit = 1
    var isDescending = true
    /// Which rows count.
    var filter: ESQLExpression?
    /// The column of its result.
    var column: Int
  }

  enum Function: String, Sendable {
    case count, count_distinct, min, max, sum, avg, values, first, last, top, median, median_absolute_deviation, std_dev
  }

  var keys: [(column: Int, value: ESQLExpression)]
  var aggregates: [Aggregate]
  /// What is computed of the aggregates.
  var results: [(column: Int, value: ESQLExpression)]
}

/// What `grok` and `dissect` look for.
enum ESQLPattern: Sendable {
  case grok(CapturingRegex, columns: [(group: Int, column: Int, isInteger: Bool)])
  case dissect(DissectPattern, columns: [(part: Int, column: Int)])
}

/// An expression over the columns of a row.
indirect enum ESQLExpression: Sendable {
  case literal(Value)
  /// A span of time: so many nanoseconds, or months.
  case span(Int64, months: Int64)
  case column(Int)
  case kql(Int)
  case call(ESQLFunction, [ESQLExpression])
  case replace(ESQLExpression, CapturingRegex, ESQLExpression)
  case arithmetic(Function, ESQLExpression, ESQLExpression)
  case compare(Comparison, ESQLExpression, ESQLExpression)
  case isIn(ESQLExpression, [ESQLExpression])
  case like(ESQLExpression, [GlobPattern])
  case regex(ESQLExpression, [RegexProgram])
  /// Analysed words in a field: `field : "words"` and `match`.
  case words(ESQLExpression, RegexProgram)
  /// A value within so many changed, missing, further or exchanged letters of a folded text.
  case near(ESQLExpression, [UInt8], Int)
  case isNull(ESQLExpression)
  case not(ESQLExpression)
  case and(ESQLExpression, ESQLExpression)
  case or(ESQLExpression, ESQLExpression)
}

/// The functions of one row.
enum ESQLFunction: String, Sendable, CaseIterable {
  case abs, bucket, `case`, ceil, cidr_match, coalesce, concat, contains, date_diff, date_extract, date_trunc,
    ends_with,
    floor, from_base64, greatest, json_extract, least, left, length, locate, ltrim, mv_append, mv_avg, mv_concat,
    mv_contains, mv_count, mv_dedupe, mv_first, mv_intersection, mv_last, mv_max, mv_min, mv_slice, mv_sort, mv_sum,
    negate, now, `repeat`, right, round, rtrim, space, split, st_distance, st_x, st_y, starts_with, substring,
    to_base64,
    to_boolean, to_datetime, to_double, to_geopoint, to_integer, to_ip, to_long, to_lower, to_string, to_upper, trim,
    url_decode

  /// How many arguments it takes.
  var arity: ClosedRange<Int> {
    switch self {
    case .now: 0...0
    case .abs, .ceil, .floor, .from_base64, .length, .ltrim, .mv_avg, .mv_count, .mv_dedupe, .mv_first, .mv_last,
      .mv_max, .mv_min, .mv_sum, .negate, .rtrim, .space, .st_x, .st_y, .to_base64, .to_boolean, .to_double,
      .to_geopoint, .to_integer, .to_ip, .to_long, .to_lower, .to_string, .to_upper, .trim, .url_decode:
      1...1
    case .round, .to_datetime, .mv_sort: 1...2
    case .bucket, .contains, .date_extract, .date_trunc, .ends_with, .json_extract, .left, .mv_append, .mv_concat,
      .mv_contains, .mv_intersection, .repeat, .right, .split, .st_distance, .starts_with:
      2...2
    case .date_diff: 3...3
    case .locate, .mv_slice, .substring: 2...3
    case .case, .cidr_match: 2...10_000
    case .coalesce, .concat, .greatest, .least: 1...10_000
    }
  }
}
