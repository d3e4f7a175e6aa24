import CZstd

/// Zstandard frames (RFC 8878) by the system's libzstd, with contexts that are reused.
@safe final class Zstandard {
  /// Nothing that the store writes decompresses to more than this; a larger claim is damage.
  static let maximumSize = 1 << 30

  private let compressor: OpaquePointer?
  private let decompressor: OpaquePointer?

  init() {
    unsafe compressor = ZSTD_createCCtx()
    unsafe decompressor = ZSTD_createDCtx()
  }

  deinit {
    unsafe ZSTD_freeCCtx(compressor)
    unsafe ZSTD_freeDCtx(decompressor)
  }

  /// The compressed bytes, or `nil` when compression fails or does not make them smaller.
  func compress(_ bytes: [UInt8], level: Int32) -> [UInt8]? {
    guard bytes.count > 32, let compressor = unsafe compressor else { return nil }
    let bound = ZSTD_compressBound(bytes.count)
    var size = 0
    // Both buffers live through the call, and libzstd writes at most `bound` bytes.
    let output = unsafe [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
      unsafe bytes.withUnsafeBytes { source in
        size = unsafe ZSTD_compressCCtx(
          compressor, buffer.baseAddress, bound, source.baseAddress, source.count, level)
      }
      count = ZSTD_isError(size) == 0 ? size : 0
    }
    return ZSTD_isError(size) == 0 && size < bytes.count ? output : nil
  }

  /// The bytes of a frame that must decompress to exactly `size` bytes.
  func decompress(_ bytes: [UInt8], in range: Range<Int>, size: Int) throws(MalformedBytes) -> [UInt8] {
    guard size <= Self.maximumSize else { throw MalformedBytes("it claims \(size) bytes") }
    guard let decompressor = unsafe decompressor else { throw MalformedBytes("there is no memory to decompress it") }
    var result = 0
    let output = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      unsafe bytes.withUnsafeBytes { source in
        let frame = unsafe UnsafeRawBufferPointer(rebasing: source[range])
        result = unsafe ZSTD_decompressDCtx(
          decompressor, buffer.baseAddress, size, frame.baseAddress, frame.count)
      }
      count = ZSTD_isError(result) == 0 ? result : 0
    }
    guard ZSTD_isError(result) == 0, result == size else { throw MalformedBytes("it does not decompress") }
    return output
  }
}
