import CZlib
import ECS

/// The cyclic redundancy check of EVTX headers (ISO 3309, the polynomial of zlib and Ethernet).
enum CRC32 {
  /// The check value of the bytes of some ranges, one after the other.
  static func checksum(_ bytes: borrowing Span<UInt8>, _ ranges: [Range<Int>]) -> UInt32 {
    var value: uLong = 0
    for range in ranges {
      let part = bytes.extracting(range)
      // zlib reads as many bytes as the span has.
      unsafe part.withUnsafeBufferPointer { part in
        value = unsafe crc32(value, part.baseAddress, uInt(part.count))
      }
    }
    return UInt32(truncatingIfNeeded: value)
  }
}
