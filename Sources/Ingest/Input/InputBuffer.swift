/// The unread part of a stream, as far as it has been fetched: what readers consume.
///
/// A reader asks for more with `fill`, looks at `bytes`, and gives back what it has used with `consume`.
public struct InputBuffer {
  private var stream: any ByteStream
  /// The bytes fetched and not consumed.
  public private(set) var bytes: [UInt8] = []
  /// The offset in the stream of the first of `bytes`.
  public private(set) var offset: UInt64 = 0
  /// Whether the stream has no more than `bytes`.
  public private(set) var isAtEnd = false

  /// A buffer over a stream.
  public init(_ stream: any ByteStream) { self.stream = stream }

  /// Fetches until at least `count` bytes are there or the stream ends. Returns whether they are there.
  @discardableResult
  public mutating func fill(to count: Int) throws(InputError) -> Bool {
    while bytes.count < count, !isAtEnd {
      if try stream.read(into: &bytes, atMost: min(max(count - bytes.count, 64 << 10), 1 << 20)) == 0 { isAtEnd = true }
    }
    return bytes.count >= count
  }

  /// Drops the first `count` bytes.
  public mutating func consume(_ count: Int) {
    bytes.removeFirst(count)
    offset += UInt64(count)
  }

  /// Moves all fetched bytes out; `offset` then stands behind them.
  public mutating func take() -> [UInt8] {
    var taken: [UInt8] = []
    swap(&taken, &bytes)
    offset += UInt64(taken.count)
    return taken
  }
}
