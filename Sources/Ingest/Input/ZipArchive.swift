import Glibc

/// Bytes that can be read at any place: what a ZIP archive needs, whose directory is at its end.
protocol RandomAccess {
  var count: UInt64 { get }
  func bytes(at offset: UInt64, count: Int) throws(InputError) -> [UInt8]
}

/// A file read at any place.
final class RandomAccessFile: RandomAccess {
  let path: String
  let count: UInt64
  private let descriptor: Int32

  init(path: String) throws(InputError) {
    self.path = path
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw InputError(path: path, offset: 0, message: SystemError.current()) }
    count = UInt64(max(0, lseek(descriptor, 0, SEEK_END)))
  }

  deinit { close(descriptor) }

  func bytes(at offset: UInt64, count wanted: Int) throws(InputError) -> [UInt8] {
    // Offsets come from the archive and may be anything.
    guard offset < count else { return [] }
    var buffer = [UInt8](repeating: 0, count: wanted)
    // The buffer has `wanted` bytes.
    let got = unsafe buffer.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, wanted, off_t(offset)) }
    guard got >= 0 else { throw InputError(path: path, offset: offset, message: SystemError.current()) }
    buffer.removeLast(wanted - got)
    return buffer
  }
}

/// Memory read at any place.
struct RandomAccessMemory: RandomAccess {
  let memory: [UInt8]
  var count: UInt64 { UInt64(memory.count) }

  func bytes(at offset: UInt64, count wanted: Int) -> [UInt8] {
    guard offset < UInt64(memory.count) else { return [] }
    return Array(memory[Int(offset)..<min(Int(offset) + wanted, memory.count)])
  }
}

/// The members of a ZIP archive, from its central directory (PKWARE APPNOTE 6.3, ZIP64 included).
struct ZipArchive {
  /// One member.
  struct Member {
    var name: String
    var method: UInt16
    var isEncrypted: Bool
    var compressedSize: UInt64
    var size: UInt64
    var headerOffset: UInt64
  }

  /// More members than this are not listed.
  static let maximumMembers = 1_000_000

  private let data: any RandomAccess
  private let path: String
  /// The regular files of the archive.
  let members: [Member]

  init(_ data: any RandomAccess, path: String) throws(InputError) {
    self.data = data
    self.path = path
    members = try Self.directory(of: data, path: path)
  }

  private static func directory(of data: any RandomAccess, path: String) throws(InputError) -> [Member] {
    let tailLength = min(data.count, 65_557 + 20)
    let tailStart = data.count - tailLength
    let tail = try data.bytes(at: tailStart, count: Int(tailLength))
    guard let end = lastIndex(of: 0x0605_4B50, in: tail), end + 22 <= tail.count else {
      throw InputError(path: path, offset: data.count, message: "no ZIP directory; the archive is cut off or damaged")
    }
    var count = UInt64(tail.u16(end + 10))
    var size = UInt64(tail.u32(end + 12))
    var offset = UInt64(tail.u32(end + 16))
    if end >= 20, tail.u32(end - 20) == 0x0706_4B50 {
      let record = try data.bytes(at: tail.u64(end - 12), count: 56)
      if record.count == 56, record.u32(0) == 0x0606_4B50 {
        count = record.u64(32)
        size = record.u64(40)
        offset = record.u64(48)
      }
    }
    guard offset <= data.count, size <= data.count - offset, size <= 1 << 30 else {
      throw InputError(path: path, offset: offset, message: "the ZIP directory lies outside the archive")
    }
    let bytes = try data.bytes(at: offset, count: Int(size))
    var members: [Member] = []
    var position = 0
    while members.count < min(Int(clamping: count), maximumMembers), position + 46 <= bytes.count,
      bytes.u32(position) == 0x0201_4B50
    {
      let member = self.member(bytes, at: &position)
      if !member.name.hasSuffix("/") { members.append(member) }
    }
    return members
  }

