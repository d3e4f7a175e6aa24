import ECS

/// What each step of the plans last made of a value. Records of one log repeat hosts, users, programs and descriptions:
/// comparing the bytes with those of the record before is cheaper than converting them, and values that share their
/// text are also recognised as the same by whoever works on the batch next.
///
/// What is remembered is good within a chunk, as the bytes to compare with lie in it, and while the builder keeps the
/// bytes that it has.
struct RepeatedValues {
  private struct Memory {
    /// The state that the memory belongs to.
    var generation: UInt32 = 0
    var type: UInt8 = 0
    var size: UInt32 = 0
    var offset: UInt32 = 0
    var cell = Cell(field: FieldID(rawValue: 0), kind: .null, bits: 0)
  }

  /// By the number of the step in the library.
  private var memories: [Memory] = []
  private var generation: UInt32 = 1
  private var epoch: UInt64 = 0

  /// Whether a value is of a type that becomes one text, which is costlier to make than to compare.
  @inline(__always)
  static func holds(_ value: BinXMLValue) -> Bool {
    switch value.type {
    case BinXMLValueType.string, BinXMLValueType.guid, BinXMLValueType.sid, BinXMLValueType.hexInt32,
      BinXMLValueType.hexInt64, BinXMLValueType.sizeT:
      value.size > 0
    default: false
    }
  }

  /// Forgets everything.
  mutating func forget() {
    if generation == .max {
      memories.removeAll()
      generation = 0
    }
    generation += 1
  }

  /// Begins a record with the builder's bytes in this state.
  @inline(__always)
  mutating func begin(_ epoch: UInt64) {
    if self.epoch != epoch {
      self.epoch = epoch
      forget()
    }
  }

  /// Makes place for steps up to a number.
  @inline(__always)
  mutating func makeRoom(_ count: Int) {
    while memories.count < count { memories.append(Memory()) }
  }

  /// The cell that a step made of the same value.
  @inline(__always)
  func cell(of value: BinXMLValue, _ index: Int, _ chunk: borrowing Span<UInt8>) -> Cell? {
    let memory = memories[index]
    guard memory.generation == generation, Int(memory.size) == value.size, memory.type == value.type,
      chunk.repeats(Int(memory.offset), at: value.offset, count: value.size)
    else { return nil }
    return memory.cell
  }

  /// The cell of a step whose value never changes.
  @inline(__always)
  func constant(_ index: Int) -> Cell? {
    memories[index].generation == generation ? memories[index].cell : nil
  }

  /// Remembers what a step made of a value if that is the one cell after the first `count` of the row.
  mutating func remember(_ value: BinXMLValue, _ index: Int, after count: Int, _ builder: borrowing BatchBuilder) {
    guard builder.rowCellCount == count + 1 else { return }
    memories[index] = Memory(
      generation: generation, type: value.type, size: UInt32(truncatingIfNeeded: value.size),
      offset: UInt32(truncatingIfNeeded: value.offset), cell: builder[rowCell: count])
  }
}
