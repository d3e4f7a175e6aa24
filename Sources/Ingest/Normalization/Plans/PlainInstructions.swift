import ECS

/// The instructions that nearly all lines of the tables become: constants, values under another name, and values that an
/// operation has already changed for an earlier row.
///
/// A run follows these without asking for every cell who owns the memory of the batch, and leaves the rest (values not met
/// before, tests, operations whose outcome depends on more than one value) to `NormalizerState`.
enum PlainInstructions {
  /// Room for what remembered operations append, beside one cell for each other instruction. An operation with more has to
  /// be done by the state.
  static let roomForOperations = 64

  /// Follows instructions until one that is not plain. Returns the number of that instruction, or the end of the range.
  ///
  /// The row has room for the cells of all instructions but the operations, `reserved`, and `roomForOperations` more.
  @inline(__always)
  static func follow(
    _ range: Range<Int>, _ code: borrowing Span<RowInstruction>, _ blocks: borrowing Span<Cell>,
    _ memories: inout MutableSpan<RowMemory>, _ positions: inout MutableSpan<UInt64>, stamp: UInt64,
    missing: borrowing Span<UInt64>, _ program: borrowing MappingProgram, reserved: Int, _ row: inout OpenRow,
    _ bytes: borrowing Span<UInt8>, _ text: borrowing Span<UInt8>
  ) -> Int {
    let ops = program.ops.span
    let targets = program.targets.span
    var index = range.lowerBound
    while index < range.upperBound {
      let step = code[index]
      if step.flags.contains(.checksDone), positions[Int(step.done)] &>> 32 == stamp {
        index &+= 1
        continue
      }
      switch step.code {
      case .constants:
        let several = step.count > 1 ? NormalizerState.several : 0
        track(step, &positions, stamp, row, several)
        for place in Int(step.source)..<Int(step.source) &+ Int(step.count) { row.append(blocks[place]) }
      case .move: write(row[Int(step.source)], step, &positions, stamp, &row)
      case .copy:
        let cell = row[Int(step.source)]
        if cell.range.count > 8 || !isMissing(cell.range, missing, row.textCount, bytes, text) {
          write(cell, step, &positions, stamp, &row)
        }
      case .number, .chain:
        let memory = memories[index]
        guard memory.start >= 0, memory.value == row[Int(step.source)].bits else { return index }
        if memory.count > 0 {
          track(step, &positions, stamp, row, 0)
          memories[index].start = Int32(truncatingIfNeeded: row.cellCount)
          row.append(row[cell: Int(memory.start)])
        }
      case .general:
        let op = ops[Int(step.op)]
        guard step.flags.contains(.remembers) else {
          guard copy(op, step, targets, &positions, stamp, missing, reserved, &row, bytes, text) else { return index }
          index &+= 1
          continue
        }
        let memory = memories[index]
        let blocked = step.flags.contains(.blocks) ? present(op, targets, positions, stamp) : 0
        guard memory.start >= 0, memory.value == row[Int(step.source)].bits, memory.blocked == blocked,
          Int(memory.count) <= row.room &- reserved
        else { return index }
        let place = row.cellCount
        for cell in Int(memory.start)..<Int(memory.start) &+ Int(memory.count) {
          append(row[cell: cell], op, targets, &positions, stamp, &row)
        }
        memories[index].start = Int32(truncatingIfNeeded: place)
      case .seed:
        let several = step.flags.contains(.several) ? NormalizerState.several : 0
        positions[Int(step.targetSlot)] = stamp &<< 32 | UInt64(truncatingIfNeeded: step.source) | several
      case .test: return index
      }
      index &+= 1
    }
    return index
  }

  /// Notes where the first cell of the target is going to be, if anybody asks.
  @inline(__always)
  private static func track(
    _ step: RowInstruction, _ positions: inout MutableSpan<UInt64>, _ stamp: UInt64, _ row: borrowing OpenRow,
    _ several: UInt64
  ) {
    guard step.flags.contains(.tracked) else { return }
    positions[Int(step.targetSlot)] = stamp &<< 32 | UInt64(truncatingIfNeeded: row.count) | several
  }

