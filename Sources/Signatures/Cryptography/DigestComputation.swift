import Crypto
public import Executables
import SwiftASN1

/// What signatures hash with: the implementations of swift-crypto, which use the processor's instructions.
extension PESignature.Digest {
  /// The digest that an object identifier names; nil for any other.
  init?(_ identifier: ASN1ObjectIdentifier) {
    switch identifier {
    case ObjectIdentifiers.md5: self = .md5
    case ObjectIdentifiers.sha1: self = .sha1
    case ObjectIdentifiers.sha256: self = .sha256
    case ObjectIdentifiers.sha384: self = .sha384
    case ObjectIdentifiers.sha512: self = .sha512
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
  public func hash(_ bytes: [UInt8]) -> [UInt8] { hash(bytes[...]) }

  /// The digest of bytes.
  func hash(_ bytes: ArraySlice<UInt8>) -> [UInt8] { hash(bytes.span, [0..<bytes.count]) }

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
