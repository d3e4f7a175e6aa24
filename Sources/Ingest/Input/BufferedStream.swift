/// The unread part of a buffer, and what its stream has behind that.
final class BufferedStream: ByteStream {
  private var buffer: InputBuffer

  init(buffer: InputBuffer) { self.buffer = buffer }

  func read(into output: inout [UInt8], atMost count: Int) throws(InputError) -> Int {
    if buffer.bytes.isEmpty { try buffer.fill(to: 1) }
    let taken = min(count, buffer.bytes.count)
    output.append(contentsOf: buffer.bytes.prefix(taken))
    if taken == buffer.bytes.count { _ = buffer.take() } else { buffer.consume(taken) }
    return taken
  }
}
