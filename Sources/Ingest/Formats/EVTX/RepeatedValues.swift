import ECS

/// What each step of the plans last made of a value. Records of one log repeat hosts, users, programs and descriptions:
/// comparing the bytes with those of the record before is cheaper than converting them, and values that share their
/// text are also recognised as the same by whoever works on the batch next.
///
/// What is remembered is good within a chunk, as the bytes to compare with lie in it, and while the builder keeps the
/// bytes that it has.
struct RepeatedValues {
  struct Memory {
    /// Generation, type and size of the value; 0, which no generation gives, when nothing is remembered.
    var key: UInt64 = 0
    var cell = Cell(field: FieldID(rawValue: 0), kind: .null, bits: 0)
    /// Where in the chunk the value was.
    var offset: UInt32 = 0
  }

  /// By the number of the step in the library.
  private(set) var memories: [Memory] = []
  /// The state that memories belong to.
  private var generation: UInt32 = 1
  private var epoch: UInt64 = 0

  /// Whether values of a type become one text, which is costlier to make than to compare.
  @inline(__always)
  static func holds(_ type: UInt8) -> Bool {
    switch type {
    case BinXMLValueType.string, BinXMLValueType.guid, BinXMLValueType.sid, BinXMLValueType.hexInt32,
      BinXMLValueType.hexInt64, BinXMLValueType.sizeT:
      true
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

  /// Begins a record with the builder's bytes in this state. Returns whether that made everything be forgotten.
  @inline(__always)
  mutating func begin(_ epoch: UInt64) -> Bool {
    if self.epoch == epoch { return false }
    self.epoch = epoch
    forget()
    return true
  }

  /// Makes place for steps up to a number.
  @inline(__always)
  mutating func makeRoom(_ count: Int) {
    while memories.count < count { memories.append(Memory()) }
  }

  /// What memories of this state begin with.
  var state: UInt64 { UInt64(generation) &<< 32 }

  /// The key of a value: a chunk has 64 KiB at most, so that 24 bits hold any size.
  @inline(__always)
  static func key(_ value: BinXMLValue, _ state: UInt64) -> UInt64 {
    state | UInt64(value.type) &<< 24 | UInt64(truncatingIfNeeded: value.size) & 0xFF_FFFF
  }

  /// Lends the memories out.
  mutating func withMemories<R>(_ body: (inout MutableSpan<Memory>, UInt64) -> R) -> R {
    let state = state
    var span = memories.mutableSpan
    return body(&span, state)
  }

  /// The cell of a step whose value never changes.
  @inline(__always)
  func constant(_ index: Int) -> Cell? {
    memories[index].key == Self.key(.null, state) ? memories[index].cell : nil
  }

  /// Remembers what a step made of its constant if that is the one cell after the first `count` of the row.
  mutating func rememberConstant(_ index: Int, after count: Int, _ builder: borrowing BatchBuilder) {
    guard builder.rowCellCount == count + 1 else { return }
    memories[index] = Memory(key: Self.key(.null, state), cell: builder[rowCell: count])
  }
}
