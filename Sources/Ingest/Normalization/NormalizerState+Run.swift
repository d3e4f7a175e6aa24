import ECS

extension NormalizerState {
  /// Follows the instructions of a unit on the current row, and takes the cells of those that need not be followed from an
  /// earlier row.
  mutating func run(_ unit: RowPlans.Unit, _ changes: RowChanges, _ builder: inout BatchBuilder) {
    let end = unit.code.upperBound
    var index = unit.code.lowerBound
    // Cells that are taken over need room too; what is not known from an earlier row is appended by the state.
    let length = plans.length(of: unit)
    let reserved = unit.room + length
    var taken = TakenCells()
    defer { note(taken, changes, length, &builder) }
    while true {
      index = Self.follow(
        index..<end, unit, changes, reserved: reserved, &plans, compiler.program, &positions, stamp, missing, &builder,
        &taken)
      // Opening the row again is worth it for plain instructions only.
      repeat {
        plans.trace(index, of: unit, builder.rowCellCount)
        guard index < end else { return }
        let skipped = perform(index, &builder)
        for step in index &+ 1..<index &+ 1 &+ skipped { plans.trace(step, of: unit, builder.rowCellCount) }
        index &+= 1 &+ skipped
      } while index < end && changes.next(index, in: unit.code) == index && isForState(index)
    }
  }

  /// Says in what the row differs from the earlier one, which had `length` cells.
  @inline(__always)
  private func note(_ taken: TakenCells, _ changes: RowChanges, _ length: Int, _ builder: inout BatchBuilder) {
    let count = builder.rowCellCount
    guard count == length, let repetition = taken.repetition(changes, count: count) else { return }
    builder.note(repetition)
  }

  /// Whether an instruction is certainly not plain.
  private func isForState(_ index: Int) -> Bool {
    let step = plans.code[index]
    switch step.code {
    case .constants, .move, .copy, .seed: return false
    case .number, .chain, .test: return true
    case .general: return compiler.program.ops[Int(step.op)].code != .copy
    }
  }

  /// Follows instructions up to one that is not plain, and returns the number of that.
  @inline(__always)
  private static func follow(
    _ range: Range<Int>, _ unit: RowPlans.Unit, _ changes: RowChanges, reserved: Int, _ plans: inout RowPlans,
    _ program: borrowing MappingProgram, _ positions: inout [UInt64], _ stamp: UInt64, _ missing: borrowing [UInt64],
    _ builder: inout BatchBuilder, _ taken: inout TakenCells
  ) -> Int {
    let missing = missing.span
    var positions = positions.mutableSpan
    return plans.withCode { code, blocks, trace in
      builder.withOpenRow(room: reserved &+ PlainInstructions.roomForOperations) { row, bytes, text in
        PlainInstructions.follow(
          range, unit, changes, code, blocks, &trace, &positions, stamp: stamp, missing: missing, program,
          reserved: reserved, &row, &taken, bytes.span, text)
      }
    }
  }

  /// Does what an instruction says that is not plain. Returns how many of those behind it are left out.
  private mutating func perform(_ index: Int, _ builder: inout BatchBuilder) -> Int {
    let step = plans.code[index]
    if step.flags.contains(.checksDone), position(step.done) >= 0 { return 0 }
    switch step.code {
    case .number, .chain: writeValue(step, &builder)
    case .general: perform(step, &builder)
    case .test: return holds(Int(step.source), &builder) ? 0 : Int(step.count)
    case .constants, .move, .copy, .seed: preconditionFailure("plain instructions have been followed")
    }
    return 0
  }

  // MARK: One value for one target that has none

  /// A value that has to be changed or fitted.
  private mutating func writeValue(_ step: RowInstruction, _ builder: inout BatchBuilder) {
    guard let value = changed(builder[rowCell: Int(step.source)], step, &builder) else { return }
    if step.flags.contains(.tracked) {
      positions[Int(step.targetSlot)] = stamp << 32 | UInt64(builder.rowCellCount)
    }
    builder.append(value.renamed(step.field, flags: step.targetFlags))
  }

