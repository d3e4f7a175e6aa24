import ECS

/// What wraps the telemetry in a stream: a compression, an archive, or nothing.
enum Container {
  case none
  case gzip
  case zstd
  case xz
  case tar
  case zip

  /// How many first bytes `recognise` wants to see.
  static let prefixLength = 512

  /// Recognises a container by its magic number, never by a file name.
  static func recognise(_ prefix: borrowing Span<UInt8>) -> Container {
    if prefix.count >= 3, prefix[0] == 0x1F, prefix[1] == 0x8B, prefix[2] == 8 { return .gzip }
    if prefix.count >= 4, prefix[0] == 0x28, prefix[1] == 0xB5, prefix[2] == 0x2F, prefix[3] == 0xFD { return .zstd }
    if prefix.count >= 6, prefix[0] == 0xFD, prefix.extracting(1..<5).equals("7zXZ"), prefix[5] == 0 { return .xz }
    if prefix.count >= 4, prefix.extracting(0..<2).equals("PK"), prefix[2] == 3 || prefix[2] == 5 {
      return prefix[3] == prefix[2] + 1 ? .zip : .none
    }
    if prefix.count >= 512, isTarHeader(prefix) { return .tar }
    return .none
  }

  /// A tar header has "ustar" at 257 (POSIX, GNU), or at least a right checksum (V7).
  private static func isTarHeader(_ header: borrowing Span<UInt8>) -> Bool {
    guard let stored = TarHeader.octal(header, 148..<156), header[0] != 0 else { return false }
    return stored == TarHeader.checksum(header)
  }
}
