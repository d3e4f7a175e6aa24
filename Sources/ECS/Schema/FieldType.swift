/// The data types of event fields, as Elasticsearch mappings name them.
///
/// Source: "Field data types", Elasticsearch reference; the subset that ECS uses.
public enum FieldType: String, Sendable, CaseIterable {
  /// An exact string.
  case keyword
  /// An exact string with one value in the whole data stream.
  case constantKeyword = "constant_keyword"
  /// An exact string that is long or has many distinct values.
  case wildcard
  /// Analysed full text.
  case text
  /// Full text without scoring or positions.
  case matchOnlyText = "match_only_text"
  /// A signed 64-bit integer.
  case long
  /// A signed 32-bit integer.
  case integer
  /// An IEEE 754 double.
  case double
  /// An IEEE 754 single; held as a double here.
  case float
  /// A float stored as a scaled integer; held as a double here.
  case scaledFloat = "scaled_float"
  /// True or false.
  case boolean
  /// A point in time.
  case date
  /// An IPv4 or IPv6 address.
  case ip
  /// A latitude and longitude pair.
  case geoPoint = "geo_point"
  /// A JSON object, its members addressed by path.
  case object
  /// A JSON object of arbitrary keyword leaves, kept as a whole.
  case flattened
  /// A list of JSON objects, each kept together.
  case nested

  /// The family of column that holds values of this type.
  public var family: ColumnFamily {
    switch self {
    case .keyword, .constantKeyword, .wildcard, .text, .matchOnlyText, .geoPoint, .object, .flattened, .nested: .keyword
    case .long, .integer: .integer
    case .double, .float, .scaledFloat: .double
    case .boolean: .boolean
    case .date: .date
    case .ip: .ip
    }
  }
}

/// How a column stores its values.
public enum ColumnFamily: String, Sendable, CaseIterable {
  /// Dictionary-encoded UTF-8 strings.
  case keyword
  /// `Int64`.
  case integer
  /// `Double`.
  case double
  /// Bits.
  case boolean
  /// Nanoseconds since 1970 as `Int64`.
  case date
  /// 128-bit addresses.
  case ip
}
