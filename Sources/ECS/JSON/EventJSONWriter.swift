/// Writes events as nested ECS JSON, one object an event.
///
/// Plans are cached by shape, so the cost of an event is copying its values; and what an event shares with the one of
/// its shape before it is copied in one piece. The output is always valid JSON and UTF-8.
public struct EventJSONWriter: Sendable {
  private var book = PlanBook()
  private var times = TimeText()
  private var written = WrittenRows()

  /// A writer with nothing planned yet.
  public init() {}

  /// Appends the event of one row as a JSON object, without a line break.
  public mutating func append(_ batch: EventBatch, row: Int, to output: inout [UInt8]) {
    written.begin()
    let range = batch.cellRange(ofRow: row)
    Self.append(range, of: batch.cells.span, batch.bytes.span, .none, &book, &written, &times, to: &output)
  }

  /// Appends all events of a batch, each followed by a line break.
  public mutating func appendLines(_ batch: EventBatch, to output: inout [UInt8]) {
    output.reserveCapacity(output.count + batch.bytes.count * 2)
    written.begin()
    let cells = batch.cells.span
    let bytes = batch.bytes.span
    for row in 0..<batch.count {
      let repetition = row < batch.repetitions.count ? batch.repetitions[row] : .none
      Self.append(batch.cellRange(ofRow: row), of: cells, bytes, repetition, &book, &written, &times, to: &output)
      output.append(0x0A)
    }
  }

  private static func append(
    _ range: Range<Int>, of cells: borrowing Span<Cell>, _ bytes: borrowing Span<UInt8>,
    _ repetition: RowRepetition, _ book: inout PlanBook, _ written: inout WrittenRows, _ times: inout TimeText,
    to output: inout [UInt8]
  ) {
    let row = cells.extracting(range)
    let place = WrittenRows.Row(cells: range.lowerBound, cellCount: row.count)
    let candidate = book.candidate(for: row)
    if let room = written.compare(row, with: candidate, book, cells, bytes.count, repetition) {
      return appendDifferences(candidate, place, row, bytes, room, book, &written, &times, to: &output)
    }
    let plan = book.plan(for: row)
    if plan != candidate, let room = written.compare(row, with: plan, book, cells, bytes.count, repetition) {
      return appendDifferences(plan, place, row, bytes, room, book, &written, &times, to: &output)
    }
    appendWhole(plan, place, row, bytes, book, &written, &times, to: &output)
  }

  /// Appends an event that is the first of its shape in the batch, or cannot be compared.
  private static func appendWhole(
    _ plan: Int, _ place: WrittenRows.Row, _ row: borrowing Span<Cell>, _ bytes: borrowing Span<UInt8>,
    _ book: borrowing PlanBook, _ written: inout WrittenRows, _ times: inout TimeText, to output: inout [UInt8]
  ) {
    let entry = book.entries[plan]
    let room = RowRoom.of(row, bytes.count)
    guard room >= 0 else { return appendSlowly(entry, book, row, bytes, to: &output) }
    written.makeRoom(book)
    let start = output.count
    var (ends, escaped) = written.takeOut()
    defer { written.putBack(&ends, &escaped) }
    let steps = book.steps.span
    let literals = book.literals.span
    unsafe output.append(addingCapacity: room &+ entry.literalBytes &+ RawOutput.slack) {
      (target: inout OutputSpan<UInt8>) in
      unsafe target.withUnsafeMutableBufferPointer { buffer, count in
        guard let base = buffer.baseAddress else { return }
        let beginning = unsafe UnsafeMutableRawPointer(base + count)
        let origin = unsafe UnsafeRawPointer(beginning - start)
        var out = unsafe RawOutput(beginning)
        var ends = ends.mutableSpan
        var escaped = escaped.texts.mutableSpan
        for index in entry.steps {
          let step = steps[index]
          unsafe copyLiteral(step, literals, to: &out)
          unsafe write(row[Int(step.cell)], bytes, &times, &escaped, origin, to: &out)
          ends[index] = UInt32(truncatingIfNeeded: unsafe out.next - beginning)
        }
        unsafe copyTail(entry, literals, to: &out)
        unsafe count = out.next - UnsafeMutableRawPointer(base)
      }
    }
    written.note(place, start..<output.count, of: plan)
  }

