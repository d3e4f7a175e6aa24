import ECS

/// Runs plans over records: the reader's inner loop.
///
/// Holds what is remembered between records: the plans compiled so far, and which template of the current chunk has
/// which plan.
struct BinXMLRunner {
  private(set) var library = PlanLibrary()
  private var chunkPlans = ChunkPlanTable()
  private let seed: UInt64
  /// The values of the instances being run, innermost last: the first `valueCount` of these.
  private var values: [BinXMLValue] = []
  private var valueCount = 0
  /// Whether plain steps are followed by `BinXMLPlainSteps`. Without that the cells are the same (a test says so).
  private let followsPlainSteps: Bool
  private var paramFields: [FieldID] = []
  /// Values beyond the first in lists of the current record's unnamed `<Data>`.
  private var extraData = 0
  private var budget = ExpansionBudget()
  /// Bytes in the builder when the current record began.
  private var rowBytes = 0
  private var repeats = RepeatedValues()
  private var instances = RepeatedInstances()
  /// `TimeCreated` of the current record.
  private(set) var timeCreated: Timestamp?

  /// `seed` keeps files from being made so that two templates are taken for one.
  init(seed: UInt64, followsPlainSteps: Bool = true) {
    self.seed = seed
    self.followsPlainSteps = followsPlainSteps
  }

  /// Forgets what belongs to the last chunk.
  mutating func beginChunk() {
    if library.isFull {
      library = PlanLibrary()
      instances = RepeatedInstances()
    }
    chunkPlans.removeAll()
    budget = ExpansionBudget()
    repeats.forget()
    instances.beginChunk()
  }

  /// Ends a chunk: what is to be remembered of its bytes is copied.
  mutating func endChunk(_ chunk: borrowing Span<UInt8>) { instances.endChunk(chunk) }

  /// Appends the cells of one record, whose binary XML is `range` of the chunk.
  mutating func run(
    record range: Range<Int>, _ chunk: borrowing Span<UInt8>, into builder: inout BatchBuilder
  ) throws(BinXMLError) {
    valueCount = 0
    extraData = 0
    timeCreated = nil
    rowBytes = builder.byteCount
    if repeats.begin(builder.epoch) { instances.forget() }
    let cells = builder.rowCellCount
    defer { budget.spend(bytes: builder.byteCount - rowBytes, cells: builder.rowCellCount - cells) }
    try fragment(range, role: 0, depth: 0, isValue: false, chunk, &builder)
  }

  // MARK: Fragments and instances

  /// Runs a fragment: a template instance, or elements.
  private mutating func fragment(
    _ range: Range<Int>, role: UInt16, depth: Int, isValue: Bool, _ chunk: borrowing Span<UInt8>,
    _ builder: inout BatchBuilder
  ) throws(BinXMLError) {
    var position = range.lowerBound
    while position < range.upperBound {
      switch chunk[position] & ~BinXMLToken.moreFlag {
      case BinXMLToken.fragmentHeader: position += 4
      case BinXMLToken.endOfFragment: return
      case BinXMLToken.templateInstance:
        position = try instance(position, end: range.upperBound, role: role, depth: depth, chunk, &builder)
      case BinXMLToken.openElement:
        return try elements(position..<range.upperBound, role: role, depth: depth, isValue: isValue, chunk, &builder)
      default: throw BinXMLError(.token, at: position)
      }
    }
    guard position == range.upperBound else { throw BinXMLError(.truncated, at: position) }
  }

  /// Runs elements that stand in the record itself.
  private mutating func elements(
    _ range: Range<Int>, role: UInt16, depth: Int, isValue: Bool, _ chunk: borrowing Span<UInt8>,
    _ builder: inout BatchBuilder
  ) throws(BinXMLError) {
    var plan = chunkPlans.plan(at: range.lowerBound, role: role)
    if plan == nil {
      let children = try Self.parse(range, isValue: isValue, chunk)
      plan = library.compile(children, role: role, fingerprint: nil)
      if let plan { chunkPlans.insert(plan, at: range.lowerBound, role: role) }
    }
    if let plan { try run(plan, of: nil, base: valueCount, depth: depth, chunk, &builder) }
  }

  /// Whether start tags inside values hold a dependency identifier differs between writers; one reading fits.
  private static func parse(
    _ range: Range<Int>, isValue: Bool, _ chunk: borrowing Span<UInt8>
  ) throws(BinXMLError) -> [BinXMLElement.Child] {
    do {
      var parser = BinXMLParser(at: range.lowerBound, end: range.upperBound, hasDependency: !isValue)
      return try parser.fragment(chunk)
    } catch {
      var parser = BinXMLParser(at: range.lowerBound, end: range.upperBound, hasDependency: isValue)
      if let children = try? parser.fragment(chunk) { return children }
      throw error
    }
  }

