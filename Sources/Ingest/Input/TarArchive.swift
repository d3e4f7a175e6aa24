import ECS

/// The fields of a tar header that matter here (POSIX.1-2008, pax; GNU extensions for long names and large sizes).
struct TarHeader {
  var name: String
  var size: UInt64
  var type: UInt8

  static let length = 512

  /// Reads a header block; `nil` when its checksum is wrong.
  init?(_ block: borrowing Span<UInt8>) {
    guard block.count >= Self.length, let stored = Self.octal(block, 148..<156), stored == Self.checksum(block),
      let size = Self.number(block, 124..<136)
    else { return nil }
    self.size = size
    type = block[156]
    name = Self.text(block, 0..<100)
    if block.extracting(257..<262).equals("ustar"), block[262] == 0 {
      let prefix = Self.text(block, 345..<500)
      if !prefix.isEmpty { name = prefix + "/" + name }
    }
  }

  static func checksum(_ block: borrowing Span<UInt8>) -> UInt64 {
    var sum: UInt64 = 0
    for index in 0..<length { sum += (148..<156).contains(index) ? 0x20 : UInt64(block[index]) }
    return sum
  }

  static func octal(_ block: borrowing Span<UInt8>, _ range: Range<Int>) -> UInt64? {
    var value: UInt64 = 0
    var digits = 0
    for index in range {
      let byte = block[index]
      if byte == 0x20 || byte == 0 {
        if digits > 0 { break }
        continue
      }
      guard byte &- 0x30 < 8, value < 1 << 60 else { return nil }
      value = value << 3 | UInt64(byte - 0x30)
      digits += 1
    }
    return digits > 0 ? value : nil
  }

  /// Octal, or GNU's base-256 form for large numbers (first byte 0x80).
  private static func number(_ block: borrowing Span<UInt8>, _ range: Range<Int>) -> UInt64? {
    guard block[range.lowerBound] & 0x80 != 0 else { return octal(block, range) ?? 0 }
    var value: UInt64 = 0
    for index in range.dropFirst() {
      guard value < 1 << 55 else { return nil }
      value = value << 8 | UInt64(block[index])
    }
    return value
  }

  private static func text(_ block: borrowing Span<UInt8>, _ range: Range<Int>) -> String {
    var bytes: [UInt8] = []
    for index in range {
      if block[index] == 0 { break }
      bytes.append(block[index])
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// The members of a tar archive, in order, over a stream.
final class TarArchive {
  private var source: any ByteStream
  private let path: String
  private var block: [UInt8] = []
  private var offset: UInt64 = 0
  /// Unread bytes of the current member, and of the padding behind it.
  fileprivate var remaining: UInt64 = 0
  private var padding: UInt64 = 0

  /// Names longer than this are cut; they are data of the archive's author.
  private static let maximumNameLength: UInt64 = 1 << 16

  init(_ source: any ByteStream, path: String) {
    self.source = source
    self.path = path
  }

  /// The next regular file, its bytes as a stream that is valid until the next call; `nil` at the end.
  func next() throws(InputError) -> (name: String, size: UInt64, stream: any ByteStream)? {
    var longName: String?
    while true {
      try skip(remaining + padding)
      remaining = 0
      padding = 0
      guard try fillBlock() else { return nil }
      guard let header = TarHeader(block.span) else {
        if block.allSatisfy({ $0 == 0 }) { continue }
        throw InputError(
          path: path, offset: offset - 512, message: "damaged tar header; the members before it were read")
      }
      remaining = header.size
      padding = (512 - header.size % 512) % 512
      switch header.type {
      case UInt8(ascii: "L"): longName = try readText()
      case UInt8(ascii: "x"): longName = Self.paxPath(try readText()) ?? longName
      case UInt8(ascii: "0"), 0, UInt8(ascii: "7"):
        return (longName ?? header.name, header.size, TarMember(archive: self))
      default: longName = nil
      }
    }
  }

  fileprivate func read(into buffer: inout [UInt8], atMost count: Int) throws(InputError) -> Int {
    let wanted = Int(min(UInt64(count), remaining))
    guard wanted > 0 else { return 0 }
    let got = try source.read(into: &buffer, atMost: wanted)
    guard got > 0 else {
      throw InputError(
        path: path, offset: offset, message: "the archive ends inside a member; what came before was read")
    }
    offset += UInt64(got)
    remaining -= UInt64(got)
    return got
  }

  private func readText() throws(InputError) -> String {
    var bytes: [UInt8] = []
    while remaining > 0, UInt64(bytes.count) < Self.maximumNameLength {
      _ = try read(into: &bytes, atMost: 4_096)
    }
    while bytes.last == 0 { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The value of `path` in pax records (`length key=value\n`).
  private static func paxPath(_ records: String) -> String? {
    for record in records.split(separator: "\n") {
      guard let blank = record.firstIndex(of: " ") else { continue }
      let pair = record[record.index(after: blank)...]
      if pair.hasPrefix("path=") { return String(pair.dropFirst(5)) }
    }
    return nil
  }

  private func fillBlock() throws(InputError) -> Bool {
    block.removeAll(keepingCapacity: true)
    while block.count < TarHeader.length {
      let got = try source.read(into: &block, atMost: TarHeader.length - block.count)
      if got == 0 { return false }
      offset += UInt64(got)
    }
    return true
  }

  private func skip(_ count: UInt64) throws(InputError) {
    var left = count
    var waste: [UInt8] = []
    while left > 0 {
      waste.removeAll(keepingCapacity: true)
      let got = try source.read(into: &waste, atMost: Int(min(left, 64 << 10)))
      if got == 0 { return }
      left -= UInt64(got)
      offset += UInt64(got)
    }
  }
}

/// The bytes of one member of a tar archive.
private struct TarMember: ByteStream {
  let archive: TarArchive

  func read(into buffer: inout [UInt8], atMost count: Int) throws(InputError) -> Int {
    try archive.read(into: &buffer, atMost: count)
  }
}
