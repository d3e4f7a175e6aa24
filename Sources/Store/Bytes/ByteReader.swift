import ECS

/// Stored bytes that do not have the layout they should have.
struct MalformedBytes: Error, Equatable {
  /// What was expected.
  var reason: String

  init(_ reason: String) {
    self.reason = reason
  }
}

/// Reads what `ByteWriter` wrote. Every read is checked: the bytes may come from a damaged file.
struct ByteReader {
  private let bytes: [UInt8]
  private(set) var position: Int
  private let end: Int

  init(_ bytes: [UInt8]) {
    self.init(bytes, in: 0..<bytes.count)
  }

  init(_ bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = min(range.upperBound, bytes.count)
  }

  var remaining: Int { end - position }

  mutating func byte() throws(MalformedBytes) -> UInt8 {
    guard position < end else { throw MalformedBytes("it ends early") }
    position += 1
    return bytes[position - 1]
  }

  mutating func varint() throws(MalformedBytes) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = try byte()
      value |= UInt64(next & 0x7F) &<< shift
      if next < 0x80 { return value }
      shift += 7
      guard shift < 64 else { throw MalformedBytes("a number is too long") }
    }
  }

  /// A number that counts something, at most `limit`.
  mutating func count(upTo limit: Int) throws(MalformedBytes) -> Int {
    let value = try varint()
    guard value <= UInt64(limit) else { throw MalformedBytes("a count of \(value) is above \(limit)") }
    return Int(value)
  }

  mutating func signed() throws(MalformedBytes) -> Int64 {
    let value = try varint()
    return Int64(bitPattern: value &>> 1) ^ -Int64(bitPattern: value & 1)
  }

  mutating func word() throws(MalformedBytes) -> UInt64 {
    guard remaining >= 8 else { throw MalformedBytes("it ends early") }
    position += 8
    return bytes.span.word(at: position - 8)
  }

  /// A length and that many bytes, as their range in the bytes that are read.
  mutating func blockRange() throws(MalformedBytes) -> Range<Int> {
    try range(of: count(upTo: remaining))
  }

  /// The range of the next `count` bytes.
  mutating func range(of count: Int) throws(MalformedBytes) -> Range<Int> {
    guard count >= 0, count <= remaining else { throw MalformedBytes("it ends early") }
    position += count
    return position - count..<position
  }

  mutating func block() throws(MalformedBytes) -> [UInt8] {
    Array(bytes[try blockRange()])
  }

  mutating func string() throws(MalformedBytes) -> String {
    String(decoding: bytes[try blockRange()], as: UTF8.self)
  }
}