  private mutating func changed(_ cell: Cell, _ step: RowInstruction, _ builder: inout BatchBuilder) -> Cell? {
    if step.code == .number { return asText(cell, &builder) }
    if isMissing(cell, &builder) { return nil }
    let op = compiler.program.ops[Int(step.op)]
    var value = cell
    for index in Int(op.step)..<Int(op.step) + Int(op.stepCount) {
      guard let next = transformed(value, compiler.program.steps[index], &builder) else { return nil }
      value = next
    }
    return coerced(value, step.coercion, &builder)
  }

  // MARK: Operations as they are written

  private mutating func perform(_ step: RowInstruction, _ builder: inout BatchBuilder) {
    let op = compiler.program.ops[Int(step.op)]
    blocked = step.flags.contains(.blocks) ? presentTargets(op) : 0
    opStart = builder.rowCellCount
    switch op.code {
    case .constant: emitConstants(op, &builder)
    case .join: writeJoined(op, &builder)
    case .copy, .chain, .spread:
      var source = Int(step.source)
      var isSeveral = step.flags.contains(.several)
      if step.flags.contains(.searches) {
        source = position(op.source)
        if source < 0 { return }
        isSeveral = positions[Int(op.source)] & Self.several != 0
      }
      writeValue(builder[rowCell: source], op, &builder)
      guard isSeveral else { return }
      for index in source + 1..<builder.rowCellCount {
        let cell = builder[rowCell: index]
        if cell.field == op.sourceField { writeValue(cell, op, &builder) }
      }
    }
  }

  private func presentTargets(_ op: MappingOp) -> UInt64 {
    var bits: UInt64 = 0
    for index in op.targets where position(compiler.program.targets[index].slot) >= 0 {
      bits |= 1 << UInt64(index - op.targets.lowerBound)
    }
    return bits
  }

  private mutating func emitConstants(_ op: MappingOp, _ builder: inout BatchBuilder) {
    let target = compiler.program.targets[Int(op.target)]
    for index in Int(op.step)..<Int(op.step) + Int(op.count) {
      emit(constant(index, &builder), target, op.mode, &builder)
    }
  }

  private mutating func writeValue(_ cell: Cell, _ op: MappingOp, _ builder: inout BatchBuilder) {
    if isMissing(cell, &builder) { return }
    if op.code == .copy {
      emit(cell, compiler.program.targets[Int(op.target)], op.mode, &builder)
    } else {
      transformAndEmit(cell, op, &builder)
    }
  }

  /// Whether a guard's field has one of its values.
  private mutating func holds(_ index: Int, _ builder: inout BatchBuilder) -> Bool {
    let made = compiler.program.guards[index]
    let first = position(made.slot)
    guard first >= 0 else { return made.isNegated }
    for place in first..<builder.rowCellCount {
      let cell = builder[rowCell: place]
      guard cell.field == made.field, !isMissing(cell, &builder) else { continue }
      if made.map < 0 { return !made.isNegated }
      let keys = compiler.program.maps[made.map].keys
      if keys.find(KeyTable.Probe(cell, in: &builder), in: &builder) >= 0 { return !made.isNegated }
    }
    return made.isNegated
  }

  private mutating func transformAndEmit(_ cell: Cell, _ op: MappingOp, _ builder: inout BatchBuilder) {
    var value = cell
    let simple = Int(op.stepCount) - (op.spreads ? 1 : 0)
    for index in Int(op.step)..<Int(op.step) + simple {
      guard let next = transformed(value, compiler.program.steps[index], &builder) else { return }
      value = next
    }
    if op.spreads {
      spread(value, compiler.program.steps[Int(op.step) + simple], op, &builder)
    } else {
      emit(value, compiler.program.targets[Int(op.target)], op.mode, &builder)
    }
  }

