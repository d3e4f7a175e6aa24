import ECS

/// The instructions that nearly all lines of the tables become: constants, values under another name, and whatever need not be
/// followed because it makes the cells that it made of an earlier row.
///
/// A run follows these without asking for every cell who owns the memory of the batch, and leaves the rest (values that have to
/// be changed, tests, operations whose outcome depends on more than one value) to `NormalizerState`.
enum PlainInstructions {
  /// Room for copies by operations, beside one cell for each other instruction. When there are more, the state does them.
  static let roomForOperations = 64

  /// Follows those instructions of a range of a plan that have to be, until one that is not plain. Returns the number of that
  /// instruction, or the end of the range. The trace says how many cells the row had before each instruction of the plan.
  ///
  /// The row has room for the cells of all instructions but the operations, `reserved`, and `roomForOperations` more.
  @inline(__always)
  static func follow(
    _ range: Range<Int>, _ unit: RowPlans.Unit, _ changes: RowChanges, _ code: borrowing Span<RowInstruction>,
    _ blocks: borrowing Span<Cell>, _ trace: inout MutableSpan<UInt32>, _ positions: inout MutableSpan<UInt64>,
    stamp: UInt64, missing: borrowing Span<UInt64>, _ program: borrowing MappingProgram, reserved: Int,
    _ row: inout OpenRow, _ taken: inout TakenCells, _ bytes: borrowing Span<UInt8>, _ text: borrowing Span<UInt8>
  ) -> Int {
    let ops = program.ops.span
    let targets = program.targets.span
    // From the number of an instruction to its place in the trace.
    let offset = unit.trace &- unit.code.lowerBound
    var index = range.lowerBound
    while true {
      let next = changes.next(index, in: unit.code)
      if next > index {
        takeOver(index &+ offset..<next &+ offset, changes.row, &trace, &row, &taken)
        if changes.looks { track(index..<next, offset, code, ops, targets, trace, &positions, stamp, row) }
        index = next
      }
      trace[index &+ offset] = UInt32(truncatingIfNeeded: row.count)
      if index >= range.upperBound { return index }
      let step = code[index]
      if step.flags.contains(.checksDone), positions[Int(step.done)] &>> 32 == stamp {
        index &+= 1
        continue
      }
      switch step.code {
      case .constants:
        let several = step.count > 1 ? NormalizerState.several : 0
        track(step, &positions, stamp, row.count, several)
        for place in Int(step.source)..<Int(step.source) &+ Int(step.count) { row.append(blocks[place]) }
      case .move: write(row[Int(step.source)], step, &positions, stamp, &row)
      case .copy:
        let cell = row[Int(step.source)]
        if cell.range.count > 8 || !isMissing(cell.range, missing, row.textCount, bytes, text) {
          write(cell, step, &positions, stamp, &row)
        }
      case .general:
        let op = ops[Int(step.op)]
        guard copy(op, step, targets, &positions, stamp, missing, reserved, &row, bytes, text) else { return index }
      case .seed: track(step, &positions, stamp)
      case .number, .chain, .test: return index
      }
      index &+= 1
    }
  }

  // MARK: What need not be followed

  /// Appends the cells that instructions, given by their places in the trace, made of an earlier row, which begins at a cell of
  /// the batch.
  @inline(__always)
  private static func takeOver(
    _ steps: Range<Int>, _ earlier: Int, _ trace: inout MutableSpan<UInt32>, _ row: inout OpenRow,
    _ taken: inout TakenCells
  ) {
    let start = Int(trace[steps.lowerBound])
    let count = row.count
    let length = Int(trace[steps.upperBound]) &- start
    row.append(again: earlier &+ start, count: length)
    taken.add(length, at: count, from: start)
    if count == start { return }
    for step in steps { trace[step] = UInt32(truncatingIfNeeded: Int(trace[step]) &+ count &- start) }
  }

  /// Notes where the fields are that instructions wrote whose cells were taken over.
  private static func track(
    _ steps: Range<Int>, _ offset: Int, _ code: borrowing Span<RowInstruction>, _ ops: borrowing Span<MappingOp>,
    _ targets: borrowing Span<MappingTarget>, _ trace: borrowing MutableSpan<UInt32>,
    _ positions: inout MutableSpan<UInt64>, _ stamp: UInt64, _ row: borrowing OpenRow
  ) {
    for index in steps {
      let step = code[index]
      if step.code == .seed {
        track(step, &positions, stamp)
        continue
      }
      let start = Int(trace[index &+ offset])
      let end = index &+ 1 < steps.upperBound ? Int(trace[index &+ 1 &+ offset]) : row.count
      if start == end { continue }
      if step.code == .general {
        for cell in start..<end { track(row[cell].field, at: cell, ops[Int(step.op)], targets, &positions, stamp) }
      } else {
        track(step, &positions, stamp, start, end &- start > 1 ? NormalizerState.several : 0)
      }
    }
  }

  /// Notes a cell that an operation made.
  private static func track(
    _ field: FieldID, at place: Int, _ op: MappingOp, _ targets: borrowing Span<MappingTarget>,
    _ positions: inout MutableSpan<UInt64>, _ stamp: UInt64
  ) {
    for index in op.targets where targets[index].field == field {
      let slot = Int(targets[index].slot)
      if positions[slot] &>> 32 == stamp {
        positions[slot] |= NormalizerState.several
      } else {
        positions[slot] = stamp &<< 32 | UInt64(truncatingIfNeeded: place)
      }
    }
  }

  // MARK: What is followed

  /// Notes where the source has a field.
  @inline(__always)
  private static func track(_ seed: RowInstruction, _ positions: inout MutableSpan<UInt64>, _ stamp: UInt64) {
    let several = seed.flags.contains(.several) ? NormalizerState.several : 0
    positions[Int(seed.targetSlot)] = stamp &<< 32 | UInt64(truncatingIfNeeded: seed.source) | several
  }

  /// Notes where the first cell of the target is going to be, if anybody asks.
  @inline(__always)
  private static func track(
    _ step: RowInstruction, _ positions: inout MutableSpan<UInt64>, _ stamp: UInt64, _ place: Int, _ several: UInt64
  ) {
    guard step.flags.contains(.tracked) else { return }
    positions[Int(step.targetSlot)] = stamp &<< 32 | UInt64(truncatingIfNeeded: place) | several
  }

  /// Appends a value under the name of the target.
  @inline(__always)
  private static func write(
    _ cell: Cell, _ step: RowInstruction, _ positions: inout MutableSpan<UInt64>, _ stamp: UInt64,
    _ row: inout OpenRow
  ) {
    track(step, &positions, stamp, row.count, 0)
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
