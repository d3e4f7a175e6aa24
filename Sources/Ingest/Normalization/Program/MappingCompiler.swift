import ECS

/// Compiles parsed tables into one program.
struct MappingCompiler {
  private(set) var program = MappingProgram()
  private var textIndex: [String: Int] = [:]
  private var constantIndex: [[String]: Range<Int>] = [:]
  private var slots: [FieldID: UInt16] = [:]
  private static let listFields = Set(ECSSchema.fields.filter(\.isList).map(\.path))

  /// Compiles the parts of one table; they share a name and keys.
  mutating func compile(_ parts: [MappingTable]) -> CompiledTable {
    slots = [:]
    let keys = parts.first { !$0.keys.isEmpty }?.keys ?? []
    let keySlots = keys.map { slot(of: $0) }
    var keyTable = KeyTable(arity: max(keys.count, 1))
    var lines: [[MappingLine]] = []
    for entry in parts.flatMap(\.entries) {
      for key in entry.keys {
        let number = keyTable.insert(key)
        if number == lines.count { lines.append([]) }
        lines[number] += entry.lines
      }
    }
    appendWildcards(parts, &keyTable, &lines)
    let before = compile(parts.flatMap(\.before))
    let always = compile(parts.flatMap(\.always))
    let groups = lines.map { compile($0) }
    let fallback = compile(parts.flatMap(\.fallback))
    let finally = compile(parts.flatMap(\.finally))
    var slotOfField = [UInt16](repeating: 0, count: (slots.keys.map(\.index).max() ?? 0) + 1)
    for (field, slot) in slots { slotOfField[field.index] = slot }
    return CompiledTable(
      name: parts.first?.name ?? "", keySlots: keySlots, keys: keyTable, slotOfField: slotOfField, groups: groups,
      fallback: fallback, before: before, always: always, finally: finally,
      missing: parts.flatMap(\.missing).map(Self.word), renames: parts.flatMap(\.renames))
  }

  /// The lines of `entry P *` serve the entries `P x` too, after their own.
  private func appendWildcards(_ parts: [MappingTable], _ keyTable: inout KeyTable, _ lines: inout [[MappingLine]]) {
    var wildcards: [Int: [MappingLine]] = [:]
    var numbers = Set<[Int]>()
    for key in parts.flatMap(\.entries).flatMap(\.keys) where key.last != "*" {
      let number = keyTable.insert(key)
      var general = key
      general[general.count - 1] = "*"
      // `insert` of an unknown key would make one; those without lines are left out again by count.
      let before = keyTable.count
      var probe = keyTable
      let other = probe.insert(general)
      guard probe.count == before, numbers.insert([number, other]).inserted else { continue }
      wildcards[number] = lines[other]
    }
    for (number, more) in wildcards { lines[number] += more }
  }

  private static func word(_ text: String) -> UInt64 {
    var word: UInt64 = 0
    for (index, byte) in text.utf8.prefix(8).enumerated() { word |= UInt64(byte) << UInt64(8 * index) }
    return word
  }

  private mutating func slot(of path: String) -> UInt16 {
    let field = FieldID.named(path)
    if let slot = slots[field] { return slot }
    let slot = UInt16(clamping: slots.count + 1)
    slots[field] = slot
    return slot
  }

  private mutating func compile(_ lines: [MappingLine]) -> Range<Int> {
    let start = program.ops.count
    for line in lines { compile(line) }
    return start..<program.ops.count
  }

  private mutating func compile(_ line: MappingLine) {
    let target = Int32(program.targets.count)
    for path in line.targets { program.targets.append(makeTarget(path)) }
    let done = line.mode == .keep && line.targets.count == 1 ? program.targets[Int(target)].slot : 0
    switch line.action {
    case .constants(let values):
      let range = constants(values, type: FieldID.named(line.targets[0]).type)
      program.ops.append(
        MappingOp(
          code: .constant, mode: line.mode, done: done, target: target, step: Int32(range.lowerBound),
          count: UInt16(range.count)))
    case .value(let sources, let calls):
      compileValue(line, sources, calls.filter { $0.name != .default }, target, done: done)
      if let call = calls.last(where: { $0.name == .default }) {
        let value = MappingLine(
          number: line.number, targets: line.targets, mode: .keep, action: .constants(call.arguments))
        compile(value)
      }
    }
  }

  private mutating func compileValue(
    _ line: MappingLine, _ sources: [MappingLine.Source], _ calls: [TransformCall], _ target: Int32,
    done: UInt16
  ) {
    var op = MappingOp(code: calls.isEmpty ? .copy : .chain, mode: line.mode, done: done, target: target)
    op.targetCount = UInt8(clamping: line.targets.count)
    op.step = Int32(program.steps.count)
    op.stepCount = UInt8(clamping: calls.count)
    op.spreads = calls.last?.name.isSplitter == true
    if op.spreads { op.code = .spread }
    for call in calls { program.steps.append(makeStep(call)) }
    if sources.count == 1, case .field(let path) = sources[0] {
      op.source = slot(of: path)
      op.sourceField = FieldID.named(path)
    } else {
      op.code = .join
      op.part = Int32(program.parts.count)
      op.count = UInt16(clamping: sources.count)
      for source in sources {
        switch source {
        case .field(let path): program.parts.append(JoinPart(slot: slot(of: path)))
        case .literal(let literal): program.parts.append(JoinPart(text: text(literal)))
        }
      }
    }
    program.ops.append(op)
  }

  private mutating func makeTarget(_ path: String) -> MappingTarget {
    if path == "_" { return MappingTarget(slot: 0, field: FieldID(rawValue: 0), flags: [], coercion: .none) }
    let field = FieldID.named(path)
    let flags: Cell.Flags = Self.listFields.contains(path) ? [.mapped, .list] : .mapped
    return MappingTarget(slot: slot(of: path), field: field, flags: flags, coercion: Coercion(field.type.family))
  }

  private mutating func makeStep(_ call: TransformCall) -> MappingStep {
    guard call.name == .map else {
      let indices = call.arguments.map { text($0 == #"\n"# ? "\n" : $0 == #"\t"# ? "\t" : $0) }
      return MappingStep(name: call.name, argument: program.parts.count, argumentCount: appendParts(indices))
    }
    var keys = KeyTable(arity: 1)
    var results: [Range<Int>] = []
    var other: Range<Int>?
    var keepsOthers = false
    for pair in call.arguments {
      // The key ends at the last '=' that is followed by the result; keys may hold '=' themselves only if results do not.
      let place = pair.firstIndex(of: "=") ?? pair.startIndex
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
    text.split(separator: ",").map(String.init)
  }

  /// Arguments lie together in `parts`, as indices of texts.
  private mutating func appendParts(_ texts: [Int]) -> Int {
    for text in texts { program.parts.append(JoinPart(text: text)) }
    return texts.count
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
