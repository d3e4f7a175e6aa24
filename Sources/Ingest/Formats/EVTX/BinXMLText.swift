import ECS

/// Values as text, in the form that the common readers of event logs write.
enum BinXMLText {
  /// Appends any value but binary XML; returns whether the text is known to need no escaping in JSON.
  static func append(
    _ value: BinXMLValue, _ chunk: borrowing Span<UInt8>, to output: inout [UInt8]
  ) -> Bool {
    let bytes = chunk.extracting(value.range)
    switch value.type {
    case BinXMLValueType.null: return true
    case BinXMLValueType.string:
      return UTF16Text.appendUTF8(littleEndian: chunk.extracting(trimmed(value.range, chunk)), to: &output)
    case BinXMLValueType.ansiString:
      appendANSI(bytes, to: &output)
      return false
    case BinXMLValueType.guid where value.size == 16: HexDigits.appendGUID(bytes, to: &output)
    case BinXMLValueType.sid where isSID(bytes): appendSID(bytes, to: &output)
    case BinXMLValueType.fileTime where value.size == 8: appendFileTime(bytes.uint64(at: 0), to: &output)
    case BinXMLValueType.systemTime where value.size == 16: appendSystemTime(bytes, to: &output)
    case BinXMLValueType.hexInt32, BinXMLValueType.hexInt64, BinXMLValueType.sizeT:
      if value.size <= 8 {
        HexDigits.appendInteger(unsigned(bytes), to: &output)
      } else {
        HexDigits.appendBytes(bytes, to: &output)
      }
    case BinXMLValueType.int8, BinXMLValueType.int16, BinXMLValueType.int32, BinXMLValueType.int64:
      if value.size <= 8 { output.appendInteger(signed(bytes)) } else { HexDigits.appendBytes(bytes, to: &output) }
    case BinXMLValueType.uint8, BinXMLValueType.uint16, BinXMLValueType.uint32, BinXMLValueType.uint64:
      if value.size <= 8 {
        output.append(contentsOf: String(unsigned(bytes)).utf8)
      } else {
        HexDigits.appendBytes(bytes, to: &output)
      }
    case BinXMLValueType.bool: output.append(contentsOf: isTrue(bytes) ? "true".utf8 : "false".utf8)
    case BinXMLValueType.real32 where value.size == 4:
      output.append(contentsOf: "\(Float(bitPattern: bytes.uint32(at: 0)))".utf8)
    case BinXMLValueType.real64 where value.size == 8:
      output.append(contentsOf: "\(Double(bitPattern: bytes.uint64(at: 0)))".utf8)
    default: HexDigits.appendBytes(bytes, to: &output)
    }
    return true
  }

  /// The range of UTF-16 without the zero characters that end it.
  @inline(__always)
  static func trimmed(_ range: Range<Int>, _ chunk: borrowing Span<UInt8>) -> Range<Int> {
    var end = range.upperBound - (range.count & 1)
    while end > range.lowerBound, chunk[end - 1] == 0, chunk[end - 2] == 0 { end -= 2 }
    return range.lowerBound..<end
  }

  /// A string of the machine's code page, which the log does not name: UTF-8 when it is that, else Latin-1.
  private static func appendANSI(_ bytes: borrowing Span<UInt8>, to output: inout [UInt8]) {
    var end = bytes.count
    while end > 0, bytes[end - 1] == 0 { end -= 1 }
    let text = bytes.extracting(0..<end)
    if UTF8Text.isValid(text) {
      output.append(copying: text)
    } else {
      for index in text.indices { UTF8Text.append(Unicode.Scalar(text[index]), to: &output) }
    }
  }

  // MARK: Numbers

  /// The number in up to eight bytes.
  static func unsigned(_ bytes: borrowing Span<UInt8>) -> UInt64 {
    switch bytes.count {
    case 1: return UInt64(bytes[0])
    case 2: return UInt64(bytes.uint16(at: 0))
    case 4: return UInt64(bytes.uint32(at: 0))
    case 8: return bytes.uint64(at: 0)
    default: break
    }
    var value: UInt64 = 0
    for index in 0..<min(bytes.count, 8) { value |= UInt64(bytes[index]) &<< UInt64(8 * index) }
    return value
  }

  /// The number in two's complement in up to eight bytes.
  static func signed(_ bytes: borrowing Span<UInt8>) -> Int64 {
    let shift = UInt64(64 - 8 * min(bytes.count, 8)) & 63
    return Int64(bitPattern: unsigned(bytes) &<< shift) &>> Int64(shift)
  }

  /// Whether any byte of a boolean is set: some providers write other values than 1.
  static func isTrue(_ bytes: borrowing Span<UInt8>) -> Bool {
    for index in bytes.indices where bytes[index] != 0 { return true }
    return false
  }

  // MARK: Identifiers

  /// Whether the bytes hold a security identifier with all its parts.
  static func isSID(_ bytes: borrowing Span<UInt8>) -> Bool {
    bytes.count >= 8 && bytes.count >= 8 + 4 * Int(bytes[1])
  }

  /// Appends a security identifier as `S-1-5-21-…`: revision, authority, sub-authorities ([MS-DTYP] 2.4.2).
  static func appendSID(_ bytes: borrowing Span<UInt8>, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "S"))
    output.append(UInt8(ascii: "-"))
    output.appendInteger(Int64(bytes[0]))
    var authority: Int64 = 0
    for index in 2..<8 { authority = authority << 8 | Int64(bytes[index]) }
    output.append(UInt8(ascii: "-"))
    output.appendInteger(authority)
    for index in 0..<Int(bytes[1]) {
      output.append(UInt8(ascii: "-"))
      output.appendInteger(Int64(bytes.uint32(at: 8 + 4 * index)))
    }
  }

  // MARK: Times

  /// Appends a FILETIME as `2020-01-31T23:59:59.123456Z`.
  static func appendFileTime(_ ticks: UInt64, to output: inout [UInt8]) {
    if let time = Timestamp(fileTime: ticks) {
      time.appendISO8601(fractionDigits: 6, to: &output)
    } else {
      EarlyOrLateTime.append(fileTime: ticks, to: &output)
    }
  }

  /// Appends a SYSTEMTIME: year, month, day of week, day, hour, minute, second, millisecond.
  static func appendSystemTime(_ bytes: borrowing Span<UInt8>, to output: inout [UInt8]) {
    let part = { (index: Int, bytes: borrowing Span<UInt8>) in Int(bytes.uint16(at: 2 * index)) }
    output.appendDecimal(part(0, bytes), width: 4)
    output.append(UInt8(ascii: "-"))
    output.appendDecimal(part(1, bytes), width: 2)
    output.append(UInt8(ascii: "-"))
    output.appendDecimal(part(3, bytes), width: 2)
    output.append(UInt8(ascii: "T"))
    output.appendDecimal(part(4, bytes), width: 2)
    output.append(UInt8(ascii: ":"))
    output.appendDecimal(part(5, bytes), width: 2)
    output.append(UInt8(ascii: ":"))
    output.appendDecimal(part(6, bytes), width: 2)
    output.append(UInt8(ascii: "."))
    output.appendDecimal(part(7, bytes) * 1_000, width: 6)
    output.append(UInt8(ascii: "Z"))
  }
}
