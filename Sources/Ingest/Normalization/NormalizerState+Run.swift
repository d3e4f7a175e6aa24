import ECS

extension NormalizerState {
  /// Executes operations on the current row.
  mutating func run(_ range: Range<Int>, _ table: CompiledTable, _ builder: inout BatchBuilder) {
    for index in range {
      let op = normalizer.program.ops[index]
      if position(op.done) >= 0 { continue }
      // Most operations stop here, for want of a source.
      let source = position(op.source)
      if source < 0, op.code != .constant, op.code != .join { continue }
      blocked = op.targetCount > 1 && op.mode == .keep ? presentTargets(op) : 0
      opStart = builder.rowCellCount
      switch op.code {
      case .constant: writeConstants(op, &builder)
      case .copy, .chain, .spread: writeValues(op, source, table, &builder)
      case .join: writeJoined(op, table, &builder)
      }
    }
  }

  private func presentTargets(_ op: MappingOp) -> UInt64 {
    var bits: UInt64 = 0
    for index in 0..<Int(op.targetCount) where position(normalizer.program.targets[Int(op.target) + index].slot) >= 0 {
      bits |= 1 << UInt64(index)
    }
    return bits
  }

  @inline(__always)
  private mutating func writeConstants(_ op: MappingOp, _ builder: inout BatchBuilder) {
    let target = normalizer.program.targets[Int(op.target)]
    for index in Int(op.step)..<Int(op.step) + Int(op.count) {
      emit(constant(index, &builder), target, op.mode, &builder)
    }
  }

  @inline(__always)
  private mutating func writeValues(
    _ op: MappingOp, _ first: Int, _ table: CompiledTable, _ builder: inout BatchBuilder
  ) {
    writeValue(builder[rowCell: first], op, table, &builder)
    guard positions[Int(op.source)] & Self.several != 0 else { return }
    for index in first + 1..<builder.rowCellCount {
      let cell = builder[rowCell: index]
      if cell.field == op.sourceField { writeValue(cell, op, table, &builder) }
    }
  }

  private mutating func writeValue(
    _ cell: Cell, _ op: MappingOp, _ table: CompiledTable, _ builder: inout BatchBuilder
  ) {
    if isMissing(cell, table, &builder) { return }
    if op.code == .copy {
      emit(cell, normalizer.program.targets[Int(op.target)], op.mode, &builder)
    } else {
      transformAndEmit(cell, op, &builder)
    }
  }

  private mutating func transformAndEmit(_ cell: Cell, _ op: MappingOp, _ builder: inout BatchBuilder) {
    var value = cell
    let simple = Int(op.stepCount) - (op.spreads ? 1 : 0)
    for index in Int(op.step)..<Int(op.step) + simple {
      guard let next = transformed(value, normalizer.program.steps[index], &builder) else { return }
      value = next
    }
    if op.spreads {
      spread(value, normalizer.program.steps[Int(op.step) + simple], op, &builder)
    } else {
      emit(value, normalizer.program.targets[Int(op.target)], op.mode, &builder)
    }
  }

  private mutating func writeJoined(_ op: MappingOp, _ table: CompiledTable, _ builder: inout BatchBuilder) {
    joined.removeAll(keepingCapacity: true)
    for index in Int(op.part)..<Int(op.part) + Int(op.count) {
      let part = normalizer.program.parts[index]
      if part.slot == 0 {
        joined.append(contentsOf: normalizer.program.texts[part.text])
        continue
      }
      let place = position(part.slot)
      guard place >= 0, !isMissing(builder[rowCell: place], table, &builder),
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
  private func isMissing(_ cell: Cell, _ table: CompiledTable, _ builder: inout BatchBuilder) -> Bool {
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
      return table.missing.contains(word)
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
    builder.appendBytes(normalizer.program.constants[index].text)
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
