public import ECS

/// Which fields of a segment become columns of their own, and how large a segment grows.
///
/// Every value of every event is kept. The fields that are not columns share one compressed block, which is read whole
/// when one of them is queried and when events are restored.
public struct ColumnPolicy: Sendable {
  /// A field of the Elastic Common Schema is a column when at least one row in this many has it.
  public var schemaRarity = 256
  /// Any other field is a column when at least one row in this many has it. 0 for never.
  public var otherRarity = 4
  /// Fields that are columns wherever they occur.
  public var always: Set<FieldID> = [.timestamp]
  /// Whether the source document's own text is kept beside the event, where a reader provides it. The event's values
  /// and their order are kept in any case; what this adds is white space and escapes as they were.
  public var keepsSources = false
  /// Rows in a segment.
  public var segmentRows = 65_536
  /// Bytes of text in a segment, before deduplication.
  public var segmentBytes = 256 << 20
  /// Distinct pairs of field and kind in a segment.
  public var segmentStreams = 8_192
  /// The Zstandard level. Level 1 is the fastest; 3 costs about twice the time for a few per cent.
  public var compressionLevel: Int32 = 1

  /// The defaults.
  public init() {}

  func isColumn(_ field: FieldID, values: Int, rows: Int) -> Bool {
    if always.contains(field) { return true }
    let isSchema = field.index < FieldTable.shared.schemaFieldCount
    let rarity = isSchema ? schemaRarity : otherRarity
    return rarity > 0 && values * rarity >= rows
  }
}
