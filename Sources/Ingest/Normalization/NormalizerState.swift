public import ECS

/// What one reader keeps while it normalizes: the plans for the shapes of rows it has met, and the constants of the
/// batch.
///
/// Use one state with one builder. The first row of a shape is planned (`RowPlanCompiler`); every further row costs a
/// look at each of its cells to see that it has the shape, and the instructions that its values need.
public struct NormalizerState: Sendable {
  let normalizer: Normalizer
  var compiler = MappingCompiler()
  private var tables: [CompiledTable?]
  var plans = RowPlans()
  /// For each slot the row in which an instruction wrote or noted it last (upper half), and the index of the cell (lower
  /// half). The top bit of the index says that more cells of the field follow.
  var positions: [UInt64] = [0]
  var stamp: UInt64 = 0
  /// The constants as cells of the batch; texts that it does not hold yet have no bits but ones.
  var constants: [Cell] = []
  var texts = BatchTexts()
  var epoch: UInt64 = 0
  var scratch: [UInt8] = []
  var joined: [UInt8] = []
  var arguments = CommandLineArguments()
  /// The words of the current table that count as missing.
  var missing: [UInt64] = []
  private var missingTable = -1
  /// The targets of the current operation that have a value already, as bits.
  var blocked: UInt64 = 0
  /// The number of cells in the row when the current operation began.
  var opStart = 0
  /// For each table what field numbers become: 0 not known yet, 1 dropped, else the number + 2.
  var renamed: [[UInt32]]

  static let several: UInt64 = 0x8000_0000

  /// A state for the tables of a normalizer.
  public init(_ normalizer: Normalizer = .shared) {
    self.normalizer = normalizer
    tables = Array(repeating: nil, count: normalizer.tableCount)
    renamed = Array(repeating: [], count: normalizer.tableCount)
  }

  /// Applies the table of this name; nothing happens if there is none.
  public mutating func apply(_ name: String, to builder: inout BatchBuilder) {
    if let table = normalizer.table(name) { apply(table, to: &builder) }
  }

  /// Applies a table to the builder's current row: call it after the last source cell, before `endRow`. Cells that the row has
  /// then stay as they are, as later rows are compared with it.
  public mutating func apply(_ id: TableID, to builder: inout BatchBuilder) {
    if builder.epoch != epoch { beginBatch(builder.epoch) }
    if missingTable != id.index { open(id) }
    if hasRenames { rename(id, &builder) }
    stamp = stamp == 0x7FFF_FFFF ? 1 : stamp + 1
    if stamp == 1 { for index in positions.indices { positions[index] = 0 } }
    let row = builder.cellCount - builder.rowCellCount
    let (plan, changes) = plans.guess(id.index, epoch, builder) ?? find(id, &builder)
    refresh(plan: plan, &builder)
    run(plans.unit(ofPlan: plan), changes, &builder)
    plans.note(row, ofPlan: plan)
  }

  private var hasRenames = false

  /// Makes a table the current one.
  private mutating func open(_ id: TableID) {
    if tables[id.index] == nil { tables[id.index] = CompiledTable(normalizer.indexedTable(id)) }
    missingTable = id.index
    missing = tables[id.index]?.missing ?? []
    hasRenames = tables[id.index]?.index.renames.isEmpty == false
  }

  private mutating func rename(_ id: TableID, _ builder: inout BatchBuilder) {
    if let renames = tables[id.index]?.index.renames { rename(renames, id.index, &builder) }
  }

  private mutating func beginBatch(_ epoch: UInt64) {
    self.epoch = epoch
    for index in constants.indices where constants[index].kind == .string { constants[index].bits = .max }
    texts.forget()
  }

  private mutating func refresh(plan: Int, _ builder: inout BatchBuilder) {
    if plans.unit(ofPlan: plan).epoch == epoch { return }
    for index in plans.constants(ofPlan: plan) { _ = constant(index, &builder) }
    let constants = constants
    plans.refresh(plan: plan, epoch) { constants[$0] }
  }

  /// The index of the first cell in a slot's field, or -1.
  @inline(__always)
  func position(_ slot: UInt16) -> Int {
    let value = positions[Int(slot)]
    return value >> 32 == stamp ? Int(value & 0x7FFF_FFFF) : -1
  }

  // MARK: Plans

