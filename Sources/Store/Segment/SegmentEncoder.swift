import ECS

/// A finished segment, ready to be written in one transaction.
struct EncodedSegment {
  var header: [UInt8]
  var chunks: [(number: Int, bytes: [UInt8])]
  var rows: Int
  /// `nil` when no event has a time.
  var minimumTime: Int64?
  var maximumTime: Int64?
  var untimed: Int
  var fingerprints: [EventFingerprint]

  /// Bytes on disk, without the database's own.
  var byteCount: Int { chunks.reduce(header.count) { $0 + $1.bytes.count } }
}

/// Turns a filled builder into chunks.
struct SegmentEncoder {
  private let builder: SegmentBuilder
  private let policy: ColumnPolicy
  private let zstandard: Zstandard
  private var header = SegmentHeader()
  private var chunks: [(number: Int, bytes: [UInt8])] = []
  private var rest = ByteWriter()

  private init(_ builder: SegmentBuilder, policy: ColumnPolicy, zstandard: Zstandard) {
    self.builder = builder
    self.policy = policy
    self.zstandard = zstandard
  }

  static func encode(_ builder: SegmentBuilder, policy: ColumnPolicy, zstandard: Zstandard) -> EncodedSegment {
    var encoder = SegmentEncoder(builder, policy: policy, zstandard: zstandard)
    return encoder.encode()
  }

  private mutating func encode() -> EncodedSegment {
    header.rows = builder.count
    header.shapes = builder.shapes.shapes
    header.origins = builder.origins
    header.hasSources = policy.keepsSources
    add(ChunkNumber.shapes, numbers: builder.shapeOfRow)
    addPositions()
    addFingerprints()
    for index in builder.streams.streams.indices { addStream(index) }
    if rest.count > 0 { add(ChunkNumber.rest, rest.bytes) }
    if policy.keepsSources { addSources() }
    return EncodedSegment(
      header: Chunk.seal(header.encoded(), level: policy.compressionLevel, with: zstandard), chunks: chunks,
      rows: builder.count, minimumTime: builder.minimumTime <= builder.maximumTime ? builder.minimumTime : nil,
      maximumTime: builder.minimumTime <= builder.maximumTime ? builder.maximumTime : nil,
      untimed: builder.untimedCount, fingerprints: builder.fingerprints)
  }

  private mutating func add(_ number: Int, _ content: [UInt8]) {
    chunks.append((number, Chunk.seal(content, level: policy.compressionLevel, with: zstandard)))
  }

  /// Byte planes when Zstandard finds something in them, packed bits otherwise.
  private mutating func add(_ number: Int, numbers: [UInt64]) {
    chunks.append((number, sealed(numbers)))
  }

  private func sealed(_ numbers: [UInt64]) -> [UInt8] {
    let coding = NumberCoding(numbers)
    let planes = Chunk.seal(coding.encoded(.planes), level: policy.compressionLevel, with: zstandard)
    let packedSize = coding.width * numbers.count / 8 + 40
    if planes.count <= packedSize { return planes }
    return Chunk.seal(coding.encoded(.packed), level: 0, with: zstandard)
  }

  private mutating func addPositions() {
    var writer = ByteWriter()
    for values in [builder.originOfRow, builder.offsets, builder.records] {
      let coding = NumberCoding(values)
      writer.block(coding.encoded(.planes))
    }
    add(ChunkNumber.positions, writer.bytes)
  }

  private mutating func addFingerprints() {
    var writer = ByteWriter()
    for print in builder.fingerprints {
      writer.word(print.low)
      writer.word(print.high)
    }
    // A keyed hash does not compress.
    chunks.append((ChunkNumber.fingerprints, Chunk.seal(writer.bytes, level: 0, with: zstandard)))
  }

  private mutating func addSources() {
    var writer = ByteWriter()
    writer.block(builder.sources.encodedDictionary())
    writer.block(NumberCoding(builder.sources.markedCodes()).encoded(.planes))
    add(ChunkNumber.sources, writer.bytes)
  }

  private mutating func addStream(_ index: Int) {
    let stream = builder.streams.streams[index]
    var entry = SegmentHeader.Stream(field: stream.field, kind: stream.kind)
    if stream.isText {
      addText(builder.streams.texts[Int(stream.store)], index, &entry)
    } else if stream.kind != .null {
      addNumbers(builder.streams.numbers[Int(stream.store)], index, &entry)
    }
    header.streams.append(entry)
  }

  private mutating func addText(_ text: TextStream, _ index: Int, _ entry: inout SegmentHeader.Stream) {
    entry.count = text.codes.count
    entry.distinct = text.distinctCount
    guard let field = entry.field, policy.isColumn(field, values: entry.count, rows: builder.count) else {
      rest.block(text.encodedDictionary())
      rest.block(NumberCoding(text.markedCodes()).encoded(.planes))
      return
    }
    entry.isColumn = true
    entry.filter = BloomFilter(hashes: text.hashes)
    add(ChunkNumber.dictionary(index), text.encodedDictionary())
    add(ChunkNumber.values(index), numbers: text.markedCodes())
  }

  private mutating func addNumbers(_ numbers: [UInt64], _ index: Int, _ entry: inout SegmentHeader.Stream) {
    entry.count = numbers.count
    entry.minimum = numbers.lazy.map { Int64(bitPattern: $0) }.min() ?? 0
    entry.maximum = numbers.lazy.map { Int64(bitPattern: $0) }.max() ?? 0
    guard let field = entry.field, policy.isColumn(field, values: entry.count, rows: builder.count) else {
      rest.block(NumberCoding(numbers).encoded(.planes))
      return
    }
    entry.isColumn = true
    add(ChunkNumber.values(index), numbers: numbers)
  }
}