  /// Appends an event of which `written` knows in what steps it differs from an earlier one of its shape; the text
  /// between is copied from there.
  private static func appendDifferences(
    _ plan: Int, _ place: WrittenRows.Row, _ row: borrowing Span<Cell>, _ bytes: borrowing Span<UInt8>, _ room: Int,
    _ book: borrowing PlanBook, _ written: inout WrittenRows, _ times: inout TimeText, to output: inout [UInt8]
  ) {
    let entry = book.entries[plan]
    let before = written.rows[plan]
    let start = output.count
    var (ends, escaped) = written.takeOut()
    defer { written.putBack(&ends, &escaped) }
    let steps = book.steps.span.extracting(entry.steps)
    let literals = book.literals.span
    unsafe output.append(addingCapacity: room &+ before.outputCount &+ RawOutput.slack) {
      (target: inout OutputSpan<UInt8>) in
      unsafe target.withUnsafeMutableBufferPointer { buffer, count in
        guard let base = buffer.baseAddress else { return }
        let beginning = unsafe UnsafeMutableRawPointer(base + count)
        // The row before stands in front of this one in the same array.
        let origin = unsafe UnsafeRawPointer(beginning - start)
        let text = unsafe origin + before.output
        var out = unsafe RawOutput(beginning)
        var ends = ends.mutableSpan
        var escaped = escaped.texts.mutableSpan
        // How much of the earlier text has been copied or replaced, the step behind that, and by how much the new text is longer.
        var done = 0
        var next = 0
        var longer = 0
        let first = entry.steps.lowerBound
        let changed = written.changed.span
        for word in changed.indices {
          var bits = changed[word]
          while bits != 0 {
            let place = word &* 64 &+ bits.trailingZeroBitCount
            bits &= bits &- 1
            let end = place > next ? Int(ends[first &+ place &- 1]) : done
            if end > done { unsafe out.copyWritten(text + done, count: end &- done) }
            if longer != 0 { move(first &+ next..<first &+ place, by: longer, &ends) }
            done = Int(ends[first &+ place])
            next = place &+ 1
            let step = steps[place]
            unsafe copyLiteral(step, literals, to: &out)
            unsafe write(row[Int(step.cell)], bytes, &times, &escaped, origin, to: &out)
            let written = unsafe out.next - beginning
            longer = written &- done
            ends[first &+ place] = UInt32(truncatingIfNeeded: written)
          }
        }
        unsafe out.copyWritten(text + done, count: before.outputCount &- done)
        if longer != 0 { move(first &+ next..<entry.steps.upperBound, by: longer, &ends) }
        unsafe count = out.next - UnsafeMutableRawPointer(base)
      }
    }
    written.note(place, start..<output.count, of: plan)
  }

  /// Moves the ends of steps.
  @inline(__always)
  private static func move(_ steps: Range<Int>, by longer: Int, _ ends: inout MutableSpan<UInt32>) {
    for step in steps { ends[step] = ends[step] &+ UInt32(truncatingIfNeeded: longer) }
  }

  @inline(__always)
  private static func copyLiteral(_ step: PlanBook.Step, _ literals: borrowing Span<UInt8>, to out: inout RawOutput) {
    unsafe literals.withUnsafeBytes { literals in
      // A book's literals are never empty, and it keeps some bytes behind the last of them.
      guard let base = literals.baseAddress else { return }
      unsafe out.copyBlocks(base + Int(step.literal), count: Int(step.count))
    }
  }

  @inline(__always)
  private static func copyTail(_ entry: PlanBook.Entry, _ literals: borrowing Span<UInt8>, to out: inout RawOutput) {
    unsafe literals.withUnsafeBytes { literals in
      guard let base = literals.baseAddress else { return }
      unsafe out.copy(base + entry.tail.lowerBound, count: entry.tail.count)
    }
  }

  /// Writes one value. `origin` is the beginning of the output.
  @inline(__always)
  private static func write(
    _ cell: Cell, _ bytes: borrowing Span<UInt8>, _ times: inout TimeText,
    _ escaped: inout MutableSpan<EscapedTexts.Text>, _ origin: UnsafeRawPointer, to out: inout RawOutput
  ) {
    switch cell.kind {
    case .string:
      unsafe out.byte(0x22)
      if cell.flags.contains(.plain) {
        unsafe copyText(cell, bytes, to: &out)
      } else {
        unsafe copyEscaped(cell, bytes, &escaped, origin, to: &out)
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
      unsafe bytes.withUnsafeBytes { text in
        if let base = text.baseAddress { unsafe out.copy(base + Int(range.offset), count: Int(range.count)) }
      }
    case .json: break
    }
  }

  /// Writes the text of a string that needs no escaping. The range lies in the bytes: the row's room was made so.
  @inline(__always)
  private static func copyText(_ cell: Cell, _ bytes: borrowing Span<UInt8>, to out: inout RawOutput) {
    let range = cell.range
    unsafe bytes.withUnsafeBytes { text in
      // A batch without text has no string that is not empty.
      guard range.count > 0, let base = text.baseAddress else { return }
      if unsafe range.count <= 256 && range.end &+ RawOutput.blockSlack <= text.count {
        unsafe out.copyBlocks(base + Int(range.offset), count: Int(range.count))
      } else {
        unsafe out.copy(base + Int(range.offset), count: Int(range.count))
      }
    }
  }

  /// Writes the text of another string. Escaped once, it is copied from where it stands in the output.
  @inline(__always)
  private static func copyEscaped(
    _ cell: Cell, _ bytes: borrowing Span<UInt8>, _ escaped: inout MutableSpan<EscapedTexts.Text>,
    _ origin: UnsafeRawPointer, to out: inout RawOutput
  ) {
    let range = cell.range
    let place = EscapedTexts.place(of: cell.bits)
    let known = escaped[place]
    if known.bits == cell.bits { return unsafe out.copyWritten(origin + known.start, count: known.count) }
    let start = unsafe UnsafeRawPointer(out.next)
    unsafe bytes.withUnsafeBytes { text in
      guard range.count > 0, let base = text.baseAddress else { return }
      unsafe out.escaped(base + Int(range.offset), count: Int(range.count))
    }
    escaped[place] = unsafe EscapedTexts.Text(
      bits: cell.bits, start: start - origin, count: UnsafeRawPointer(out.next) - start)
  }

  /// Writes an event that has structures or very long texts.
  private static func appendSlowly(
    _ entry: PlanBook.Entry, _ book: borrowing PlanBook, _ cells: borrowing Span<Cell>, _ bytes: borrowing Span<UInt8>,
    to output: inout [UInt8]
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
