import ECS

/// Compiles the lines of tables into one program, section by section as events need them.
struct MappingCompiler {
  private(set) var program = MappingProgram()
  private var textIndex: [String: Int] = [:]
  private var constantIndex: [[String]: Range<Int>] = [:]
  private var lastCondition: MappingLine.Condition?
  private static let listFields = Set(ECSSchema.fields.filter(\.isList).map(\.path))

  /// The operations of a section of a table, compiled on first sight.
  mutating func operations(of section: IndexedTable.Section, _ table: inout CompiledTable) -> Range<Int> {
    if let known = table.sections[section] { return known }
    let start = program.ops.count
    lastCondition = nil
    for line in table.index.lines(of: section) { compile(line, &table) }
    table.sections[section] = start..<program.ops.count
    return start..<program.ops.count
  }

  private mutating func compile(_ line: MappingLine, _ table: inout CompiledTable) {
    let target = Int32(program.targets.count)
    for path in line.targets { program.targets.append(makeTarget(path, &table)) }
    let condition = makeGuard(line.condition, &table)
    let done = line.mode == .keep && line.targets.count == 1 ? program.targets[Int(target)].slot : 0
    switch line.action {
    case .constants(let values):
      let range = constants(values, type: FieldID.named(line.targets[0]).type)
      program.ops.append(
        MappingOp(
          code: .constant, mode: line.mode, done: done, target: target, step: Int32(range.lowerBound),
          count: UInt16(range.count), condition: condition))
    case .value(let sources, let calls):
      var op = MappingOp(code: .copy, mode: line.mode, done: done, target: target, condition: condition)
      op.targetCount = UInt8(clamping: line.targets.count)
      compileValue(op, sources, calls.filter { $0.name != .default }, &table)
      if let call = calls.last(where: { $0.name == .default }) {
        let value = MappingLine(
          number: line.number, targets: line.targets, mode: .keep, action: .constants(call.arguments),
          condition: line.condition)
        compile(value, &table)
      }
    }
  }

  private mutating func compileValue(
    _ head: MappingOp, _ sources: [MappingLine.Source], _ calls: [TransformCall], _ table: inout CompiledTable
  ) {
    var op = head
    if !calls.isEmpty { op.code = .chain }
    op.step = Int32(program.steps.count)
    op.stepCount = UInt8(clamping: calls.count)
    op.spreads = calls.last?.name.isSplitter == true
    if op.spreads { op.code = .spread }
    for call in calls { program.steps.append(makeStep(call)) }
    if sources.count == 1, case .field(let path) = sources[0] {
      op.source = table.slot(of: FieldID.named(path))
      op.sourceField = FieldID.named(path)
    } else {
      op.code = .join
      op.part = Int32(program.parts.count)
      op.count = UInt16(clamping: sources.count)
      for source in sources {
        switch source {
        case .field(let path): program.parts.append(JoinPart(slot: table.slot(of: FieldID.named(path))))
        case .literal(let literal): program.parts.append(JoinPart(text: text(literal)))
        }
      }
    }
    program.ops.append(op)
  }

  private mutating func makeGuard(_ condition: MappingLine.Condition?, _ table: inout CompiledTable) -> Int32 {
    guard let condition else { return -1 }
    // Lines under one `when` share a guard.
    if let last = lastCondition, last == condition { return Int32(program.guards.count - 1) }
    lastCondition = condition
    let field = FieldID.named(condition.field)
    var map = -1
    if !condition.values.isEmpty {
      var keys = KeyTable(arity: 1)
      for value in condition.values { _ = keys.insert([value]) }
      program.maps.append(ValueMap(keys: keys, results: [], other: nil, keepsOthers: false))
      map = program.maps.count - 1
    }
    let made = MappingGuard(slot: table.slot(of: field), field: field, map: map, isNegated: condition.isNegated)
    program.guards.append(made)
    return Int32(program.guards.count - 1)
  }

  private func makeTarget(_ path: String, _ table: inout CompiledTable) -> MappingTarget {
    if path == "_" { return MappingTarget(slot: 0, field: FieldID(rawValue: 0), flags: [], coercion: .none) }
    let field = FieldID.named(path)
    let flags: Cell.Flags = Self.listFields.contains(path) ? [.mapped, .list] : .mapped
    return MappingTarget(slot: table.slot(of: field), field: field, flags: flags, coercion: Coercion(field.type.family))
  }

  private mutating func makeStep(_ call: TransformCall) -> MappingStep {
    guard call.name == .map else {
      if call.arguments.isEmpty { return MappingStep(name: call.name) }
      let words = call.arguments.map { $0 == #"\n"# ? "\n" : $0 == #"\t"# ? "\t" : $0 }
      program.arguments.append(words.map { Array($0.utf8) })
      return MappingStep(name: call.name, argument: program.arguments.count - 1, argumentCount: words.count)
    }
    var keys = KeyTable(arity: 1)
    var results: [Range<Int>] = []
    var other: Range<Int>?
    var keepsOthers = false
    for pair in call.arguments {
      // The key ends at the last '=' that is followed by the result; keys may hold '=' themselves only if results do not.
      let place = pair.utf8.firstIndex(of: UInt8(ascii: "=")) ?? pair.startIndex
      let key = String(pair[..<place])
      let result = String(pair[pair.index(after: place)...])
      if key == "*" {
        if result == "*" { keepsOthers = true } else { other = constants(list(result), type: .keyword) }
        continue
      }
      let number = keys.insert([key])
      if number == results.count { results.append(constants(list(result), type: .keyword)) }
    }
    program.maps.append(ValueMap(keys: keys, results: results, other: other, keepsOthers: keepsOthers))
    return MappingStep(name: .map, argument: program.maps.count - 1)
  }

  private func list(_ text: String) -> [String] {
    text.utf8.split(separator: UInt8(ascii: ",")).map { String(Substring($0)) }
  }

  private mutating func text(_ text: String) -> Int {
    if let known = textIndex[text] { return known }
    program.texts.append(Array(text.utf8))
    textIndex[text] = program.texts.count - 1
    return program.texts.count - 1
  }

  /// The range of some values in `constants`, typed for the field that gets them.
  private mutating func constants(_ values: [String], type: FieldType) -> Range<Int> {
    let key = [type.family.rawValue] + values
    if let known = constantIndex[key] { return known }
    let start = program.constants.count
    for value in values { program.constants.append(Self.constant(value, type.family)) }
    constantIndex[key] = start..<program.constants.count
    return start..<program.constants.count
  }

  private static func constant(_ value: String, _ family: ColumnFamily) -> MappingConstant {
    let field = FieldID(rawValue: 0)
    if family == .integer, let number = Int64(value) {
      return MappingConstant(cell: Cell(field: field, kind: .int, bits: UInt64(bitPattern: number)))
    }
    if family == .boolean, value == "true" || value == "false" {
      return MappingConstant(cell: Cell(field: field, kind: .bool, bits: value == "true" ? 1 : 0))
    }
    let text = Array(value.utf8)
    let flags: Cell.Flags = JSONText.isPlain(text.span) ? .plain : []
    return MappingConstant(cell: Cell(field: field, kind: .string, flags: flags, bits: 0), text: text)
  }
}
