/// What the Go linker writes about a program (`go version -m`): debug/buildinfo of the Go standard library is the
/// specification, in both its formats.
public struct GoBuildInfo: Sendable, Equatable {
  /// A module: path, version, checksum.
  public struct Module: Sendable, Equatable {
    /// The import path.
    public var path: String
    /// The version, `(devel)` for a working copy.
    public var version: String
    /// The checksum as in go.sum; may be empty.
    public var sum: String
  }

  /// The Go version, for example `go1.21.4`.
  public var version = ""
  /// The import path of the main package.
  public var path: String?
  /// The main module.
  public var main: Module?
  /// The dependencies; a replaced one is given as what replaced it.
  public var dependencies: [Module] = []
  /// Build settings: `GOOS`, `-ldflags`, `vcs.revision`, …
  public var settings: [(key: String, value: String)] = []

  /// Whether two say the same.
  public static func == (left: GoBuildInfo, right: GoBuildInfo) -> Bool {
    left.version == right.version && left.path == right.path && left.main == right.main
      && left.dependencies == right.dependencies && left.settings.elementsEqual(right.settings, by: ==)
  }
}

extension GoBuildInfo {
  static let textLimit = 4 << 20
  static let lineLimit = 16384

  /// Looks for the blob in a range, at multiples of 16 bytes as Go itself does, in the first 64 KiB.
  static func find(_ bytes: borrowing Span<UInt8>, in range: Range<Int>) -> Int? {
    var offset = range.lowerBound
    let end = Swift.min(range.upperBound, range.lowerBound &+ 65536)
    while offset &+ 32 <= end {
      if bytes[offset] == 0xFF, bytes.matches(" Go buildinf:", at: offset &+ 1) { return offset }
      offset &+= 16
    }
    return nil
  }

  /// Reads the blob at an offset. `place` tells where an address is in the file, which the older format needs.
  init?(_ bytes: borrowing Span<UInt8>, at offset: Int, place: (UInt64) -> Range<Int>?) {
    guard let pointerSize = bytes.u8(at: offset &+ 14), let flags = bytes.u8(at: offset &+ 15) else { return nil }
    let versionRange: Range<Int>
    let moduleRange: Range<Int>
    if flags & 2 != 0 {
      guard let first = Self.inline(bytes, at: offset &+ 32) else { return nil }
      versionRange = first
      moduleRange = Self.inline(bytes, at: first.upperBound) ?? 0..<0
    } else {
      let order: ByteOrder = flags & 1 != 0 ? .big : .little
      guard pointerSize == 4 || pointerSize == 8 else { return nil }
      func pointer(_ at: Int) -> UInt64? {
        pointerSize == 8 ? bytes.u64(at: at, order) : bytes.u32(at: at, order).map(UInt64.init)
      }
      func string(_ at: Int) -> Range<Int>? {
        guard let header = pointer(at).flatMap({ place($0) }), header.count >= 2 &* Int(pointerSize),
          let address = pointer(header.lowerBound), let size = pointer(header.lowerBound &+ Int(pointerSize)),
          let text = place(address), let length = Int(exactly: size), length <= text.count
        else { return nil }
        return text.lowerBound..<text.lowerBound &+ length
      }
      guard let first = string(offset &+ 16) else { return nil }
      versionRange = first
      moduleRange = string(offset &+ 16 &+ Int(pointerSize)) ?? 0..<0
    }
    guard !versionRange.isEmpty, versionRange.count < 1024 else { return nil }
    version = bytes.text(versionRange)
    // The text stands between two marks of 16 bytes, with which Go finds it in memory.
    if moduleRange.count >= 33, bytes.u8(at: moduleRange.upperBound &- 17) == 10 {
      readModules(bytes, moduleRange.lowerBound &+ 16..<moduleRange.upperBound &- 16)
    }
  }

  /// A string with its length as a varint before it.
  private static func inline(_ bytes: borrowing Span<UInt8>, at start: Int) -> Range<Int>? {
    var length: UInt64 = 0
    var shift: UInt64 = 0
    var offset = start
    while let byte = bytes.u8(at: offset), shift < 63 {
      length |= UInt64(byte & 0x7F) << shift
      offset &+= 1
      if byte & 0x80 == 0 { return bytes.range(at: offset, count: length) }
      shift += 7
    }
    return nil
  }

  private mutating func readModules(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
    let text = bytes.copy(range.lowerBound..<Swift.min(range.upperBound, range.lowerBound &+ Self.textLimit))
    for line in text.split(separator: 10, maxSplits: Self.lineLimit).prefix(Self.lineLimit) {
      let parts = line.split(separator: 9, maxSplits: 3, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      guard parts.count >= 2 else { continue }
      func module() -> Module {
        Module(path: parts[1], version: parts.count > 2 ? parts[2] : "", sum: parts.count > 3 ? parts[3] : "")
      }
      switch parts[0] {
      case "path": path = parts[1]
      case "mod": main = module()
      case "dep": dependencies.append(module())
      case "=>": if !dependencies.isEmpty { dependencies[dependencies.count - 1] = module() }
      case "build":
        let pair = parts[1].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if pair.count == 2 { settings.append((String(pair[0]), String(pair[1]))) }
      default: break
      }
    }
  }
}