  private mutating func writeJoined(_ op: MappingOp, _ builder: inout BatchBuilder) {
    joined.removeAll(keepingCapacity: true)
    for index in Int(op.part)..<Int(op.part) + Int(op.count) {
      let part = compiler.program.parts[index]
      if part.slot == 0 {
        joined.append(contentsOf: compiler.program.texts[part.text])
        continue
      }
      let place = position(part.slot)
      guard place >= 0, !isMissing(builder[rowCell: place], &builder),
        let text = asText(builder[rowCell: place], &builder)
      else { return }
      builder.withBytes(of: text) { bytes in joined.append(copying: bytes) }
    }
    swap(&joined, &scratch)
    let value = store(&builder)
    transformAndEmit(value, op, &builder)
  }

  // MARK: Values

  /// Whether a value says nothing: null, a structure, empty, or one of the table's words for that.
  private func isMissing(_ cell: Cell, _ builder: inout BatchBuilder) -> Bool {
    switch cell.kind {
    case .null, .json: return true
    case .string:
      let count = Int(cell.range.count)
      if count == 0 { return true }
      if count > 8 { return false }
      let word = builder.withBytes(of: cell) { text in
        var word: UInt64 = 0
        for index in text.indices { word |= UInt64(text[index]) &<< UInt64(8 &* index) }
        return word
      }
      for index in missing.indices where missing[index] == word { return true }
      return false
    default: return false
    }
  }

  /// A constant as a cell of this batch.
  mutating func constant(_ index: Int, _ builder: inout BatchBuilder) -> Cell {
    let cell = constants[index]
    return cell.kind == .string && cell.bits == .max ? appendedConstant(index, &builder) : cell
  }

  private mutating func appendedConstant(_ index: Int, _ builder: inout BatchBuilder) -> Cell {
    let start = builder.beginString()
    builder.appendBytes(compiler.program.constants[index].text)
    constants[index].bits = builder.range(from: start).bits
    return constants[index]
  }

  /// Appends a value to the row as the target's, unless the target has one already.
  @inline(__always)
  mutating func emit(_ cell: Cell, _ target: MappingTarget, _ mode: MappingLine.Mode, _ builder: inout BatchBuilder) {
    // The common case, text for a text field that has none.
    if cell.kind == .string, target.coercion == .text, target.slot != 0, position(target.slot) < 0 {
      positions[Int(target.slot)] = stamp << 32 | UInt64(builder.rowCellCount)
      builder.append(cell.renamed(target.field, flags: target.flags))
    } else {
      fitAndEmit(cell, target, mode, &builder)
    }
  }

  private mutating func fitAndEmit(
    _ cell: Cell, _ target: MappingTarget, _ mode: MappingLine.Mode, _ builder: inout BatchBuilder
  ) {
    if target.slot == 0 { return }
    guard var value = coerced(cell, target.coercion, &builder) else { return }
    value.field = target.field
    value.flags = target.flags.union(value.flags.intersection(.plain))
    let place = position(target.slot)
    if place >= 0 {
      if mode == .replace, place < opStart {
        remove(target.field, from: place, &builder)
      } else {
        if mode == .add, contains(value, from: place, &builder) { return }
        positions[Int(target.slot)] |= Self.several
        builder.append(value)
        return
      }
    }
    positions[Int(target.slot)] = stamp << 32 | UInt64(builder.rowCellCount)
    builder.append(value)
  }

  /// Makes the values of a field null.
  private func remove(_ field: FieldID, from place: Int, _ builder: inout BatchBuilder) {
    for index in place..<builder.rowCellCount where builder[rowCell: index].field == field {
      builder[rowCell: index] = Cell(field: field, kind: .null, flags: .derived, bits: 0)
    }
  }

  /// Whether the row has this value of the field already.
  private func contains(_ value: Cell, from place: Int, _ builder: inout BatchBuilder) -> Bool {
    for index in place..<builder.rowCellCount {
      let cell = builder[rowCell: index]
      guard cell.field == value.field, cell.kind == value.kind else { continue }
      if cell.bits == value.bits { return true }
      if cell.hasBytes, cell.range.count == value.range.count {
        let same = builder.withBytes(of: cell) { a in
          builder.withBytes(of: value) { b in
            for index in a.indices where a[index] != b[index] { return false }
            return true
          }
        }
        if same { return true }
      }
    }
    return false
  }
}
