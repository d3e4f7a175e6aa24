import ECS

extension NumberCoding {
  /// The values that `encoded` wrote at the reader's position; at most `limit` of them.
  static func decode(_ reader: inout ByteReader, _ bytes: [UInt8], limit: Int) throws(MalformedBytes) -> [UInt64] {
    var result: [UInt64] = []
    try decode(&reader, bytes, limit: limit, into: &result)
    return result
  }

  /// The values as 32-bit numbers, for codes and lengths.
  static func decode32(_ reader: inout ByteReader, _ bytes: [UInt8], limit: Int) throws(MalformedBytes) -> [UInt32] {
    var result: [UInt32] = []
    try decode(&reader, bytes, limit: limit, into: &result)
    return result
  }

  private static func decode<Value: FixedWidthInteger & UnsignedInteger>(
    _ reader: inout ByteReader, _ bytes: [UInt8], limit: Int, into result: inout [Value]
  ) throws(MalformedBytes) {
    let head = try reader.byte()
    guard let layout = Layout(rawValue: head & 0x0F) else { throw MalformedBytes("a layout is not known") }
    let count = try reader.count(upTo: limit)
    let width = Int(try reader.byte())
    guard width <= 64 else { throw MalformedBytes("a width is not possible") }
    let base = try reader.word()
    let step = try reader.word()
    let scale = try reader.varint()
    let size = layout == .planes ? (width + 7) / 8 * count : (width * count + 7) / 8
    let range = try reader.range(of: size)
    result = [Value](repeating: 0, count: count)
    let source = bytes.span.extracting(range)
    switch layout {
    case .planes: readPlanes(source, planes: (width + 7) / 8, into: &result)
    case .packed: readPacked(source, width: width, into: &result)
    }
    let isDelta = head & 0x10 != 0
    if base == 0, step == 0, scale == 1, !isDelta { return }
    restore(&result, base: base, step: step, scale: scale, isDelta: isDelta)
  }

  private static func readPlanes<Value: FixedWidthInteger & UnsignedInteger>(
    _ source: borrowing Span<UInt8>, planes: Int, into result: inout [Value]
  ) {
    let count = result.count
    var output = result.mutableSpan
    if planes == 1 {
      for index in 0..<count { output[index] = Value(truncatingIfNeeded: source[index]) }
      return
    }
    if planes == 2 {
      for index in 0..<count {
        output[index] = Value(truncatingIfNeeded: UInt32(source[index]) | UInt32(source[count &+ index]) &<< 8)
      }
      return
    }
    for plane in 0..<planes {
      let start = plane &* count
      let shift = Value(truncatingIfNeeded: plane &* 8)
      for index in 0..<count { output[index] |= Value(truncatingIfNeeded: source[start &+ index]) << shift }
    }
  }

  private static func readPacked<Value: FixedWidthInteger & UnsignedInteger>(
    _ source: borrowing Span<UInt8>, width: Int, into result: inout [Value]
  ) {
    guard width > 0 else { return }
    let mask: UInt64 = (1 &<< UInt64(width)) &- 1
    var output = result.mutableSpan
    var bit = 0
    var index = 0
    let whole = source.count - 8
    while index < output.count, bit &>> 3 <= whole {
      let word = source.word(at: bit &>> 3) &>> UInt64(bit & 7)
      output[index] = Value(truncatingIfNeeded: word & mask)
      bit &+= width
      index &+= 1
    }
    while index < output.count {
      var word: UInt64 = 0
      var byte = bit &>> 3
      var shift: UInt64 = 0
      while byte < source.count, shift < 64 {
        word |= UInt64(source[byte]) &<< shift
        byte &+= 1
        shift &+= 8
      }
      output[index] = Value(truncatingIfNeeded: (word &>> UInt64(bit & 7)) & mask)
      bit &+= width
      index &+= 1
    }
  }

  private static func restore<Value: FixedWidthInteger & UnsignedInteger>(
    _ values: inout [Value], base: UInt64, step: UInt64, scale: UInt64, isDelta: Bool
  ) {
    var output = values.mutableSpan
    guard isDelta else {
      for index in 0..<output.count {
        output[index] = Value(truncatingIfNeeded: UInt64(output[index]) &* scale &+ base)
      }
      return
    }
    var previous = base
    for index in 0..<output.count {
      previous = previous &+ UInt64(output[index]) &* scale &+ step
      output[index] = Value(truncatingIfNeeded: previous)
    }
  }
}
