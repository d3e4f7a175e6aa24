/// A code directory: hashes of the pages of an image, and what the signature is valid for.
public struct CodeDirectory: Sendable, Equatable {
  /// Where it is in the image.
  public var range: Range<Int>
  /// version, for example 0x20400.
  public var version: UInt32 = 0
  /// flags: 2 ad hoc, 0x10000 hardened runtime, 0x20000 signed by the linker.
  public var flags: UInt32 = 0
  /// Where the hash of the first page is, from the start of the directory.
  public var hashOffset: UInt32 = 0
  /// How many hashes of other things stand before those of pages.
  public var specialSlots: UInt32 = 0
  /// How many pages there are.
  public var codeSlots: UInt32 = 0
  /// How many bytes of the image are covered.
  public var codeLimit: UInt64 = 0
  /// The bytes of a hash.
  public var hashSize: UInt8 = 0
  /// 1 SHA-1, 2 SHA-256, 3 SHA-256 cut to 20 bytes, 4 SHA-384.
  public var hashType: UInt8 = 0
  /// A platform binary of Apple's when not 0.
  public var platform: UInt8 = 0
  /// The size of a page as a power of two; 0 means one page of everything.
  public var pageSize: UInt8 = 0
  /// The identifier, for example `com.apple.ls`.
  public var identifier = ""
  /// The team identifier of the developer.
  public var teamIdentifier: String?
  /// execSegFlags: 1 main binary, 0x10 debuggable by `get-task-allow`, …
  public var executableSegmentFlags: UInt64 = 0

  /// Prefers newer hashes.
  static func rank(_ type: UInt8) -> Int { [1: 1, 3: 2, 2: 3, 4: 4][type] ?? 0 }

  init?(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
    guard range.count >= 44 else { return nil }
    self.range = range
    func u32(_ offset: Int) -> UInt32 {
      offset &+ 4 <= range.count ? bytes.u32(at: range.lowerBound &+ offset, .big) ?? 0 : 0
    }
    func u64(_ offset: Int) -> UInt64 { UInt64(u32(offset)) << 32 | UInt64(u32(offset &+ 4)) }
    func text(_ offset: UInt32) -> String? {
      guard offset > 0, Int(offset) < range.count else { return nil }
      let limit = Swift.min(1024, range.count &- Int(offset))
      return bytes.terminatedRange(at: range.lowerBound &+ Int(offset), limit: limit).map { bytes.text($0) }
    }
    (version, flags, hashOffset) = (u32(8), u32(12), u32(16))
    identifier = text(u32(20)) ?? ""
    (specialSlots, codeSlots, codeLimit) = (u32(24), u32(28), UInt64(u32(32)))
    let small = u32(36)
    hashSize = UInt8(truncatingIfNeeded: small >> 24)
    hashType = UInt8(truncatingIfNeeded: small >> 16)
    platform = UInt8(truncatingIfNeeded: small >> 8)
    pageSize = UInt8(truncatingIfNeeded: small)
    if version >= 0x20200 { teamIdentifier = text(u32(48)) }
    if version >= 0x20300, u64(56) != 0 { codeLimit = u64(56) }
    if version >= 0x20400 { executableSegmentFlags = u64(80) }
  }

  /// How the pages compare with their hashes.
  public struct Verification: Sendable, Equatable {
    /// Pages whose hash is the one in the directory.
    public var matching = 0
    /// Pages that were changed after signing.
    public var differing = 0
    /// Pages or hashes that are not in the file.
    public var missing = 0
  }

  /// Hashes every page that the directory covers. Nil when the hash is one that this module does not compute (SHA-384).
  ///
  /// - Parameter bytes: the bytes of the image.
  public func verify(_ bytes: borrowing Span<UInt8>) -> Verification? {
    guard (1...3).contains(hashType) else { return nil }
    return verify(bytes) { bytes, page in hashType == 1 ? SHA1.hash(bytes, page) : SHA256.hash(bytes, page) }
  }

  /// Hashes every page that the directory covers by a function. Nil when the directory's sizes make no sense.
  package func verify(
    _ bytes: borrowing Span<UInt8>, hash: (borrowing Span<UInt8>, Range<Int>) -> [UInt8]
  ) -> Verification? {
    guard hashSize > 0, pageSize < 32 else { return nil }
    var result = Verification()
    let limit = Int(clamping: codeLimit)
    let page = pageSize == 0 ? Swift.max(limit, 1) : 1 << Int(pageSize)
    let expected = pageSize == 0 ? (limit > 0 ? 1 : 0) : limit / page &+ (limit % page > 0 ? 1 : 0)
    // Every page is hashed once, however many the directory says there are.
    for index in 0..<Swift.min(Int(codeSlots), expected) {
      let start = index &* page
      let end = Swift.min(start &+ page, limit)
      let stored = range.lowerBound &+ Int(hashOffset) &+ index &* Int(hashSize)
      guard end <= bytes.count, stored &+ Int(hashSize) <= range.upperBound else {
        result.missing &+= 1
        // Everything behind it is missing too.
        if start >= bytes.count || stored >= range.upperBound { break }
        continue
      }
      let hash = hash(bytes, start..<end)
      var isSame = Int(hashSize) <= hash.count
      for offset in 0..<Swift.min(Int(hashSize), hash.count) where bytes[stored &+ offset] != hash[offset] {
        isSame = false
        break
      }
      if isSame { result.matching &+= 1 } else { result.differing &+= 1 }
    }
    if Int(codeSlots) != expected { result.missing &+= abs(Int(codeSlots) &- expected) }
    return result
  }
}
