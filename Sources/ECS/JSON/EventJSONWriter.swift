/// Writes events as nested ECS JSON, one object an event.
///
/// Plans are cached by shape, so the cost of an event is copying its values. The output is always valid JSON and UTF-8.
public struct EventJSONWriter: Sendable {
  private var book = PlanBook()
  private var times = TimeText()

  /// A writer with nothing planned yet.
  public init() {}

  /// Appends the event of one row as a JSON object, without a line break.
  public mutating func append(_ batch: EventBatch, row: Int, to output: inout [UInt8]) {
    append(batch.cells.span.extracting(batch.cellRange(ofRow: row)), batch.bytes.span, to: &output)
  }

  /// Appends all events of a batch, each followed by a line break.
  public mutating func appendLines(_ batch: EventBatch, to output: inout [UInt8]) {
    output.reserveCapacity(output.count + batch.bytes.count * 2)
    let cells = batch.cells.span
    let bytes = batch.bytes.span
    for row in 0..<batch.count {
      append(cells.extracting(batch.cellRange(ofRow: row)), bytes, to: &output)
      output.append(0x0A)
    }
  }

  private mutating func append(
    _ cells: borrowing Span<Cell>, _ bytes: borrowing Span<UInt8>, to output: inout [UInt8]
  ) {
    let plan = book.plan(for: cells)
    let entry = book.entries[plan]
    let room = Self.room(for: cells, bytes.count)
    guard room >= 0 else { return appendSlowly(entry, cells, bytes, to: &output) }
    // A copy, because the plans are borrowed while this changes.
    var memory = times
    unsafe output.append(addingCapacity: room &+ entry.literalBytes &+ RawOutput.slack) {
      (target: inout OutputSpan<UInt8>) in
      unsafe target.withUnsafeMutableBufferPointer { buffer, count in
        guard let base = buffer.baseAddress else { return }
        var out = unsafe RawOutput(UnsafeMutableRawPointer(base + count))
        unsafe write(entry, cells, bytes, &memory, to: &out)
        unsafe count = out.next - UnsafeMutableRawPointer(base)
      }
    }
    times = memory
  }

  /// The most bytes that the values of a row can take; -1 when one of them is a structure, or
  /// point outside the batch.
  private static func room(for cells: borrowing Span<Cell>, _ byteCount: Int) -> Int {
    var room = 0
    for index in cells.indices {
      let cell = cells[index]
      switch cell.kind {
      case .string:
        let range = cell.range
        if range.end > byteCount { return -1 }
        let count = Int(range.count)
        // A control character becomes six bytes; so much is not reserved for long text.
        if !cell.flags.contains(.plain), count > 65_536 { return -1 }
        room &+= (cell.flags.contains(.plain) ? count : count &* 6) &+ 2
      case .int, .null, .bool, .unsigned: room &+= 20
      case .date, .double: room &+= 40
      case .numeral:
        let range = cell.range
        if range.end > byteCount { return -1 }
        room &+= Int(range.count)
      case .json: return -1
      }
    }
    return room
  }

  /// Writes an event where there is room for it: `room` for the values, the literals, and the slack.
  @inline(__always)
  private func write(
    _ entry: PlanBook.Entry, _ cells: borrowing Span<Cell>, _ bytes: borrowing Span<UInt8>, _ times: inout TimeText,
    to out: inout RawOutput
  ) {
    let steps = book.steps.span
    unsafe book.literals.span.withUnsafeBytes { literals in
      unsafe bytes.withUnsafeBytes { text in
        // A book's literals are never empty; a batch without text has no string that is not empty.
        guard let literals = literals.baseAddress else { return }
        for index in entry.steps {
          let step = steps[index]
          // The book keeps some bytes behind its last literal.
          unsafe out.copyBlocks(literals + Int(step.literal), count: Int(step.count))
          let cell = cells[Int(step.cell)]
          switch cell.kind {
          case .string:
            let range = cell.range
            unsafe out.byte(0x22)
            if range.count > 0, let base = text.baseAddress {
              if !cell.flags.contains(.plain) {
                unsafe out.escaped(base + Int(range.offset), count: Int(range.count))
              } else if range.count <= 256, range.end &+ 15 <= text.count {
                unsafe out.copyBlocks(base + Int(range.offset), count: Int(range.count))
              } else {
                unsafe out.copy(base + Int(range.offset), count: Int(range.count))
              }
            }
            unsafe out.byte(0x22)
          case .int: unsafe out.decimal(cell.int)
          case .date:
            unsafe out.byte(0x22)
            unsafe out.time(cell.date, &times)
            unsafe out.byte(0x22)
          case .bool:
            if cell.bits == 0 {
              unsafe out.bytes(0x65_736C_6166, count: 5)
            } else {
              unsafe out.bytes(0x6575_7274, count: 4)
            }
          case .null: unsafe out.bytes(0x6C6C_756E, count: 4)
          case .unsigned: unsafe out.decimal(cell.bits)
          case .double:
            // The shortest text that reads back as the same number has 24 bytes at most.
            for byte in "\(cell.double)".utf8 { unsafe out.byte(byte) }
          case .numeral:
            let range = cell.range
            if let base = text.baseAddress { unsafe out.copy(base + Int(range.offset), count: Int(range.count)) }
          case .json: break
          }
        }
        unsafe out.copy(literals + entry.tail.lowerBound, count: entry.tail.count)
      }
    }
  }

