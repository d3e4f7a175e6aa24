import ECS

extension NormalizerState {
  /// Follows instructions on the current row.
  mutating func run(_ range: Range<Int>, _ builder: inout BatchBuilder) {
    var index = range.lowerBound
    while index < range.upperBound {
      let step = plans.code[index]
      index &+= 1
      if step.flags.contains(.checksDone), position(step.done) >= 0 { continue }
      switch step.code {
      case .constants: writeConstants(step, &builder)
      case .move:
        let cell = builder[rowCell: Int(step.source)]
        write(cell, step, &builder)
      case .copy:
        let cell = builder[rowCell: Int(step.source)]
        if cell.range.count > 8 || !isMissing(cell, &builder) { write(cell, step, &builder) }
      case .number, .chain: writeValue(step, index &- 1, &builder)
      case .general: perform(step, index &- 1, &builder)
      case .seed:
        let several = step.flags.contains(.several) ? Self.several : 0
        positions[Int(step.targetSlot)] = stamp << 32 | UInt64(step.source) | several
      case .test: if !holds(Int(step.source), &builder) { index &+= Int(step.count) }
      }
    }
  }

  // MARK: One value for one target that has none

  @inline(__always)
  private mutating func write(_ cell: Cell, _ step: RowInstruction, _ builder: inout BatchBuilder) {
    if step.flags.contains(.tracked) {
      positions[Int(step.targetSlot)] = stamp << 32 | UInt64(builder.rowCellCount)
    }
    let flags = step.targetFlags.union(cell.flags.intersection(.plain))
    builder.append(Cell(field: step.field, kind: cell.kind, flags: flags, bits: cell.bits))
  }

  @inline(__always)
  private mutating func writeConstants(_ step: RowInstruction, _ builder: inout BatchBuilder) {
    if step.flags.contains(.tracked) {
      let several = step.count > 1 ? Self.several : 0
      positions[Int(step.targetSlot)] = stamp << 32 | UInt64(builder.rowCellCount) | several
    }
    let start = Int(step.source)
    builder.append(plans.blocks.span.extracting(start..<start &+ Int(step.count)))
  }

  /// A value that has to be changed or fitted.
  private mutating func writeValue(_ step: RowInstruction, _ index: Int, _ builder: inout BatchBuilder) {
    let cell = builder[rowCell: Int(step.source)]
    let memory = plans.memories[index]
    let place = builder.cellCount
    if memory.start >= 0, memory.value == cell.bits {
      if memory.count == 0 { return }
      if step.flags.contains(.tracked) {
        positions[Int(step.targetSlot)] = stamp << 32 | UInt64(builder.rowCellCount)
      }
      builder.append(builder[cell: Int(memory.start)])
      plans.memories[index].start = Int32(truncatingIfNeeded: place)
      return
    }
    if let value = changed(cell, step, &builder) { write(value, step, &builder) }
    guard step.flags.contains(.remembers) else { return }
    plans.memories[index] = RowMemory(
      value: cell.bits, blocked: 0, start: Int32(truncatingIfNeeded: place),
      count: Int32(truncatingIfNeeded: builder.cellCount &- place))
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

  private mutating func perform(_ step: RowInstruction, _ index: Int, _ builder: inout BatchBuilder) {
    let op = compiler.program.ops[Int(step.op)]
    blocked = step.flags.contains(.blocks) ? presentTargets(op) : 0
    guard step.flags.contains(.remembers) else { return performAnew(step, op, &builder) }
    let value = builder[rowCell: Int(step.source)].bits
    let memory = plans.memories[index]
    let place = builder.cellCount
    if memory.start >= 0, memory.value == value, memory.blocked == blocked {
      let start = Int(memory.start)
      for cell in start..<start &+ Int(memory.count) { append(builder[cell: cell], op, &builder) }
    } else {
      performAnew(step, op, &builder)
    }
    plans.memories[index] = RowMemory(
      value: value, blocked: blocked, start: Int32(truncatingIfNeeded: place),
      count: Int32(truncatingIfNeeded: builder.cellCount &- place))
  }

  private mutating func performAnew(_ step: RowInstruction, _ op: MappingOp, _ builder: inout BatchBuilder) {
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

  /// Appends a cell that the operation made for an earlier row.
  private mutating func append(_ cell: Cell, _ op: MappingOp, _ builder: inout BatchBuilder) {
    for index in op.targets where compiler.program.targets[index].field == cell.field {
      let slot = compiler.program.targets[index].slot
      if position(slot) >= 0 {
        positions[Int(slot)] |= Self.several
      } else {
        positions[Int(slot)] = stamp << 32 | UInt64(builder.rowCellCount)
      }
    }
    builder.append(cell)
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
      let flags = target.flags.union(cell.flags.intersection(.plain))
      builder.append(Cell(field: target.field, kind: .string, flags: flags, bits: cell.bits))
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
