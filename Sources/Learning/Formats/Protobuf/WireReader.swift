/// Reads the protobuf wire format (protobuf.dev/programming-guides/encoding) out of bytes, without copying: a message is a
/// range of them. Every length is checked against what is left.
struct WireReader {
  /// One field as it stands in the bytes.
  enum Value {
    case varint(UInt64)
    case fixed64(UInt64)
    case fixed32(UInt32)
    case bytes(Range<Int>)
  }

  let bytes: [UInt8]
  private(set) var at: Int
  let end: Int

  /// Reads a message that fills a range.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    at = range.lowerBound
    end = range.upperBound
  }

  /// The next field's number and value; nil at the end of the message.
  mutating func next() throws(ModelError) -> (field: Int, value: Value)? {
    guard at < end else { return nil }
    let place = at
    let key = try varint()
    guard key >> 3 > 0, key >> 3 < 1 << 29 else { throw ModelError("a field number of zero", at: "byte \(place)") }
    let field = Int(key >> 3)
    switch key & 7 {
    case 0: return (field, .varint(try varint()))
    case 1: return (field, .fixed64(try word(8)))
    case 2:
      let length = try varint()
      guard length <= UInt64(end - at) else { throw ended }
      let range = at..<at + Int(length)
      at = range.upperBound
      return (field, .bytes(range))
    case 5: return (field, .fixed32(UInt32(truncatingIfNeeded: try word(4))))
    default: throw ModelError("wire type \(key & 7) is not supported", at: "byte \(place)")
    }
  }

  private var ended: ModelError { ModelError("the message ends inside a field", at: "byte \(at)") }

  mutating func varint() throws(ModelError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while at < end, shift < 64 {
      let byte = bytes[at]
      at += 1
      value |= UInt64(byte & 0x7F) &<< shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw at < end ? ModelError("a number of more than ten bytes", at: "byte \(at)") : ended
  }

  private mutating func word(_ size: Int) throws(ModelError) -> UInt64 {
    guard size <= end - at else { throw ended }
    var value: UInt64 = 0
    for index in 0..<size { value |= UInt64(bytes[at + index]) &<< UInt64(8 * index) }
    at += size
    return value
  }
}

extension WireReader.Value {
  /// Appends the numbers of a repeated integer field, packed or one by one.
  func appendIntegers(to list: inout [Int64], from bytes: [UInt8]) throws(ModelError) {
    switch self {
    case .varint(let value): list.append(Int64(bitPattern: value))
    case .bytes(let range):
      var reader = WireReader(bytes, range)
      while reader.at < reader.end { list.append(Int64(bitPattern: try reader.varint())) }
    default: throw ModelError("a list of integers has another wire type")
    }
  }

  /// Appends the numbers of a repeated float field, packed or one by one.
  func appendFloats(to list: inout [Float], from bytes: [UInt8]) throws(ModelError) {
    switch self {
    case .fixed32(let bits): list.append(Float(bitPattern: bits))
    case .bytes(let range):
      guard range.count % 4 == 0 else {
        throw ModelError("floats of \(range.count) bytes", at: "byte \(range.lowerBound)")
      }
      for start in stride(from: range.lowerBound, to: range.upperBound, by: 4) {
        var bits: UInt32 = 0
        for index in 0..<4 { bits |= UInt32(bytes[start + index]) &<< UInt32(8 * index) }
        list.append(Float(bitPattern: bits))
      }
    default: throw ModelError("a list of floats has another wire type")
    }
  }

  /// Appends the numbers of a repeated double field, packed or one by one.
  func appendDoubles(to list: inout [Double], from bytes: [UInt8]) throws(ModelError) {
    switch self {
    case .fixed64(let bits): list.append(Double(bitPattern: bits))
    case .bytes(let range):
      guard range.count % 8 == 0 else {
        throw ModelError("doubles of \(range.count) bytes", at: "byte \(range.lowerBound)")
      }
      for start in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
        var bits: UInt64 = 0
        for index in 0..<8 { bits |= UInt64(bytes[start + index]) &<< UInt64(8 * index) }
        list.append(Double(bitPattern: bits))
      }
    default: throw ModelError("a list of doubles has another wire type")
    }
  }

  /// The range of a message or text.
  func message() throws(ModelError) -> Range<Int> {
    guard case .bytes(let range) = self else { throw ModelError("a message has another wire type") }
    return range
  }
}
