/// A source of bytes in order: a file, a decompressor over another stream, a member of an archive.
public protocol ByteStream {
  /// Appends at most `count` bytes to `buffer` and returns how many; 0 only at the end.
  mutating func read(into buffer: inout [UInt8], atMost count: Int) throws(InputError) -> Int
}

/// Why an input could not be read on.
public struct InputError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The input, as `EventOrigin.path` names it.
  public var path: String
  /// The byte offset reached in the (decompressed) input.
  public var offset: UInt64
  /// What is wrong and what to do about it.
  public var message: String

  /// An error at a place.
  public init(path: String, offset: UInt64, message: String) {
    self.path = path
    self.offset = offset
    self.message = message
  }

  /// `path: at byte N: message`.
  public var description: String { "\(path): at byte \(offset): \(message)" }
}

/// Bytes that are already in memory, as a stream.
public struct MemoryStream: ByteStream {
  private let bytes: [UInt8]
  private var position = 0

  /// Streams some bytes.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Appends the next bytes.
  public mutating func read(into buffer: inout [UInt8], atMost count: Int) -> Int {
    let end = min(position + count, bytes.count)
    buffer.append(contentsOf: bytes[position..<end])
    defer { position = end }
    return end - position
  }
}
