import ECS

/// Where the chunks of a segment come from.
protocol ChunkSource {
  /// The sealed bytes of a chunk; throws when the database cannot give them.
  func chunk(_ number: Int, of segment: Int64) throws(MalformedBytes) -> [UInt8]
}

/// Values of one stream of strings.
struct StoredText {
  var dictionary: TextDictionary
  /// The dictionary entry of each value.
  var codes: [UInt32]
}

/// Reads the parts of a stored segment that are asked for, each at most once.
final class SegmentReader {
  let id: Int64
  let header: SegmentHeader
  private let source: any ChunkSource
  private let zstandard: Zstandard
  private var rest: (bytes: [UInt8], ranges: [Int: [Range<Int>]])?
  private var texts: [Int: StoredText] = [:]
  private var dictionaries: [Int: TextDictionary] = [:]
  private var shapes: [UInt32]?

  init(id: Int64, header: SegmentHeader, source: any ChunkSource, zstandard: Zstandard) {
    self.id = id
    self.header = header
    self.source = source
    self.zstandard = zstandard
  }

  private func content(_ number: Int) throws(MalformedBytes) -> [UInt8] {
    try Chunk.open(try source.chunk(number, of: id), with: zstandard)
  }

  private func numbers(_ number: Int, limit: Int) throws(MalformedBytes) -> [UInt64] {
    let bytes = try content(number)
    var reader = ByteReader(bytes)
    return try NumberCoding.decode(&reader, bytes, limit: limit)
  }

  /// The shape of each row; each is within the header's list.
  func shapeOfRow() throws(MalformedBytes) -> [UInt32] {
    if let shapes { return shapes }
    let bytes = try content(ChunkNumber.shapes)
    var reader = ByteReader(bytes)
    let result = try NumberCoding.decode32(&reader, bytes, limit: SegmentLimits.rows)
    guard result.count == header.rows, (result.max() ?? 0) < UInt32(max(header.shapes.count, 1)) else {
      throw MalformedBytes("rows and shapes disagree")
    }
    shapes = result
    return result
  }

  /// The values of a stream of numbers, as the bits of cells.
  func numbers(ofStream stream: Int) throws(MalformedBytes) -> [UInt64] {
    let entry = header.streams[stream]
    let values: [UInt64]
    if entry.isColumn {
      values = try numbers(ChunkNumber.values(stream), limit: entry.count)
    } else {
      let (bytes, ranges) = try restRanges(stream)
      guard ranges.count == 1 else { throw MalformedBytes("the block of rare fields is not complete") }
      var reader = ByteReader(bytes, in: ranges[0])
      values = try NumberCoding.decode(&reader, bytes, limit: entry.count)
    }
    guard values.count == entry.count else { throw MalformedBytes("values are missing") }
    return values
  }

  /// The values of a stream of strings; each code is within the dictionary.
  func text(ofStream stream: Int) throws(MalformedBytes) -> StoredText {
    if let known = texts[stream] { return known }
    let dictionary = try dictionary(ofStream: stream)
    let entry = header.streams[stream]
    var codes: [UInt32]
    if entry.isColumn {
      let bytes = try content(ChunkNumber.values(stream))
      var reader = ByteReader(bytes)
      codes = try NumberCoding.decode32(&reader, bytes, limit: entry.count)
    } else {
      let (bytes, ranges) = try restRanges(stream)
      guard ranges.count == 2 else { throw MalformedBytes("the block of rare fields is not complete") }
      var reader = ByteReader(bytes, in: ranges[1])
      codes = try NumberCoding.decode32(&reader, bytes, limit: entry.count)
    }
    guard codes.count == entry.count else { throw MalformedBytes("values are missing") }
    try dictionary.unmark(&codes)
    let result = StoredText(dictionary: dictionary, codes: codes)
    texts[stream] = result
    return result
  }

  /// The distinct values of a stream of strings.
  func dictionary(ofStream stream: Int) throws(MalformedBytes) -> TextDictionary {
    if let known = dictionaries[stream] { return known }
    let entry = header.streams[stream]
    let bytes: [UInt8]
    var reader: ByteReader
    if entry.isColumn {
      bytes = try content(ChunkNumber.dictionary(stream))
      reader = ByteReader(bytes)
    } else {
      let (shared, ranges) = try restRanges(stream)
      guard ranges.count == 2 else { throw MalformedBytes("the block of rare fields is not complete") }
      bytes = shared
      reader = ByteReader(bytes, in: ranges[0])
    }
    let dictionary = try TextDictionary(&reader, bytes, limit: entry.distinct)
    dictionaries[stream] = dictionary
    return dictionary
  }

  private func restRanges(_ stream: Int) throws(MalformedBytes) -> ([UInt8], [Range<Int>]) {
    if let rest { return (rest.bytes, rest.ranges[stream] ?? []) }
    let bytes = try content(ChunkNumber.rest)
    var reader = ByteReader(bytes)
    var ranges: [Int: [Range<Int>]] = [:]
    for (index, entry) in header.streams.enumerated() where !entry.isColumn && entry.kind != .null {
      ranges[index] = [try reader.blockRange()]
      if entry.kind.isText { ranges[index]?.append(try reader.blockRange()) }
    }
    rest = (bytes, ranges)
    return (bytes, ranges[stream] ?? [])
  }

  /// Each event's fingerprint.
  func fingerprints() throws(MalformedBytes) -> [EventFingerprint] {
    let bytes = try content(ChunkNumber.fingerprints)
    guard bytes.count == header.rows * 16 else { throw MalformedBytes("fingerprints are missing") }
    let words = bytes.span
    return (0..<header.rows).map { row in
      EventFingerprint(low: words.word(at: row * 16), high: words.word(at: row * 16 + 8))
    }
  }

  /// Each event's origin (an index in the header's list), offset and record number.
  func positions() throws(MalformedBytes) -> (origins: [UInt32], offsets: [UInt64], records: [UInt64]) {
    let bytes = try content(ChunkNumber.positions)
    var reader = ByteReader(bytes)
    var parts: [[UInt64]] = []
    for _ in 0..<3 {
      var part = ByteReader(bytes, in: try reader.blockRange())
      let values = try NumberCoding.decode(&part, bytes, limit: header.rows)
      guard values.count == header.rows else { throw MalformedBytes("positions are missing") }
      parts.append(values)
    }
    guard parts[0].allSatisfy({ $0 < UInt64(header.origins.count) }) else {
      throw MalformedBytes("an origin is not known")
    }
    return (parts[0].map { UInt32($0) }, parts[1], parts[2])
  }

  /// The documents as their sources wrote them, where they were kept.
  func sources() throws(MalformedBytes) -> StoredText? {
    guard header.hasSources else { return nil }
    let bytes = try content(ChunkNumber.sources)
    var reader = ByteReader(bytes)
    var first = ByteReader(bytes, in: try reader.blockRange())
    var second = ByteReader(bytes, in: try reader.blockRange())
    let dictionary = try TextDictionary(&first, bytes, limit: header.rows)
    var codes = try NumberCoding.decode32(&second, bytes, limit: header.rows)
    guard codes.count == header.rows else { throw MalformedBytes("sources are missing") }
    try dictionary.unmark(&codes)
    return StoredText(dictionary: dictionary, codes: codes)
  }
}