  private static func member(_ bytes: [UInt8], at position: inout Int) -> Member {
    let nameLength = Int(bytes.u16(position + 28))
    let extraLength = Int(bytes.u16(position + 30))
    let commentLength = Int(bytes.u16(position + 32))
    let nameStart = position + 46
    let nameEnd = min(nameStart + nameLength, bytes.count)
    var member = Member(
      name: String(decoding: bytes[nameStart..<nameEnd], as: UTF8.self), method: bytes.u16(position + 10),
      isEncrypted: bytes.u16(position + 8) & 1 != 0, compressedSize: UInt64(bytes.u32(position + 20)),
      size: UInt64(bytes.u32(position + 24)), headerOffset: UInt64(bytes.u32(position + 42)))
    applyZip64(bytes, nameEnd..<min(nameEnd + extraLength, bytes.count), to: &member)
    position = nameEnd + extraLength + commentLength
    return member
  }

  /// ZIP64 extra field: the 64-bit values of those sizes and offsets that are all ones, in this order.
  private static func applyZip64(_ bytes: [UInt8], _ range: Range<Int>, to member: inout Member) {
    var index = range.lowerBound
    while index + 4 <= range.upperBound {
      let end = min(index + 4 + Int(bytes.u16(index + 2)), range.upperBound)
      if bytes.u16(index) == 1 {
        var value = index + 4
        for field in [\Member.size, \Member.compressedSize, \Member.headerOffset]
        where member[keyPath: field] == 0xFFFF_FFFF && value + 8 <= end {
          member[keyPath: field] = bytes.u64(value)
          value += 8
        }
      }
      index = end
    }
  }

  private static func lastIndex(of signature: UInt32, in bytes: [UInt8]) -> Int? {
    var index = bytes.count - 22
    while index >= 0 {
      if bytes.u32(index) == signature { return index }
      index -= 1
    }
    return nil
  }

  /// The decompressed bytes of a member.
  func stream(of member: Member) throws(InputError) -> any ByteStream {
    let name = "\(path)!/\(member.name)"
    if member.isEncrypted {
      throw InputError(path: name, offset: 0, message: "the member is encrypted; extract it with its password first")
    }
    let header = try data.bytes(at: member.headerOffset, count: 30)
    guard header.count == 30, header.u32(0) == 0x0403_4B50 else {
      throw InputError(path: name, offset: member.headerOffset, message: "damaged ZIP member header")
    }
    let start = member.headerOffset + 30 + UInt64(header.u16(26)) + UInt64(header.u16(28))
    let raw = SliceStream(data: data, offset: start, remaining: member.compressedSize)
    switch member.method {
    case 0: return raw
    case 8: return try InflateStream(raw, path: name, wrapping: .raw)
    case 93: return try ZstdStream(raw, path: name)
    case 95: return try XZStream(raw, path: name)
    default:
      throw InputError(
        path: name, offset: member.headerOffset, message: "compression method \(member.method) is not supported")
    }
  }
}

/// A part of random-access bytes as a stream.
private struct SliceStream: ByteStream {
  let data: any RandomAccess
  var offset: UInt64
  var remaining: UInt64

  mutating func read(into buffer: inout [UInt8], atMost count: Int) throws(InputError) -> Int {
    let wanted = Int(min(UInt64(count), remaining))
    guard wanted > 0 else { return 0 }
    let bytes = try data.bytes(at: offset, count: wanted)
    buffer.append(contentsOf: bytes)
    offset += UInt64(bytes.count)
    remaining = bytes.isEmpty ? 0 : remaining - UInt64(bytes.count)
    return bytes.count
  }
}

extension [UInt8] {
  /// Little-endian integers; missing bytes count as zero.
  fileprivate func u16(_ index: Int) -> UInt16 { UInt16(truncatingIfNeeded: little(index, 2)) }
  fileprivate func u32(_ index: Int) -> UInt32 { UInt32(truncatingIfNeeded: little(index, 4)) }
  fileprivate func u64(_ index: Int) -> UInt64 { little(index, 8) }

  private func little(_ index: Int, _ length: Int) -> UInt64 {
    var value: UInt64 = 0
    for step in 0..<length where index >= 0 && index + step < count {
      value |= UInt64(self[index + step]) << UInt64(8 * step)
    }
    return value
  }
}