  /// Runs the template instance at an offset and returns the offset behind it.
  private mutating func instance(
    _ offset: Int, end: Int, role: UInt16, depth: Int, _ chunk: borrowing Span<UInt8>, _ builder: inout BatchBuilder
  ) throws(BinXMLError) -> Int {
    guard depth < BinXMLLimits.instanceDepth else { throw BinXMLError(.depth, at: offset) }
    let instance = try BinXMLInstance(chunk, at: offset, end: end)
    let base = valueCount
    while values.count < base + instance.count { values.append(.null) }
    let known = chunkPlans.plan(at: instance.definition, role: role)
    if let known, let behind = try repeated(instance, known, end: end, depth: depth, chunk, &builder) { return behind }
    let behind = instance.read(
      chunk, from: 0, at: instance.descriptors + instance.count * 4, to: &values, base: base)
    guard behind <= end else { throw BinXMLError(.truncated, at: behind) }
    var plan = known ?? -1
    if plan < 0 {
      plan = try self.plan(for: instance.definition, role: role, chunk)
      // The first of a chunk is compared with one of the chunk before.
      if let behind = try repeated(instance, plan, end: end, depth: depth, chunk, &builder) { return behind }
    }
    valueCount = base + instance.count
    try run(plan, of: instance, base: base, depth: depth + 1, chunk, &builder)
    valueCount = base
    return behind
  }

  /// Runs an instance whose values have the types of those that its plan was run for last.
  @inline(__always)
  private mutating func repeated(
    _ instance: BinXMLInstance, _ plan: Int, end: Int, depth: Int, _ chunk: borrowing Span<UInt8>,
    _ builder: inout BatchBuilder
  ) throws(BinXMLError) -> Int? {
    let base = valueCount
    guard followsPlainSteps,
      let rest = instances.append(instance, plan, library.steps, chunk, &builder, &timeCreated)
    else { return nil }
    let behind = instance.read(chunk, from: rest.value, at: rest.offset, to: &values, base: base)
    guard behind <= end else { throw BinXMLError(.truncated, at: behind) }
    let range = library.plans[plan]
    guard budget.allows(steps: range.count, bytes: 0) else { throw BinXMLError(.expansion, at: 0) }
    valueCount = base + instance.count
    try go(on: rest.stop..<range.upperBound, base: base, count: instance.count, depth: depth + 1, chunk, &builder)
    valueCount = base
    return behind
  }

  /// The plan of a template definition that the chunk has not used yet, compiled on first sight.
  private mutating func plan(
    for definition: Int, role: UInt16, _ chunk: borrowing Span<UInt8>
  ) throws(BinXMLError) -> Int {
    let layout = try BinXMLDefinition(chunk, at: definition)
    let fingerprint = BinXMLFingerprint.of(layout, chunk, seed: seed)
    if let fingerprint, let known = library.plan(fingerprint, role: role) {
      chunkPlans.insert(known, at: definition, role: role)
      return known
    }
    var parser = BinXMLParser(at: layout.fragment.lowerBound, end: layout.fragment.upperBound)
    let plan = library.compile(try parser.fragment(chunk), role: role, fingerprint: fingerprint)
    chunkPlans.insert(plan, at: definition, role: role)
    return plan
  }

  // MARK: Steps

  private mutating func run(
    _ plan: Int, of instance: BinXMLInstance?, base: Int, depth: Int, _ chunk: borrowing Span<UInt8>,
    _ builder: inout BatchBuilder
  ) throws(BinXMLError) {
    let range = library.plans[plan]
    let count = instance?.count ?? 0
    repeats.makeRoom(range.upperBound)
    guard budget.allows(steps: range.count, bytes: 0) else { throw BinXMLError(.expansion, at: 0) }
    var index = range.lowerBound
    if followsPlainSteps {
      let first = builder.rowCellCount
      index = followPlainSteps(range, base: base, count: count, chunk, &builder)
      if let instance {
        instances.note(
          instance, plan, range, stop: index, first..<builder.rowCellCount, library.steps, values, from: base,
          builder, timeCreated)
      }
    }
    try go(on: index..<range.upperBound, base: base, count: count, depth: depth, chunk, &builder)
  }

  /// Does the steps of a range, of which the first is not plain.
  private mutating func go(
    on range: Range<Int>, base: Int, count: Int, depth: Int, _ chunk: borrowing Span<UInt8>,
    _ builder: inout BatchBuilder
  ) throws(BinXMLError) {
    var index = range.lowerBound
    while index < range.upperBound {
      try perform(index, base: base, count: count, depth: depth, chunk, &builder)
      index += 1
      if followsPlainSteps, index < range.upperBound {
        index = followPlainSteps(index..<range.upperBound, base: base, count: count, chunk, &builder)
      }
    }
    guard budget.allows(steps: 0, bytes: builder.byteCount - rowBytes) else { throw BinXMLError(.expansion, at: 0) }
  }

  /// Follows steps up to one that is not plain, and returns the number of that.
  @inline(__always)
  private mutating func followPlainSteps(
    _ range: Range<Int>, base: Int, count: Int, _ chunk: borrowing Span<UInt8>, _ builder: inout BatchBuilder
  ) -> Int {
    Self.follow(range, library.steps, values, base..<base + count, &repeats, chunk, &builder, &timeCreated)
  }

