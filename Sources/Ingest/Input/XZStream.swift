import CLZMA

/// Decompresses .xz data, several streams in a row included.
///
/// Safe: the C state is private, lives as long as the object, and is only given memory that outlives each call.
@safe final class XZStream: ByteStream {
  /// Refuse streams whose dictionary needs more memory than this.
  private static let memoryLimit: UInt64 = 256 << 20

  /// `LZMA_CONCATENATED` of lzma/container.h, a macro that is not imported.
  private static let concatenated: UInt32 = 0x08

  private var source: any ByteStream
  private let path: String
  // The C state must not move.
  private let state = UnsafeMutablePointer<lzma_stream>.allocate(capacity: 1)
  private var input: [UInt8] = []
  private var position = 0
  private var offset: UInt64 = 0
  private var sourceEnded = false
  private var isFinished = false

  init(_ source: any ByteStream, path: String) throws(InputError) {
    self.source = source
    self.path = path
    unsafe state.initialize(to: lzma_stream())
    let status = unsafe lzma_stream_decoder(state, Self.memoryLimit, Self.concatenated)
    guard status == LZMA_OK else {
      throw InputError(path: path, offset: 0, message: "the xz decoder could not be initialised")
    }
  }

  deinit {
    unsafe lzma_end(state)
    unsafe state.deallocate()
  }

  func read(into buffer: inout [UInt8], atMost count: Int) throws(InputError) -> Int {
    let start = buffer.count
    var produced = 0
    // Once, however many empty frames follow each other.
    buffer.append(contentsOf: repeatElement(0, count: count))
    defer { buffer.removeLast(buffer.count - start - produced) }
    while produced == 0, !isFinished {
      if position == input.count, !sourceEnded {
        input.removeAll(keepingCapacity: true)
        position = 0
        sourceEnded = try source.read(into: &input, atMost: 64 << 10) == 0
      }
      let status = step(into: &buffer, from: start, count: count, produced: &produced)
      offset += UInt64(produced)
      switch status {
      case LZMA_OK: break
      case LZMA_STREAM_END: isFinished = true
      case LZMA_BUF_ERROR:
        throw InputError(
          path: path, offset: offset, message: "the compressed data ends early; what came before was read")
      case LZMA_MEMLIMIT_ERROR:
        throw InputError(path: path, offset: offset, message: "the xz dictionary is larger than 256 MiB; recompress it")
      default:
        throw InputError(
          path: path, offset: offset, message: "the compressed data is damaged (lzma status \(status.rawValue))")
      }
    }
    return produced
  }

  private func step(into buffer: inout [UInt8], from start: Int, count: Int, produced: inout Int) -> lzma_ret {
    // Both pointers are valid during the call and the counts are those of the memory behind them.
    unsafe input.withUnsafeBufferPointer { source in
      unsafe buffer.withUnsafeMutableBufferPointer { target in
        unsafe state.pointee.next_in = source.baseAddress.map { unsafe $0 + position }
        unsafe state.pointee.avail_in = source.count - position
        unsafe state.pointee.next_out = target.baseAddress.map { unsafe $0 + start }
        unsafe state.pointee.avail_out = count
        let status = unsafe lzma_code(state, sourceEnded ? LZMA_FINISH : LZMA_RUN)
        position = source.count - (unsafe state.pointee.avail_in)
        produced = count - (unsafe state.pointee.avail_out)
        return status
      }
    }
  }
}
