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
        switch step.conversion {
        case .none:
          if RepeatedValues.holds(value.type) {
            guard append(value, step.field, index, &memories, state, chunk, &row, &bytes) else { return index }
          } else {
            guard appendNumber(value, step, chunk, &row) else { return index }
          }
        case .integer: guard appendNumber(value, step, chunk, &row) else { return index }
        case .time:
          guard value.type == BinXMLValueType.fileTime, value.size == 8,
            let made = Timestamp(fileTime: chunk.uint64(at: value.offset))
          else { return index }
          row.append(Cell(field: step.field, kind: .date, bits: UInt64(bitPattern: made.nanoseconds)))
          time = made
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

  /// Appends a number or a null as it is; `false` for what is neither.
  @inline(__always)
  private static func appendNumber(
    _ value: BinXMLValue, _ step: PlanStep, _ chunk: borrowing Span<UInt8>, _ row: inout OpenRow
  ) -> Bool {
    switch (value.type, value.size) {
    case (BinXMLValueType.null, _):
      if !step.omitsNull { row.append(Cell(field: step.field, kind: .null, bits: 0)) }
    case (BinXMLValueType.uint8, 1): row.append(Cell(field: step.field, kind: .int, bits: UInt64(chunk[value.offset])))
    case (BinXMLValueType.uint16, 2):
      row.append(Cell(field: step.field, kind: .int, bits: UInt64(chunk.uint16(at: value.offset))))
    case (BinXMLValueType.uint32, 4):
      row.append(Cell(field: step.field, kind: .int, bits: UInt64(chunk.uint32(at: value.offset))))
    case (BinXMLValueType.uint64, 8):
      let number = chunk.uint64(at: value.offset)
      row.append(Cell(field: step.field, kind: number > UInt64(Int64.max) ? .unsigned : .int, bits: number))
    default: return false
    }
    return true
  }

  /// Appends a value that becomes text: that which the step made of the same value in an earlier record of the chunk, if it
  /// did.
  @inline(__always)
  private static func append(
    _ value: BinXMLValue, _ field: FieldID, _ index: Int, _ memories: inout MutableSpan<RepeatedValues.Memory>,
    _ state: UInt64, _ chunk: borrowing Span<UInt8>, _ row: inout OpenRow, _ bytes: inout [UInt8]
  ) -> Bool {
    let key = RepeatedValues.key(value, state)
    let memory = memories[index]
    if memory.key == key, chunk.repeats(Int(memory.offset), at: value.offset, count: value.size) {
      row.append(memory.cell)
      return true
    }
    guard value.size > 0 || value.type == BinXMLValueType.string else { return false }
    let start = bytes.count
    let plain = BinXMLText.append(value, chunk, to: &bytes)
    let cell = Cell(
      field: field, kind: .string, flags: plain ? .plain : [],
      range: ByteRange(offset: row.textCount &+ start, count: bytes.count &- start))
    row.append(cell)
    memories[index] = RepeatedValues.Memory(key: key, cell: cell, offset: UInt32(truncatingIfNeeded: value.offset))
    return true
  }
}
