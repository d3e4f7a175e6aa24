import ECS

/// Turns operations into the instructions that are left of them when the shape of the row is known: those whose source
/// is not there are gone, those that cannot fail check nothing, constants that follow each other are one step.
///
/// It goes through the operations as a run would, and keeps for each slot what is known at that point. Whatever is not
/// known for certain is left to `general` instructions, which look when they run; what those have to find is noted by
/// `tracked` instructions and by seeds.
struct RowPlanCompiler {
  /// What is known of a field at some point.
  private enum Known: Sendable {
    /// It has no value.
    case absent
    /// The source gave it, in a known cell.
    case original
    /// It has a value in a cell that differs from row to row.
    case present
    /// It may have one.
    case maybe
  }

  private struct Slot: Sendable {
    var known = Known.absent
    var cell: Int32 = 0
    var several = false
    /// Whether an instruction asks for it when it runs.
    var isAsked = false
    /// The cells of the source that decide which values it has, as bits.
    var sources: UInt64 = 0
  }

  /// A constant of a block and the field that it is for.
  struct BlockCell: Sendable {
    var constant: Int32
    var cell: Cell
  }

  private let program: MappingProgram
  private var slots: [Slot]
  private var kinds: [Cell.Kind]
  private(set) var code: [RowInstruction] = []
  private(set) var blocks: [BlockCell] = []
  private var seeds: [RowInstruction] = []
  private var condition: Int32 = -1
  /// The cells of the source that decide whether it holds, as bits.
  private var conditionSources: UInt64 = 0
  /// Where the test of `condition` is.
  private var test = 0
  private var hasTests = false
  /// Whether cells may be emptied after they were written, so that they cannot be taken over by later rows.
  private(set) var replaces = false

  /// Begins with a row that has only what the source said: the words of its shape.
  init(_ shape: borrowing Span<UInt64>, _ table: CompiledTable, _ program: MappingProgram) {
    self.program = program
    slots = Array(repeating: Slot(), count: table.slotCount + 1)
    kinds = []
    kinds.reserveCapacity(shape.count)
    for index in shape.indices {
      let (field, kind) = RowPlans.parts(of: shape[index])
      kinds.append(kind)
      guard kind != .null, field.index < table.slotOfField.count else { continue }
      let slot = Int(table.slotOfField[field.index])
      if slot == 0 { continue }
      if slots[slot].known == .original {
        slots[slot].several = true
      } else {
        slots[slot] = Slot(known: .original, cell: Int32(index))
      }
      slots[slot].sources |= RowChanges.bit(ofCell: index)
    }
  }

  /// Makes instructions of operations.
  mutating func add(_ range: Range<Int>) {
    for index in range { add(program.ops[index], Int32(index)) }
    closeTest()
  }

  /// Ends the first part, whose instructions are taken: what it wrote is looked for by the second.
  mutating func finishFirst() -> [RowInstruction] {
    for index in slots.indices where slots[index].known != .original { slots[index].isAsked = true }
    let first = finish()
    code = []
    seeds = []
    for index in slots.indices { slots[index].isAsked = false }
    return first
  }

  /// The cell that certainly holds the only or first value of a field that the source gave.
  func cell(of slot: UInt16) -> Int32? {
    slots[Int(slot)].known == .original ? slots[Int(slot)].cell : nil
  }

  /// Whether a field certainly has no value.
  func isAbsent(_ slot: UInt16) -> Bool { slots[Int(slot)].known == .absent }

  /// The instructions, complete.
  mutating func finish() -> [RowInstruction] {
    for index in code.indices {
      let step = code[index]
      let isFast = step.code != .general && step.code != .test && step.code != .seed
      if isFast, slots[Int(step.targetSlot)].isAsked { code[index].flags.insert(.tracked) }
    }
    return seeds + (hasTests ? code : joined())
  }

  /// The code with constants that follow each other, and whose places nobody asks for, in one step.
  private func joined() -> [RowInstruction] {
    var result: [RowInstruction] = []
    for step in code {
      if let last = result.last, last.code == .constants, step.code == .constants, last.flags.isEmpty,
        step.flags.isEmpty, last.source + last.count == step.source
      {
        result[result.count - 1].count += step.count
      } else {
        result.append(step)
      }
    }
    return result
  }

  // MARK: Operations

  private mutating func add(_ op: MappingOp, _ index: Int32) {
    var flags: RowInstruction.Flags = []
    switch slots[Int(op.done)].known {
    case .absent: break
    case .original, .present: return
    case .maybe: flags.insert(.checksDone)
    }
    if op.condition != condition { closeTest() }
    guard isPossible(op), openTest(op.condition) else { return }
    var step = RowInstruction(code: .general, flags: flags, done: op.done, op: index)
    if flags.contains(.checksDone) {
      slots[Int(op.done)].isAsked = true
      look(at: op.done, &step)
    }
    if condition >= 0 { step.sources |= conditionSources }
    switch op.code {
    case .constant: addConstants(op, &step)
    case .join:
      for part in op.parts {
        ask(program.parts[part].slot)
        look(at: program.parts[part].slot, &step)
      }
      addGeneral(op, &step)
    case .copy, .chain, .spread: addValue(op, &step)
    }
    // A test is done whenever something that depends on it is.
    if condition >= 0 { code[test].sources |= code[code.count - 1].sources }
  }

