import CZstd

/// Decompresses Zstandard frames (RFC 8878).
///
/// Safe: the C context is private, lives as long as the object, and is only given memory that outlives each call.
@safe final class ZstdStream: ByteStream {
  private var source: any ByteStream
  private let path: String
  private let context: OpaquePointer
  private var input: [UInt8] = []
  private var position = 0
  private var offset: UInt64 = 0
  private var isInsideFrame = false

  init(_ source: any ByteStream, path: String) throws(InputError) {
    self.source = source
    self.path = path
    guard let context = unsafe ZSTD_createDStream() else {
      throw InputError(path: path, offset: 0, message: "zstd could not be initialised")
    }
    unsafe self.context = context
    // Frames that need more memory than this for their window are refused instead of obeyed.
    unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, 27)
  }

  deinit { unsafe ZSTD_freeDStream(context) }

  func read(into buffer: inout [UInt8], atMost count: Int) throws(InputError) -> Int {
    let start = buffer.count
    var produced = 0
    // Once, however many empty frames follow each other.
    buffer.append(contentsOf: repeatElement(0, count: count))
    defer { buffer.removeLast(buffer.count - start - produced) }
    while produced == 0 {
      if position == input.count {
        input.removeAll(keepingCapacity: true)
        position = 0
        if try source.read(into: &input, atMost: 64 << 10) == 0 {
          guard !isInsideFrame else {
            throw InputError(
              path: path, offset: offset, message: "the compressed data ends early; what came before was read")
          }
          return 0
        }
      }
      let status = step(into: &buffer, from: start, count: count, produced: &produced)
      offset += UInt64(produced)
      if ZSTD_isError(status) != 0 {
        let reason = unsafe String(cString: ZSTD_getErrorName(status))
        throw InputError(path: path, offset: offset, message: "the compressed data is damaged: \(reason)")
      }
      isInsideFrame = status != 0
    }
    return produced
  }

  private func step(into buffer: inout [UInt8], from start: Int, count: Int, produced: inout Int) -> Int {
    // Both pointers are valid during the call and the sizes are those of the memory behind them.
    unsafe input.withUnsafeBytes { source in
      unsafe buffer.withUnsafeMutableBytes { target in
        var from = unsafe ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: position)
        var to = unsafe ZSTD_outBuffer(dst: target.baseAddress.map { unsafe $0 + start }, size: count, pos: 0)
        let status = unsafe ZSTD_decompressStream(context, &to, &from)
        position = unsafe from.pos
        produced = unsafe to.pos
        return status
      }
    }
  }
}
