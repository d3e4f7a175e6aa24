import Crypto
public import Executables

/// What signatures hash with: the implementations of swift-crypto, which use the processor's instructions.
extension PESignature.Digest {
  /// The digest with an object identifier's octets; nil for any other.
  init?(octets: [UInt8]) {
    let sha2: [UInt8] = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02]
    switch octets {
    case [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x05]: self = .md5
    case [0x2b, 0x0e, 0x03, 0x02, 0x1a]: self = .sha1
    case sha2 + [1]: self = .sha256
    case sha2 + [2]: self = .sha384
    case sha2 + [3]: self = .sha512
    default: return nil
    }
  }

  /// The digest of the bytes of ranges, one after the other. Ranges are cut to what is inside the bytes.
  public func hash(_ data: borrowing Span<UInt8>, _ ranges: [Range<Int>]) -> [UInt8] {
    switch self {
    case .md5: Self.hash(Insecure.MD5(), data, ranges)
    case .sha1: Self.hash(Insecure.SHA1(), data, ranges)
    case .sha256: Self.hash(Crypto.SHA256(), data, ranges)
    case .sha384: Self.hash(SHA384(), data, ranges)
    case .sha512: Self.hash(SHA512(), data, ranges)
    }
  }

  /// The digest of bytes.
  public func hash(_ bytes: [UInt8]) -> [UInt8] { hash(bytes.span, [0..<bytes.count]) }

  private static func hash<Function: HashFunction>(
    _ start: Function, _ data: borrowing Span<UInt8>, _ ranges: [Range<Int>]
  ) -> [UInt8] {
    var function = start
    for range in ranges {
      let part = data.extracting(range.clamped(to: 0..<data.count))
      // The function reads the buffer before the call returns.
      unsafe part.withUnsafeBytes { unsafe function.update(bufferPointer: $0) }
    }
    return Array(function.finalize())
  }
}