  /// The plan for a row that was not expected, and what is to be followed of it. The lines before the entry have been run when
  /// this returns.
  private mutating func find(_ id: TableID, _ builder: inout BatchBuilder) -> (plan: Int, RowChanges) {
    guard var table = tables[id.index] else { preconditionFailure("the table is open") }
    // Taken out while it changes, so that nothing is copied.
    tables[id.index] = nil
    defer { tables[id.index] = table }
    if plans.isFull { plans = RowPlans() }
    let (known, hash) = plans.shape(id.index, builder)
    let shape = known ?? addShape(id, &table, hash, builder)
    let before = plans.before(ofShape: shape)
    if !before.code.isEmpty {
      for index in plans.constants(ofShape: shape) { _ = constant(index, &builder) }
      let constants = constants
      plans.refresh(shape: shape, epoch) { constants[$0] }
      run(before, .all, &builder)
    }
    let (section, keys) = section(of: table, shape, &builder)
    let plan = plans.plan(section, ofShape: shape) ?? addPlan(section, &table, shape)
    plans.use(plan, keys: before.code.isEmpty ? keys : nil, builder)
    return (plan, plans.changes(ofPlan: plan, epoch, builder))
  }

  private mutating func addShape(
    _ id: TableID, _ table: inout CompiledTable, _ hash: UInt64, _ builder: borrowing BatchBuilder
  ) -> Int {
    let words = plans.keepWords(builder)
    let lines = compiler.operations(of: .before, &table)
    var planner = RowPlanCompiler(plans.words.span.extracting(words), table, compiler.program)
    planner.add(lines)
    let before = planner.finishFirst()
    makeRoom(table)
    return plans.addShape(
      RowPlans.Shape(table: id.index, words: words, before: plans.addUnit(before, planner.blocks)), hash: hash)
  }

  private mutating func addPlan(
    _ section: IndexedTable.Section, _ table: inout CompiledTable, _ shape: Int
  ) -> Int {
    let before = compiler.operations(of: .before, &table)
    let parts = [.always, section, .finally].map { compiler.operations(of: $0, &table) }
    makeRoom(table)
    var planner = RowPlanCompiler(plans.words.span.extracting(plans.words(ofShape: shape)), table, compiler.program)
    planner.add(before)
    _ = planner.finishFirst()
    for part in parts { planner.add(part) }
    let unit = plans.addUnit(planner.finish(), planner.blocks)
    return plans.addPlan(unit, section, ofShape: shape, isRepeatable: !planner.replaces)
  }

  /// Makes place for the slots and constants of what was compiled.
  private mutating func makeRoom(_ table: CompiledTable) {
    while positions.count <= table.slotCount { positions.append(0) }
    while constants.count < compiler.program.constants.count {
      var cell = compiler.program.constants[constants.count].cell
      if cell.kind == .string { cell.bits = .max }
      constants.append(cell)
    }
  }

  /// The section for the row's key values, and the cells that these are in (-1 for a value that is not there).
  private func section(
    of table: CompiledTable, _ shape: Int, _ builder: inout BatchBuilder
  ) -> (IndexedTable.Section, [Int32]) {
    let places = table.keySlots.map { slot in keyPlace(slot, table, shape) }
    guard let first = places.first, first >= 0 else { return (.fallback, places) }
    let probe = KeyTable.Probe(builder[rowCell: Int(first)], in: &builder)
    var other: KeyTable.Probe?
    if places.count > 1, places[1] >= 0 { other = KeyTable.Probe(builder[rowCell: Int(places[1])], in: &builder) }
    let found = table.index.keys.entry(probe, other, in: &builder)
    return (found < 0 ? .fallback : .entry(found), places)
  }

  /// Where the first value of a key is: where the lines before the entry put it, else where the source has it.
  private func keyPlace(_ slot: UInt16, _ table: CompiledTable, _ shape: Int) -> Int32 {
    let written = position(slot)
    if written >= 0 { return Int32(written) }
    let words = plans.words.span.extracting(plans.words(ofShape: shape))
    for index in words.indices {
      let (field, kind) = RowPlans.parts(of: words[index])
      if kind != .null, field.index < table.slotOfField.count, table.slotOfField[field.index] == slot {
        return Int32(index)
      }
    }
    return -1
  }
}
