import CZlib

/// Decompresses gzip (several members in a row included), zlib or raw DEFLATE data (RFC 1950–1952).
///
/// Safe: the C state is private, lives as long as the object, and is only given memory that outlives each call.
@safe final class InflateStream: ByteStream {
  /// The wrapping around the DEFLATE data.
  enum Wrapping: Int32 {
    /// A gzip or zlib header, told apart by its first byte.
    case automatic = 47
    /// None, as in ZIP archives.
    case raw = -15
  }

  private var source: any ByteStream
  private let path: String
  private let wrapping: Wrapping
  // The C state refers to itself by address, so it must not move.
  private let state = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private var input: [UInt8] = []
  private var position = 0
  private var offset: UInt64 = 0
  private var isFinished = false
  private var sourceEnded = false

  init(_ source: any ByteStream, path: String, wrapping: Wrapping = .automatic) throws(InputError) {
    self.source = source
    self.path = path
    self.wrapping = wrapping
    unsafe state.initialize(to: z_stream())
    let size = Int32(unsafe MemoryLayout<z_stream>.size)
    let status = unsafe inflateInit2_(state, wrapping.rawValue, ZLIB_VERSION, size)
    guard status == Z_OK else {
      throw InputError(path: path, offset: 0, message: "zlib could not be initialised")
    }
  }

  deinit {
    unsafe inflateEnd(state)
    unsafe state.deallocate()
  }

  func read(into buffer: inout [UInt8], atMost count: Int) throws(InputError) -> Int {
    let start = buffer.count
    var produced = 0
    // Once, however many empty frames follow each other.
    buffer.append(contentsOf: repeatElement(0, count: count))
    defer { buffer.removeLast(buffer.count - start - produced) }
    while produced == 0, !isFinished {
      if position == input.count { try refill() }
      let status = step(into: &buffer, from: start, count: count, produced: &produced)
      offset += UInt64(produced)
      try handle(status, produced: produced)
    }
    return produced
  }

  private func refill() throws(InputError) {
    input.removeAll(keepingCapacity: true)
    position = 0
    sourceEnded = try source.read(into: &input, atMost: 64 << 10) == 0
  }

  private func step(into buffer: inout [UInt8], from start: Int, count: Int, produced: inout Int) -> Int32 {
    // Both pointers are valid during the call and the counts are those of the memory behind them.
    unsafe input.withUnsafeMutableBufferPointer { source in
      unsafe buffer.withUnsafeMutableBufferPointer { target in
        guard let from = unsafe source.baseAddress ?? target.baseAddress, let to = target.baseAddress else {
          return Z_OK
        }
        unsafe state.pointee.next_in = unsafe from + position
        unsafe state.pointee.avail_in = UInt32(source.count - position)
        unsafe state.pointee.next_out = unsafe to + start
        unsafe state.pointee.avail_out = UInt32(count)
        let status = unsafe inflate(state, Z_NO_FLUSH)
        position = source.count - Int(unsafe state.pointee.avail_in)
        produced = count - Int(unsafe state.pointee.avail_out)
        return status
      }
    }
  }

  private func handle(_ status: Int32, produced: Int) throws(InputError) {
    switch status {
    case Z_OK: break
    case Z_BUF_ERROR:
      if sourceEnded {
        throw InputError(
          path: path, offset: offset, message: "the compressed data ends early; what came before was read")
      }
    case Z_STREAM_END:
      if wrapping == .raw {
        isFinished = true
        return
      }
      if position == input.count { try refill() }
      isFinished = sourceEnded || input[position] != 0x1F
      if !isFinished { unsafe inflateReset(state) }
    default:
      throw InputError(path: path, offset: offset, message: "the compressed data is damaged (zlib status \(status))")
    }
  }
}
