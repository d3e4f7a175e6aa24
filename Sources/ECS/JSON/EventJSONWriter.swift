/// Writes events as nested ECS JSON, one object an event.
///
/// Plans are cached by shape, so the cost of an event is copying its values. The output is always valid JSON and UTF-8.
public struct EventJSONWriter: Sendable {
  /// Plans kept at a time; hostile input with endless shapes only costs the planning.
  static let maximumPlans = 4_096

  private var plans: [UInt64: WritePlan] = [:]

  /// A writer with nothing planned yet.
  public init() {}

  /// Appends the event of one row as a JSON object, without a line break.
  public mutating func append(_ batch: EventBatch, row: Int, to output: inout [UInt8]) {
    let range = batch.cellRange(ofRow: row)
    let cells = batch.cells.span.extracting(range)
    var hash = ByteHash()
    for index in cells.indices { hash.combine(WritePlan.shapeWord(cells[index])) }
    let key = hash.value
    if let plan = plans[key], Self.fits(plan, cells) {
      Self.write(plan, cells, batch.bytes.span, to: &output)
      return
    }
    var shape: [UInt64] = []
    shape.reserveCapacity(cells.count)
    for index in cells.indices { shape.append(WritePlan.shapeWord(cells[index])) }
    let plan = WritePlan(shape: shape, cells: cells)
    if plans.count >= Self.maximumPlans { plans.removeAll(keepingCapacity: true) }
    plans[key] = plan
    Self.write(plan, cells, batch.bytes.span, to: &output)
  }

  /// Appends all events of a batch, each followed by a line break.
  public mutating func appendLines(_ batch: EventBatch, to output: inout [UInt8]) {
    output.reserveCapacity(output.count + batch.bytes.count * 2)
    for row in 0..<batch.count {
      append(batch, row: row, to: &output)
      output.append(0x0A)
    }
  }

  private static func fits(_ plan: WritePlan, _ cells: borrowing Span<Cell>) -> Bool {
    guard plan.shape.count == cells.count else { return false }
    let shape = plan.shape.span
    for index in cells.indices where shape[index] != WritePlan.shapeWord(cells[index]) { return false }
    return true
  }

  private static func write(
    _ plan: WritePlan, _ cells: borrowing Span<Cell>, _ bytes: borrowing Span<UInt8>, to output: inout [UInt8]
  ) {
    for step in plan.steps {
      output.append(contentsOf: plan.literals[step.literal])
      appendValue(cells[step.cell], bytes, to: &output)
    }
    output.append(contentsOf: plan.literals[plan.tail])
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
  @inlinable
  public mutating func appendInteger(_ value: Int64) {
    var magnitude = value.magnitude
    if value < 0 { append(UInt8(ascii: "-")) }
    var digits: InlineArray<20, UInt8> = .init(repeating: 0)
    var count = 0
    repeat {
      digits[count] = 0x30 + UInt8(truncatingIfNeeded: magnitude % 10)
      magnitude /= 10
      count += 1
    } while magnitude > 0
    while count > 0 {
      count -= 1
      append(digits[count])
    }
  }
}
