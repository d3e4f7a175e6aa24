import ECS

/// Makes cells of values.
enum BinXMLCells {
  /// Appends a value in its own type; a list becomes several cells.
  @inline(__always)
  static func append(
    _ value: BinXMLValue, _ field: FieldID, _ chunk: borrowing Span<UInt8>, _ builder: inout BatchBuilder
  ) {
    if value.type == BinXMLValueType.string {
      appendString(value, field, chunk, &builder)
    } else if let number = smallNumber(value, chunk) {
      builder.append(Cell(field: field, kind: .int, bits: number))
    } else {
      appendOther(value, field, chunk, &builder)
    }
  }

  /// An unsigned number of one, two or four bytes, which most numbers are.
  @inline(__always)
  private static func smallNumber(_ value: BinXMLValue, _ chunk: borrowing Span<UInt8>) -> UInt64? {
    switch (value.type, value.size) {
    case (BinXMLValueType.uint8, 1): UInt64(chunk[value.offset])
    case (BinXMLValueType.uint16, 2): UInt64(chunk.uint16(at: value.offset))
    case (BinXMLValueType.uint32, 4): UInt64(chunk.uint32(at: value.offset))
    default: nil
    }
  }

  private static func appendString(
    _ value: BinXMLValue, _ field: FieldID, _ chunk: borrowing Span<UInt8>, _ builder: inout BatchBuilder
  ) {
    let start = builder.beginString()
    let plain = builder.withAppended { bytes in
      UTF16Text.appendUTF8(littleEndian: chunk.extracting(BinXMLText.trimmed(value.range, chunk)), to: &bytes)
    }
    builder.append(Cell(field: field, kind: .string, flags: plain ? .plain : [], range: builder.range(from: start)))
  }

  private static func appendOther(
    _ value: BinXMLValue, _ field: FieldID, _ chunk: borrowing Span<UInt8>, _ builder: inout BatchBuilder
  ) {
    if value.isNull {
      builder.append(Cell(field: field, kind: .null, bits: 0))
      return
    }
    let bytes = chunk.extracting(value.range)
    switch value.type {
    case BinXMLValueType.uint8, BinXMLValueType.uint16, BinXMLValueType.uint32, BinXMLValueType.uint64:
      if value.size <= 8 { return builder.append(field, unsigned: BinXMLText.unsigned(bytes)) }
    case BinXMLValueType.int8, BinXMLValueType.int16, BinXMLValueType.int32, BinXMLValueType.int64:
      if value.size <= 8 { return builder.append(field, int: BinXMLText.signed(bytes)) }
    case BinXMLValueType.bool:
      // Some providers write other numbers than 0 and 1; those stay numbers.
      let number = BinXMLText.unsigned(bytes)
      return number > 1 ? builder.append(field, unsigned: number) : builder.append(field, bool: number == 1)
    case BinXMLValueType.real32:
      if value.size == 4 { return append(Float(bitPattern: bytes.uint32(at: 0)), field, &builder) }
    case BinXMLValueType.real64:
      if value.size == 8 { return builder.append(field, double: Double(bitPattern: bytes.uint64(at: 0))) }
    default:
      if value.type & BinXMLValueType.arrayFlag != 0 { return appendList(value, field, chunk, &builder) }
    }
    let start = builder.beginString()
    let plain = builder.withAppended { output in BinXMLText.append(value, chunk, to: &output) }
    if plain {
      builder.append(Cell(field: field, kind: .string, flags: .plain, range: builder.range(from: start)))
    } else {
      builder.endString(field, from: start)
    }
  }

  /// A single-precision number keeps its own shortest text: widened to double it would gain digits it never had.
  private static func append(_ value: Float, _ field: FieldID, _ builder: inout BatchBuilder) {
    builder.append(field, double: Double("\(value)") ?? Double(value))
  }

  private static func appendList(
    _ value: BinXMLValue, _ field: FieldID, _ chunk: borrowing Span<UInt8>, _ builder: inout BatchBuilder
  ) {
    var items = BinXMLItems(value)
    while let item = items.next(chunk) {
      let index = builder.rowCellCount
      append(item, field, chunk, &builder)
      if index < builder.rowCellCount { builder[rowCell: index].flags.insert(.list) }
    }
  }

  // MARK: System properties

  /// Appends a number, also where a forwarded record holds its text.
  static func appendInteger(
    _ value: BinXMLValue, _ field: FieldID, _ chunk: borrowing Span<UInt8>, _ builder: inout BatchBuilder
  ) {
    guard value.type == BinXMLValueType.string else { return append(value, field, chunk, &builder) }
    var text: [UInt8] = []
    _ = BinXMLText.append(value, chunk, to: &text)
    appendInteger(text: text.span, field, &builder)
  }

  static func appendInteger(text: borrowing Span<UInt8>, _ field: FieldID, _ builder: inout BatchBuilder) {
    guard text.count > 0 else { return }
    var number: Int64 = 0
    for index in text.indices {
      let digit = text[index] &- 0x30
      let (scaled, overflow) = number.multipliedReportingOverflow(by: 10)
      guard digit < 10, !overflow, scaled <= Int64.max - 9 else { return builder.append(field, utf8: text) }
      number = scaled + Int64(digit)
    }
    builder.append(field, int: number)
  }

  /// Appends a time and returns it; text that is no time stays text.
  static func appendTime(
    _ value: BinXMLValue, _ field: FieldID, _ chunk: borrowing Span<UInt8>, _ builder: inout BatchBuilder
  ) -> Timestamp? {
    if value.type == BinXMLValueType.fileTime, value.size == 8 {
      if let time = Timestamp(fileTime: chunk.uint64(at: value.offset)) {
        builder.append(field, date: time)
        return time
      }
    }
    var text: [UInt8] = []
    _ = BinXMLText.append(value, chunk, to: &text)
    return appendTime(text: text.span, field, &builder)
  }

  static func appendTime(
    text: borrowing Span<UInt8>, _ field: FieldID, _ builder: inout BatchBuilder
  ) -> Timestamp? {
    guard let time = Timestamp(iso8601: text) else {
      builder.append(field, utf8: text)
      return nil
    }
    builder.append(field, date: time)
    return time
  }
}
