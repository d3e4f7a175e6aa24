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
  /// Whether what has come is worth looking at before there is more: `fill` then fetches once and no more, and not at all as long as the
  /// reader gets on with what is there.
  public var isLive = false
  /// Whether what is there is worth a look before more is: something was used since `fill` was last called.
  private var hasMoved = false

  /// A buffer over a stream.
  public init(_ stream: any ByteStream) { self.stream = stream }

  /// Fetches until at least `count` bytes are there or the stream ends, or once if it is live. Returns whether they are there.
  @discardableResult
  public mutating func fill(to count: Int) throws(InputError) -> Bool {
    if bytes.count >= count { return true }
    let isNew = hasMoved
    hasMoved = false
    if isLive, isNew, !bytes.isEmpty { return false }
    while bytes.count < count, !isAtEnd {
      if try stream.read(into: &bytes, atMost: min(max(count - bytes.count, 64 << 10), 1 << 20)) == 0 { isAtEnd = true }
      if isLive { break }
    }
    return bytes.count >= count
  }

  /// Says that what is there was looked at only to see what it is, so that the next `fill` of a live stream need not wait for more.
  public mutating func offerAgain() { hasMoved = true }

  /// Drops the first `count` bytes.
  public mutating func consume(_ count: Int) {
    hasMoved = hasMoved || count > 0
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
