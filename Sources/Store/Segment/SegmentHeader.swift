import ECS

/// What is known of a segment without reading its values: its streams, the shapes of its rows, and statistics that
/// let queries skip it.
struct SegmentHeader {
  struct Stream {
    /// `nil` when this process cannot number any more fields; the values cannot be addressed then.
    var field: FieldID?
    var kind: Cell.Kind
    /// Number of values.
    var count = 0
    /// Whether the stream has chunks of its own, or shares the block of the rest.
    var isColumn = false
    /// For text: number of distinct values.
    var distinct = 0
    /// For numbers: the smallest and the largest, as signed integers.
    var minimum: Int64 = 0
    var maximum: Int64 = 0
    /// For text: which values cannot be present.
    var filter = BloomFilter()
  }

  static let version: UInt8 = 1

  var rows = 0
  var streams: [Stream] = []
  var shapes: [[ShapeSlot]] = []
  var origins: [EventOrigin] = []
  var hasSources = false

  /// The streams whose values some slot of a field needs, its own and those it repeats.
  func slots(of field: FieldID) -> [UInt32] {
    var result: [UInt32] = []
    for slots in shapes {
      for slot in slots where streams[Int(slot.stream)].field == field {
        let owner = slot.alias == 0 ? slot.stream : slots[Int(slot.alias) - 1].stream
        if !result.contains(owner) { result.append(owner) }
      }
    }
    return result
  }
}

extension SegmentHeader {
  func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.byte(Self.version)
    writer.varint(rows)
    writer.byte(hasSources ? 1 : 0)
    writer.varint(origins.count)
    for origin in origins {
      writer.string(origin.path)
      writer.string(origin.format)
    }
    writer.varint(streams.count)
    for stream in streams {
      writer.string(stream.field?.path ?? "")
      writer.byte(stream.kind.rawValue)
      writer.varint(stream.count)
      writer.byte(stream.isColumn ? 1 : 0)
      writer.varint(stream.distinct)
      writer.signed(stream.minimum)
      writer.signed(stream.maximum)
      writer.block(stream.filter.bytes)
    }
    writer.varint(shapes.count)
    for slots in shapes {
      writer.varint(slots.count)
      for slot in slots {
        writer.varint(UInt64(slot.stream))
        writer.byte(slot.flags)
        writer.varint(UInt64(slot.alias))
      }
    }
    return writer.bytes
  }

  init(decoding bytes: [UInt8]) throws(MalformedBytes) {
    var reader = ByteReader(bytes)
    let version = try reader.byte()
    guard version == Self.version else { throw MalformedBytes("its header has version \(version)") }
    rows = try reader.count(upTo: SegmentLimits.rows)
    hasSources = try reader.byte() != 0
    for _ in 0..<(try reader.count(upTo: reader.remaining)) {
      origins.append(EventOrigin(path: try reader.string(), format: try reader.string()))
    }
    for _ in 0..<(try reader.count(upTo: reader.remaining)) { streams.append(try Self.stream(&reader)) }
    for _ in 0..<(try reader.count(upTo: reader.remaining)) { shapes.append(try slots(&reader)) }
  }

  private static func stream(_ reader: inout ByteReader) throws(MalformedBytes) -> Stream {
    let path = try reader.string()
    guard let kind = Cell.Kind(rawValue: try reader.byte()) else { throw MalformedBytes("a kind is not known") }
    var stream = Stream(field: path.isEmpty ? nil : FieldTable.shared.intern(path), kind: kind)
    stream.count = try reader.count(upTo: SegmentLimits.values)
    stream.isColumn = try reader.byte() != 0
    stream.distinct = try reader.count(upTo: SegmentLimits.values)
    stream.minimum = try reader.signed()
    stream.maximum = try reader.signed()
    stream.filter = BloomFilter(bytes: try reader.block())
    return stream
  }

  private func slots(_ reader: inout ByteReader) throws(MalformedBytes) -> [ShapeSlot] {
    let count = try reader.count(upTo: reader.remaining)
    var result: [ShapeSlot] = []
    result.reserveCapacity(count)
    for _ in 0..<count {
      let stream = try reader.varint()
      let flags = try reader.byte()
      let alias = try reader.varint()
      guard stream < UInt64(streams.count), alias <= UInt64(count) else {
        throw MalformedBytes("a shape names a stream that is not there")
      }
      result.append(ShapeSlot(stream: UInt32(stream), flags: flags, alias: UInt32(alias)))
    }
    for slot in result where slot.alias > 0 && result[Int(slot.alias) - 1].alias > 0 {
      throw MalformedBytes("a shape repeats a repetition")
    }
    return result
  }
}

/// What a stored segment may claim; more is damage.
enum SegmentLimits {
  static let rows = 1 << 24
  static let values = 1 << 28
}

/// The numbers of the chunks of a segment.
enum ChunkNumber {
  static let shapes = 0
  static let positions = 1
  static let fingerprints = 2
  static let rest = 3
  static let sources = 4

  static func dictionary(_ stream: Int) -> Int { 16 + 2 * stream }
  static func values(_ stream: Int) -> Int { 17 + 2 * stream }

  /// The key of a chunk in the database.
  static func key(segment: Int64, _ number: Int) -> Int64 { segment << 20 | Int64(number) }
}