  /// Whether the sources of an operation may be there.
  private func isPossible(_ op: MappingOp) -> Bool {
    switch op.code {
    case .constant: return true
    case .join:
      return op.parts.allSatisfy { part in
        program.parts[part].slot == 0 || slots[Int(program.parts[part].slot)].known != .absent
      }
    case .copy, .chain, .spread:
      let source = slots[Int(op.source)]
      // A structure says nothing that can be mapped.
      let isStructure = source.known == .original && !source.several && kinds[Int(source.cell)] == .json
      return source.known != .absent && !isStructure
    }
  }

  private mutating func addConstants(_ op: MappingOp, _ step: inout RowInstruction) {
    let target = program.targets[Int(op.target)]
    let cells = (Int(op.step)..<Int(op.step) + Int(op.count)).map { program.constants[$0].cell }
    let fits = cells.allSatisfy { Self.needsNoChange($0.kind, target.coercion) }
    guard op.mode == .keep, fits, target.slot != 0 else { return addGeneral(op, &step) }
    step.code = .constants
    step.targetSlot = target.slot
    step.source = Int32(blocks.count)
    step.count = Int32(cells.count)
    for (offset, cell) in cells.enumerated() {
      let flags = target.flags.union(cell.flags.intersection(.plain))
      blocks.append(
        BlockCell(
          constant: op.step + Int32(offset), cell: Cell(field: target.field, kind: cell.kind, flags: flags, bits: 0)))
    }
    code.append(step)
    write(target.slot, certainly: true, step)
  }

  private mutating func addValue(_ op: MappingOp, _ step: inout RowInstruction) {
    let source = slots[Int(op.source)]
    let target = program.targets[Int(op.target)]
    let isPlain = op.targetCount == 1 && op.mode == .keep && !op.spreads && target.slot != 0
    step.sources |= source.sources
    guard source.known == .original, !source.several, isPlain else {
      if source.known == .original {
        step.source = source.cell
        if source.several { step.flags.insert(.several) }
      } else {
        step.source = Int32(op.source)
        step.flags.formUnion([.searches, .looks])
        ask(op.source)
      }
      return addGeneral(op, &step)
    }
    let kind = kinds[Int(source.cell)]
    step.source = source.cell
    step.targetSlot = target.slot
    step.field = target.field
    step.targetFlags = target.flags
    step.coercion = target.coercion
    if op.code == .chain {
      step.code = .chain
    } else if Self.needsNoChange(kind, target.coercion) {
      step.code = kind == .string ? .copy : .move
    } else {
      step.code = kind == .int && target.coercion == .text ? .number : .chain
    }
    code.append(step)
    write(target.slot, certainly: step.code == .move || step.code == .number, step)
  }

  private mutating func addGeneral(_ op: MappingOp, _ step: inout RowInstruction) {
    for index in op.targets {
      let slot = program.targets[index].slot
      if slot == 0 { continue }
      if slots[Int(slot)].known != .absent {
        ask(slot)
        look(at: slot, &step)
        if op.targetCount > 1, op.mode == .keep { step.flags.insert(.blocks) }
      }
    }
    if op.mode == .replace { replaces = true }
    code.append(step)
    for index in op.targets { write(program.targets[index].slot, certainly: false, step) }
  }

  /// Whether a value of this kind is what a target of this type takes.
  private static func needsNoChange(_ kind: Cell.Kind, _ coercion: Coercion) -> Bool {
    switch coercion {
    case .none: kind != .json && kind != .null
    case .text: kind == .string
    case .integer: kind == .int
    case .date: kind == .date
    case .boolean: kind == .bool
    case .ip: false
    }
  }

  /// Notes that a slot may have got a value.
  private mutating func write(_ slot: UInt16, certainly: Bool, _ step: RowInstruction) {
    if slot == 0 { return }
    slots[Int(slot)].sources |= step.sources
    switch slots[Int(slot)].known {
    case .absent, .maybe: slots[Int(slot)].known = certainly && condition < 0 ? .present : .maybe
    case .original, .present: slots[Int(slot)].known = .present
    }
  }

  /// Notes that what an instruction does depends on where a slot is, and on its values.
  private func look(at slot: UInt16, _ step: inout RowInstruction) {
    step.flags.insert(.looks)
    step.sources |= slots[Int(slot)].sources
  }

  /// Notes that an instruction looks for a slot when it runs.
  private mutating func ask(_ slot: UInt16) {
    if slot == 0 { return }
    let known = slots[Int(slot)]
    if known.known == .original, !known.isAsked {
      seeds.append(
        RowInstruction(
          code: .seed, flags: known.several ? .several : [], targetSlot: slot, source: known.cell))
    }
    slots[Int(slot)].isAsked = true
  }

  // MARK: Guards

  /// Makes the instructions that follow depend on a guard; `false` when it can never hold for this shape.
  private mutating func openTest(_ guardIndex: Int32) -> Bool {
    guard guardIndex >= 0, guardIndex != condition else { return true }
    let made = program.guards[Int(guardIndex)]
    let source = slots[Int(made.slot)]
    if source.known == .absent, !made.isNegated { return false }
    if source.known == .absent { return true }
    ask(made.slot)
    condition = guardIndex
    hasTests = true
    conditionSources = slots[Int(made.slot)].sources
    test = code.count
    code.append(RowInstruction(code: .test, flags: .looks, source: guardIndex, sources: conditionSources))
    return true
  }

  private mutating func closeTest() {
    guard condition >= 0 else { return }
    code[test].count = Int32(code.count - test - 1)
    condition = -1
  }
}

extension MappingOp {
  var targets: Range<Int> { Int(target)..<Int(target) + Int(targetCount) }
  var parts: Range<Int> { Int(part)..<Int(part) + Int(count) }
}
