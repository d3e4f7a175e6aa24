import ECS

/// The steps that nearly all values of nearly all records need: one value, or a constant, that becomes one cell of the row.
///
/// A run follows these without asking for every cell who owns the memory of the batch, and leaves whatever else there is
/// (lists, values that are XML themselves, names made by records, joined text, rare types) to `BinXMLRunner`, which can do
/// all of them. Both make the same cells, except that values which repeat share their text here.
enum BinXMLPlainSteps {
  /// Follows steps until one that is not plain. Returns the number of that step, or the end of the range.
  ///
  /// The row has room for a cell for each step.
  @inline(__always)
  static func follow(
    _ range: Range<Int>, _ steps: borrowing Span<PlanStep>, _ values: borrowing Span<BinXMLValue>,
    _ memories: inout MutableSpan<RepeatedValues.Memory>, _ state: UInt64, _ chunk: borrowing Span<UInt8>,
    _ row: inout OpenRow, _ bytes: inout [UInt8], time: inout Timestamp?
  ) -> Int {
    var index = range.lowerBound
    while index < range.upperBound {
      let step = steps[index]
      switch step.operation {
      case .value:
        let slot = Int(step.slot)
        let value = slot < values.count ? values[slot] : .null
        if value.type == BinXMLValueType.null, step.conversion != .time {
          if !step.omitsNull { row.append(Cell(field: step.field, kind: .null, bits: 0)) }
        } else {
          guard let cell = cell(of: value, step, index, &memories, state, chunk, row.textCount, &bytes) else {
            return index
          }
          row.append(cell)
          if step.conversion == .time { time = cell.date }
        }
      case .constant:
        // Where a constant is a time or its field depends on the record, nothing is remembered.
        let memory = memories[index]
        guard memory.key == RepeatedValues.key(.null, state) else { return index }
        row.append(memory.cell)
      case .unnamedData, .joined, .dynamicName, .instance: return index
      }
      index &+= 1
    }
    return index
  }

  /// The cell that a step makes of a value which is not null; `nil` for values that are not plain.
  @inline(__always)
  private static func cell(
    of value: BinXMLValue, _ step: PlanStep, _ index: Int, _ memories: inout MutableSpan<RepeatedValues.Memory>,
    _ state: UInt64, _ chunk: borrowing Span<UInt8>, _ textCount: Int, _ bytes: inout [UInt8]
  ) -> Cell? {
    switch step.conversion {
    case .none:
      RepeatedValues.holds(value.type)
        ? text(value, step.field, index, &memories, state, chunk, textCount, &bytes) : number(value, step.field, chunk)
    case .integer: number(value, step.field, chunk)
    case .time: time(value, step.field, chunk)
    }
  }

  /// The same for a value that is known to differ from the one before.
  @inline(__always)
  static func cell(
    of value: BinXMLValue, _ step: PlanStep, _ chunk: borrowing Span<UInt8>, _ textCount: Int, _ bytes: inout [UInt8]
  ) -> Cell? {
    switch step.conversion {
    case .none:
      RepeatedValues.holds(value.type)
        ? newText(value, step.field, chunk, textCount, &bytes) : number(value, step.field, chunk)
    case .integer: number(value, step.field, chunk)
    case .time: time(value, step.field, chunk)
    }
  }

  /// A time in 100-nanosecond steps.
  @inline(__always)
  private static func time(_ value: BinXMLValue, _ field: FieldID, _ chunk: borrowing Span<UInt8>) -> Cell? {
    guard value.type == BinXMLValueType.fileTime, value.size == 8,
      let time = Timestamp(fileTime: chunk.uint64(at: value.offset))
    else { return nil }
    return Cell(field: field, kind: .date, bits: UInt64(bitPattern: time.nanoseconds))
  }

  /// An unsigned number of the size that its type has, which most numbers are.
  @inline(__always)
  private static func number(_ value: BinXMLValue, _ field: FieldID, _ chunk: borrowing Span<UInt8>) -> Cell? {
    switch (value.type, value.size) {
    case (BinXMLValueType.uint8, 1): return Cell(field: field, kind: .int, bits: UInt64(chunk[value.offset]))
    case (BinXMLValueType.uint16, 2):
      return Cell(field: field, kind: .int, bits: UInt64(chunk.uint16(at: value.offset)))
    case (BinXMLValueType.uint32, 4):
      return Cell(field: field, kind: .int, bits: UInt64(chunk.uint32(at: value.offset)))
    case (BinXMLValueType.uint64, 8):
      let number = chunk.uint64(at: value.offset)
      return Cell(field: field, kind: number > UInt64(Int64.max) ? .unsigned : .int, bits: number)
    default: return nil
    }
  }

  /// A value that becomes text: the cell that the step made of the same value in an earlier record of the chunk, if it did.
  @inline(__always)
  private static func text(
    _ value: BinXMLValue, _ field: FieldID, _ index: Int, _ memories: inout MutableSpan<RepeatedValues.Memory>,
    _ state: UInt64, _ chunk: borrowing Span<UInt8>, _ textCount: Int, _ bytes: inout [UInt8]
  ) -> Cell? {
    let key = RepeatedValues.key(value, state)
    let memory = memories[index]
    if memory.key == key, chunk.repeats(Int(memory.offset), at: value.offset, count: value.size) { return memory.cell }
    guard let cell = newText(value, field, chunk, textCount, &bytes) else { return nil }
    memories[index] = RepeatedValues.Memory(key: key, cell: cell, offset: UInt32(truncatingIfNeeded: value.offset))
    return cell
  }

  @inline(__always)
  private static func newText(
    _ value: BinXMLValue, _ field: FieldID, _ chunk: borrowing Span<UInt8>, _ textCount: Int, _ bytes: inout [UInt8]
  ) -> Cell? {
    guard value.size > 0 || value.type == BinXMLValueType.string else { return nil }
    let start = bytes.count
    let plain = BinXMLText.append(value, chunk, to: &bytes)
    return Cell(
      field: field, kind: .string, flags: plain ? .plain : [],
      range: ByteRange(offset: textCount &+ start, count: bytes.count &- start))
  }
}