  @inline(__always)
  private static func follow(
    _ range: Range<Int>, _ steps: borrowing [PlanStep], _ values: borrowing [BinXMLValue], _ place: Range<Int>,
    _ repeats: inout RepeatedValues, _ chunk: borrowing Span<UInt8>, _ builder: inout BatchBuilder,
    _ time: inout Timestamp?
  ) -> Int {
    let steps = steps.span
    let values = values.span.extracting(place)
    return builder.withOpenRow(room: range.count) { row, bytes, _ in
      repeats.withMemories { memories, state in
        BinXMLPlainSteps.follow(range, steps, values, &memories, state, chunk, &row, &bytes, time: &time)
      }
    }
  }

  /// Does what a step says, whatever it is.
  private mutating func perform(
    _ index: Int, base: Int, count: Int, depth: Int, _ chunk: borrowing Span<UInt8>, _ builder: inout BatchBuilder
  ) throws(BinXMLError) {
    let step = library.steps[index]
    let slot = Int(step.slot)
    let value = slot < count ? values[base &+ slot] : .null
    if value.type == BinXMLValueType.binaryXML, value.size > 0, step.operation.usesSlot {
      return try fragment(value.range, role: step.role, depth: depth, isValue: true, chunk, &builder)
    }
    switch step.operation {
    case .value: append(value, step, chunk, &builder)
    case .unnamedData: appendUnnamed(value, step, chunk, &builder)
    case .constant: appendConstant(step, index, &builder)
    case .joined: appendJoined(step, base: base, count: count, chunk, &builder)
    case .dynamicName:
      let name = Int(step.ordinal) < count ? values[base &+ Int(step.ordinal)] : .null
      var named = step
      named.field = dynamicField(name, chunk)
      append(value, named, chunk, &builder)
    case .instance:
      _ = try instance(
        step.range.lowerBound, end: step.range.upperBound, role: step.role, depth: depth, chunk, &builder)
    }
  }

  private mutating func append(
    _ value: BinXMLValue, _ step: PlanStep, _ chunk: borrowing Span<UInt8>, _ builder: inout BatchBuilder
  ) {
    if step.omitsNull, value.isNull { return }
    switch step.conversion {
    case .none: BinXMLCells.append(value, step.field, chunk, &builder)
    case .integer: BinXMLCells.appendInteger(value, step.field, chunk, &builder)
    case .time: timeCreated = BinXMLCells.appendTime(value, step.field, chunk, &builder) ?? timeCreated
    }
  }

  /// A list in a `<Data>` without a name stands for as many `<Data>`.
  private mutating func appendUnnamed(
    _ value: BinXMLValue, _ step: PlanStep, _ chunk: borrowing Span<UInt8>, _ builder: inout BatchBuilder
  ) {
    var index = Int(step.ordinal) + extraData
    if value.type & BinXMLValueType.arrayFlag != 0, !value.isNull {
      var items = BinXMLItems(value)
      while let item = items.next(chunk) {
        BinXMLCells.append(item, paramField(index), chunk, &builder)
        index += 1
        extraData += 1
      }
      extraData -= 1
    } else {
      BinXMLCells.append(value, paramField(index), chunk, &builder)
    }
  }

  private mutating func appendConstant(_ step: PlanStep, _ index: Int, _ builder: inout BatchBuilder) {
    if !step.isUnnamed, step.conversion != .time {
      if let cell = repeats.constant(index) { return builder.append(cell) }
      let count = builder.rowCellCount
      _ = library.appendConstant(step, to: step.field, &builder)
      return repeats.rememberConstant(index, after: count, builder)
    }
    if let time = library.appendConstant(step, to: field(of: step), &builder) { timeCreated = time }
  }

  private mutating func appendJoined(
    _ step: PlanStep, base: Int, count: Int, _ chunk: borrowing Span<UInt8>, _ builder: inout BatchBuilder
  ) {
    let start = builder.beginString()
    for index in step.range {
      let part = library.parts[index]
      if part.isSlot {
        let value = Int(part.slot) < count ? values[base &+ Int(part.slot)] : .null
        builder.withAppended { bytes in _ = BinXMLText.append(value, chunk, to: &bytes) }
      } else {
        builder.withAppended { bytes in bytes.append(copying: library.constants.span.extracting(part.range)) }
      }
    }
    builder.endString(field(of: step), from: start)
  }

  // MARK: Names made by records

  private mutating func field(of step: PlanStep) -> FieldID {
    step.isUnnamed ? paramField(Int(step.ordinal) + extraData) : step.field
  }

  /// The field of the `index`-th unnamed `<Data>`, counted from 0: `param1`, `param2`, … as Winlogbeat numbers them.
  private mutating func paramField(_ index: Int) -> FieldID {
    guard index >= 0, index < 4_096 else { return PlanLibrary.overflowField }
    while paramFields.count <= index { paramFields.append(.named("winlog.event_data.param\(paramFields.count + 1)")) }
    return paramFields[index]
  }

  private mutating func dynamicField(_ name: BinXMLValue, _ chunk: borrowing Span<UInt8>) -> FieldID {
    var text: [UInt8] = []
    _ = BinXMLText.append(name, chunk, to: &text)
    return library.field("winlog.event_data.\(String(decoding: text, as: UTF8.self))")
  }
}