  /// Appends a value under the name of the target.
  @inline(__always)
  private static func write(
    _ cell: Cell, _ step: RowInstruction, _ positions: inout MutableSpan<UInt64>, _ stamp: UInt64,
    _ row: inout OpenRow
  ) {
    track(step, &positions, stamp, row, 0)
    row.append(cell.renamed(step.field, flags: step.targetFlags))
  }

  /// Copies a text from wherever it is in the row to a field for text that has none. `false` when the operation is another,
  /// when more values are to be looked at, or when the text has to be set beside one that the field has.
  @inline(__always)
  private static func copy(
    _ op: MappingOp, _ step: RowInstruction, _ targets: borrowing Span<MappingTarget>,
    _ positions: inout MutableSpan<UInt64>, _ stamp: UInt64, _ missing: borrowing Span<UInt64>, _ reserved: Int,
    _ row: inout OpenRow, _ bytes: borrowing Span<UInt8>, _ text: borrowing Span<UInt8>
  ) -> Bool {
    guard op.code == .copy, step.flags.isDisjoint(with: [.several, .blocks]), row.room > reserved else { return false }
    var source = Int(step.source)
    if step.flags.contains(.searches) {
      let place = positions[Int(op.source)]
      if place &>> 32 != stamp { return true }
      if place & NormalizerState.several != 0 { return false }
      source = Int(place & 0x7FFF_FFFF)
    }
    let cell = row[source]
    guard cell.kind == .string else { return false }
    if cell.range.count <= 8, isMissing(cell.range, missing, row.textCount, bytes, text) { return true }
    let target = targets[Int(op.target)]
    let slot = Int(target.slot)
    guard target.coercion == .text, slot != 0, positions[slot] &>> 32 != stamp else { return false }
    positions[slot] = stamp &<< 32 | UInt64(truncatingIfNeeded: row.count)
    row.append(cell.renamed(target.field, flags: target.flags))
    return true
  }

  /// Appends a cell that an operation made for an earlier row.
  @inline(__always)
  private static func append(
    _ cell: Cell, _ op: MappingOp, _ targets: borrowing Span<MappingTarget>, _ positions: inout MutableSpan<UInt64>,
    _ stamp: UInt64, _ row: inout OpenRow
  ) {
    for index in op.targets where targets[index].field == cell.field {
      let slot = Int(targets[index].slot)
      if positions[slot] &>> 32 == stamp {
        positions[slot] |= NormalizerState.several
      } else {
        positions[slot] = stamp &<< 32 | UInt64(truncatingIfNeeded: row.count)
      }
    }
    row.append(cell)
  }

  /// The targets of an operation that have a value, as bits.
  private static func present(
    _ op: MappingOp, _ targets: borrowing Span<MappingTarget>, _ positions: borrowing MutableSpan<UInt64>,
    _ stamp: UInt64
  ) -> UInt64 {
    var bits: UInt64 = 0
    for index in op.targets where positions[Int(targets[index].slot)] &>> 32 == stamp {
      bits |= 1 &<< UInt64(truncatingIfNeeded: index &- op.targets.lowerBound)
    }
    return bits
  }

  /// Whether a text of up to eight bytes is empty or one of the words for "nothing".
  @inline(__always)
  private static func isMissing(
    _ range: ByteRange, _ missing: borrowing Span<UInt64>, _ textCount: Int, _ bytes: borrowing Span<UInt8>,
    _ text: borrowing Span<UInt8>
  ) -> Bool {
    if range.count == 0 { return true }
    let offset = Int(range.offset)
    let word =
      offset >= textCount
      ? shortWord(bytes, offset &- textCount, Int(range.count)) : shortWord(text, offset, Int(range.count))
    for index in missing.indices where missing[index] == word { return true }
    return false
  }

  /// Up to eight bytes as a little-endian word.
  @inline(__always)
  private static func shortWord(_ bytes: borrowing Span<UInt8>, _ offset: Int, _ count: Int) -> UInt64 {
    if offset &+ 8 <= bytes.count { return bytes.word(at: offset) & UInt64.max &>> UInt64(64 &- 8 &* count) }
    var word: UInt64 = 0
    for index in 0..<count { word |= UInt64(bytes[offset &+ index]) &<< UInt64(8 &* index) }
    return word
  }
}