  /// Writes an event that has structures or very long texts.
  private func appendSlowly(
    _ entry: PlanBook.Entry, _ cells: borrowing Span<Cell>, _ bytes: borrowing Span<UInt8>, to output: inout [UInt8]
  ) {
    let literals = book.literals.span
    for index in entry.steps {
      let step = book.steps[index]
      output.append(copying: literals.extracting(Int(step.literal)..<Int(step.literal) + Int(step.count)))
      Self.appendValue(cells[Int(step.cell)], bytes, to: &output)
    }
    output.append(copying: literals.extracting(entry.tail))
  }

  /// Appends one cell's value as JSON.
  @inlinable
  public static func appendValue(_ cell: Cell, _ bytes: borrowing Span<UInt8>, to output: inout [UInt8]) {
    switch cell.kind {
    case .string:
      output.append(0x22)
      let text = bytes.extracting(cell.range.indices)
      if cell.flags.contains(.plain) {
        output.append(copying: text)
      } else {
        JSONText.appendEscaped(text, to: &output)
      }
      output.append(0x22)
    case .int: output.appendInteger(cell.int)
    case .date:
      output.append(0x22)
      cell.date.appendISO8601(to: &output)
      output.append(0x22)
    case .bool: output.append(contentsOf: cell.bits == 0 ? "false".utf8 : "true".utf8)
    case .null: output.append(contentsOf: "null".utf8)
    case .unsigned: output.append(contentsOf: String(cell.bits).utf8)
    case .double: output.append(contentsOf: "\(cell.double)".utf8)
    case .numeral: output.append(copying: bytes.extracting(cell.range.indices))
    case .json: appendJSON(bytes.extracting(cell.range.indices), isMember: cell.field == .overflow, to: &output)
    }
  }

  /// Appends a value that was kept as JSON on one line, its strings repaired where they are not UTF-8.
  @usableFromInline
  static func appendJSON(_ text: borrowing Span<UInt8>, isMember: Bool, to output: inout [UInt8]) {
    if isMember { output.append(UInt8(ascii: "{")) }
    var inString = false
    var index = 0
    while index < text.count {
      let byte = text[index]
      if inString {
        if byte == 0x5C, index + 1 < text.count {
          output.append(byte)
          output.append(text[index + 1])
          index += 2
          continue
        }
        if byte >= 0x80 {
          index = UTF8Text.appendScalar(text, at: index, end: text.count, to: &output)
          continue
        }
      }
      if byte == 0x22 { inString.toggle() }
      if inString || !(byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09) { output.append(byte) }
      index += 1
    }
    if isMember { output.append(UInt8(ascii: "}")) }
  }
}

extension [UInt8] {
  /// Appends the bytes of a span.
  @inlinable
  public mutating func append(copying bytes: borrowing Span<UInt8>) {
    // The pointer is only read during the call.
    unsafe bytes.withUnsafeBufferPointer { buffer in unsafe append(contentsOf: buffer) }
  }

  /// Appends an integer in decimal.
  public mutating func appendInteger(_ value: Int64) {
    append(addingCapacity: 24) { (target: inout OutputSpan<UInt8>) in
      // A sign and 19 digits at most.
      unsafe target.withUnsafeMutableBufferPointer { buffer, count in
        guard let base = buffer.baseAddress else { return }
        var out = unsafe RawOutput(UnsafeMutableRawPointer(base + count))
        unsafe out.decimal(value)
        unsafe count = out.next - UnsafeMutableRawPointer(base)
      }
    }
  }
}
