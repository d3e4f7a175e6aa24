public import Learning

/// What a detector looks at in a bucket, and on which side.
///
/// Source for names, abbreviations and rules: "Function reference" of Elastic's anomaly detection.
public struct DetectorFunction: Sendable, Hashable {
  /// What is computed of the events of a bucket.
  public enum Feature: String, Sendable, CaseIterable {
    case count
    case nonZeroCount = "non_zero_count"
    case distinctCount = "distinct_count"
    case infoContent = "info_content"
    case metric
    case mean
    case median
    case min
    case max
    case sum
    case nonNullSum = "non_null_sum"
    case varp
    case rare
    case freqRare = "freq_rare"
    case timeOfDay = "time_of_day"
    case timeOfWeek = "time_of_week"
    case latLong = "lat_long"
  }

  /// The name as it was written.
  public let name: String
  /// What is computed.
  public let feature: Feature
  /// Which deviations count.
  public let side: SeriesSettings.Side

  private static let abbreviations: [String: Feature] = [
    "c": .count, "nzc": .nonZeroCount, "dc": .distinctCount, "avg": .mean, "nns": .nonNullSum,
  ]

  /// The features that have `high_` and `low_` forms.
  private static let sided: Set<Feature> = [
    .count, .nonZeroCount, .distinctCount, .infoContent, .mean, .median, .sum, .nonNullSum, .varp,
  ]

  /// The names of all functions, without abbreviations.
  public static let names: [String] = Feature.allCases.flatMap { feature in
    sided.contains(feature)
      ? [feature.rawValue, "high_" + feature.rawValue, "low_" + feature.rawValue] : [feature.rawValue]
  }

  /// The function with a name or an abbreviation; `nil` when there is none.
  public init?(_ name: String) {
    var rest = name[...]
    var side = SeriesSettings.Side.both
    if rest.hasPrefix("high_") { side = .high } else if rest.hasPrefix("low_") { side = .low }
    if side != .both { rest = rest.drop { $0 != "_" }.dropFirst() }
    guard let feature = Feature(rawValue: String(rest)) ?? Self.abbreviations[String(rest)] else { return nil }
    guard side == .both || Self.sided.contains(feature) else { return nil }
    self.name = name
    self.feature = feature
    self.side = side
  }

  /// How results name it: `count`, `mean`, `rare`, …
  public var description: String { feature.rawValue }

  /// Whether it looks at a field's values.
  public var needsField: Bool {
    switch feature {
    case .count, .nonZeroCount, .rare, .freqRare, .timeOfDay, .timeOfWeek: false
    case .distinctCount, .infoContent, .metric, .mean, .median, .min, .max, .sum, .nonNullSum, .varp, .latLong: true
    }
  }

  /// Whether it is about categories instead of values.
  public var isRare: Bool { feature == .rare || feature == .freqRare }

  /// Whether a bucket without events has the value zero instead of none.
  public var countsEmptyBuckets: Bool { feature == .count || feature == .sum }

  /// What its values are.
  public var kind: SeriesSettings.Kind {
    switch feature {
    case .count, .nonZeroCount, .distinctCount: .count
    default: .metric
    }
  }

  /// Why it cannot be used with these fields; `nil` where it can.
  func problem(field: Bool, by: Bool, over: Bool) -> String? {
    if needsField, !field { return "the function '\(name)' needs a field_name" }
    if !needsField, field { return "the function '\(name)' takes no field_name" }
    switch feature {
    case .rare where !by: return "the function 'rare' needs a by_field_name"
    case .freqRare where !by || !over: return "the function 'freq_rare' needs a by_field_name and an over_field_name"
    case .nonZeroCount where over, .nonNullSum where over:
      return "the function '\(name)' does not go with an over_field_name"
    default: return nil
    }
  }
}
