import ECS

/// The envelope of every stored piece: what protects it, and how it is compressed.
///
/// Layout: format byte, compression byte (0 none, 1 Zstandard), size of the content as a varint, checksum of everything
/// after it as eight bytes, then the (compressed) content. The checksum covers the compressed bytes, so damage is found
/// before they reach the decompressor.
enum Chunk {
  static let format: UInt8 = 1
  private static let seed: UInt64 = 0x5348_5249_4B45_0001

  /// Wraps bytes; they are compressed when that saves at least an eighth.
  static func seal(_ content: [UInt8], level: Int32, with zstandard: Zstandard) -> [UInt8] {
    var payload = content
    var isCompressed = false
    if level > 0, let smaller = zstandard.compress(content, level: level),
      smaller.count <= content.count - content.count / 8
    {
      payload = smaller
      isCompressed = true
    }
    var writer = ByteWriter()
    writer.byte(format)
    writer.byte(isCompressed ? 1 : 0)
    writer.varint(content.count)
    writer.word(StoreHash.hash(payload.span, seed: seed ^ UInt64(content.count)))
    writer.raw(payload)
    return writer.bytes
  }

  /// The content of a chunk; throws when its checksum is not right.
  static func open(_ bytes: [UInt8], with zstandard: Zstandard) throws(MalformedBytes) -> [UInt8] {
    var reader = ByteReader(bytes)
    guard try reader.byte() == format else { throw MalformedBytes("its format is not known") }
    let compression = try reader.byte()
    let size = try reader.count(upTo: Zstandard.maximumSize)
    let checksum = try reader.word()
    let range = reader.position..<bytes.count
    guard StoreHash.hash(bytes.span.extracting(range), seed: seed ^ UInt64(size)) == checksum else {
      throw MalformedBytes("its checksum is wrong")
    }
    switch compression {
    case 0:
      guard range.count == size else { throw MalformedBytes("its size is wrong") }
      return Array(bytes[range])
    case 1: return try zstandard.decompress(bytes, in: range, size: size)
    default: throw MalformedBytes("its compression is not known")
    }
  }
}
