import ECS

/// The plans of all shapes of rows met: what each table does with rows that have certain fields of certain kinds in a
/// certain order. Flat arrays, so that following a plan touches no reference counts.
///
/// A plan is found by the shape and by the entry that the key values choose. Events come in patterns, so the first
/// guess is the plan that followed the last one before; it fits when shape and key values are the same.
struct RowPlans: Sendable {
  /// Plans and words of shapes kept at a time; hostile input with endless shapes only costs the planning.
  static let maximumPlans = 4_096
  static let maximumWords = 1 << 20

  /// Instructions and the constants that they append.
  struct Unit: Sendable {
    var code: Range<Int>
    var blocks: Range<Int>
    /// The most cells that the instructions which are not `general` append.
    var room: Int
    /// The place in `starts` of the first instruction.
    var trace: Int
    /// The state of the builder's bytes that the constants belong to.
    var epoch: UInt64 = 0
  }

  /// A shape of rows in a table.
  struct Shape: Sendable {
    var table: Int
    var words: Range<Int>
    /// The table's lines before the entry is looked for.
    var before: Unit
  }

  /// The value that a key had when a plan was chosen.
  private struct KeyValue: Sendable {
    /// The cell; -1 when the row has none.
    var cell: Int32 = -1
    var bits: UInt64 = 0
    /// The range of a text in `texts`.
    var text: Range<Int>?
  }

  private struct Plan: Sendable {
    var table: Int
    var words: Range<Int>
    var unit: Unit
    var first = KeyValue()
    var second = KeyValue()
    /// The cells of both, as bits.
    var keys: UInt64 = 0
    /// Whether the key values above say all there is to know.
    var isGuessable = false
    /// The first cell in the batch of the row that was planned so last; -1 when there is none.
    var row = -1
    var reach: RowReach
    /// Whether what instructions made of a row can be taken over by later ones.
    var isRepeatable: Bool
    /// The plan that was used after this one the last time, and another that was before.
    var following = -1
    var other = -1
  }

  private struct PlanKey: Hashable {
    var shape: Int
    var section: IndexedTable.Section
  }

  private(set) var code: [RowInstruction] = []
  /// For each instruction the number of cells that the row had when it was followed last, and behind those of a unit how many
  /// it had then.
  private var starts: [UInt32] = []
  private(set) var blocks: [Cell] = []
  private var blockConstants: [Int32] = []
  private(set) var words: [UInt64] = []
  private var shapes: [Shape] = []
  private var shapeNumbers: [UInt64: Int] = [:]
  private var plans: [Plan] = []
  private var planNumbers: [PlanKey: Int] = [:]
  private var texts: [UInt8] = []
  private var last = -1

  /// Whether so much is kept that it is better to start afresh.
  var isFull: Bool { plans.count >= Self.maximumPlans || words.count >= Self.maximumWords }

  /// What counts of a cell for the shape of its row.
  @inline(__always)
  static func word(_ cell: Cell) -> UInt64 { cell.fieldAndKind }

  /// The field and kind in a word.
  static func parts(of word: UInt64) -> (FieldID, Cell.Kind) {
    (
      FieldID(rawValue: UInt32(truncatingIfNeeded: word)),
      Cell.Kind(rawValue: UInt8(truncatingIfNeeded: word &>> 32)) ?? .null
    )
  }

  // MARK: Guessing

  /// The plan for the row if it is the expected one, and what is to be followed of it; `nil` otherwise.
  @inline(__always)
  mutating func guess(_ table: Int, _ epoch: UInt64, _ builder: borrowing BatchBuilder) -> (plan: Int, RowChanges)? {
    guard last >= 0 else { return nil }
    let number = plans[last].following
    guard number >= 0 else { return nil }
    if let changes = fit(number, table, epoch, builder) {
      last = number
      return (number, changes)
    }
    let other = plans[last].other
    guard other >= 0, let changes = fit(other, table, epoch, builder) else { return nil }
    (plans[last].following, plans[last].other) = (other, number)
    last = other
    return (other, changes)
  }

  /// What is to be followed of a plan for the row, if it is one for such rows.
  @inline(__always)
  private func fit(_ number: Int, _ table: Int, _ epoch: UInt64, _ builder: borrowing BatchBuilder) -> RowChanges? {
    guard plans[number].table == table, plans[number].isGuessable else { return nil }
    if plans[number].unit.epoch == epoch, plans[number].row >= 0 {
      guard let cells = builder.changes(from: plans[number].row, count: plans[number].words.count) else { return nil }
      // Key values that are the same need no look.
      if cells & plans[number].keys != 0, !hasKeys(number, builder) { return nil }
      return plans[number].reach.changes(cells, from: plans[number].row)
    }
    return matches(plans[number].words, builder) && hasKeys(number, builder) ? .all : nil
  }

  private func hasKeys(_ number: Int, _ builder: borrowing BatchBuilder) -> Bool {
    has(plans[number].first, builder) && has(plans[number].second, builder)
  }

  /// What is to be followed of a plan that was looked up for the row.
  func changes(ofPlan number: Int, _ epoch: UInt64, _ builder: borrowing BatchBuilder) -> RowChanges {
    guard plans[number].unit.epoch == epoch, plans[number].row >= 0,
      let cells = builder.changes(from: plans[number].row, count: plans[number].words.count)
    else { return .all }
    return plans[number].reach.changes(cells, from: plans[number].row)
  }

  /// Notes the row that a plan has been followed for, by its first cell in the batch.
  @inline(__always)
  mutating func note(_ row: Int, ofPlan number: Int) {
    if plans[number].isRepeatable { plans[number].row = row }
  }

  @inline(__always)
  private func has(_ key: KeyValue, _ builder: borrowing BatchBuilder) -> Bool {
    guard key.cell >= 0 else { return true }
    let cell = builder[rowCell: Int(key.cell)]
    guard let range = key.text else { return cell.bits == key.bits }
    return builder.withBytes(of: cell) { text in text.isSame(as: texts.span.extracting(range)) }
  }

  @inline(__always)
  private func matches(_ range: Range<Int>, _ builder: borrowing BatchBuilder) -> Bool {
    builder.withRowCells { row in
      guard row.count == range.count else { return false }
      let expected = words.span.extracting(range)
      for index in row.indices where Self.word(row[index]) != expected[index] { return false }
      return true
    }
  }

  /// The instructions of a plan.
  func unit(ofPlan number: Int) -> Unit { plans[number].unit }

  /// Lends out all instructions, the constants of all blocks and the traces of all units.
  @inline(__always)
  mutating func withCode(
    _ body: (borrowing Span<RowInstruction>, borrowing Span<Cell>, inout MutableSpan<UInt32>) -> Int
  ) -> Int {
    Self.lend(code, blocks, &starts, body)
  }

  @inline(__always)
  private static func lend(
    _ code: borrowing [RowInstruction], _ blocks: borrowing [Cell], _ starts: inout [UInt32],
    _ body: (borrowing Span<RowInstruction>, borrowing Span<Cell>, inout MutableSpan<UInt32>) -> Int
  ) -> Int {
    let code = code.span
    let blocks = blocks.span
    var starts = starts.mutableSpan
    return body(code, blocks, &starts)
  }

  /// Notes how many cells the row has where an instruction of a unit is followed.
  @inline(__always)
  mutating func trace(_ index: Int, of unit: Unit, _ count: Int) {
    starts[unit.trace &+ index &- unit.code.lowerBound] = UInt32(truncatingIfNeeded: count)
  }

  /// How many cells the row had behind the last instruction of a unit.
  func length(of unit: Unit) -> Int { Int(starts[unit.trace + unit.code.count]) }

  // MARK: Looking up

  /// The shape of the row, if it is known, and its hash.
  func shape(_ table: Int, _ builder: borrowing BatchBuilder) -> (number: Int?, hash: UInt64) {
    let hash = builder.withRowCells { row in
      var hash = ByteHash()
      hash.combine(UInt64(table))
      for index in row.indices { hash.combine(Self.word(row[index])) }
      return hash.value
    }
    guard let number = shapeNumbers[hash], shapes[number].table == table, matches(shapes[number].words, builder) else {
      return (nil, hash)
    }
    return (number, hash)
  }

  func before(ofShape number: Int) -> Unit { shapes[number].before }

  func words(ofShape number: Int) -> Range<Int> { shapes[number].words }

  func plan(_ section: IndexedTable.Section, ofShape shape: Int) -> Int? {
    planNumbers[PlanKey(shape: shape, section: section)]
  }

  // MARK: Adding

  /// Keeps the words of a row.
  mutating func keepWords(_ builder: borrowing BatchBuilder) -> Range<Int> {
    let start = words.count
    builder.withRowCells { row in
      for index in row.indices { words.append(Self.word(row[index])) }
    }
    return start..<words.count
  }

  mutating func addShape(_ shape: Shape, hash: UInt64) -> Int {
    shapes.append(shape)
    shapeNumbers[hash] = shapes.count - 1
    return shapes.count - 1
  }

  mutating func addPlan(
    _ unit: Unit, _ section: IndexedTable.Section, ofShape shape: Int, isRepeatable: Bool
  ) -> Int {
    let words = shapes[shape].words
    plans.append(
      Plan(
        table: shapes[shape].table, words: words, unit: unit,
        reach: RowReach(Array(code[unit.code]), cells: words.count),
        isRepeatable: isRepeatable && shapes[shape].before.code.isEmpty))
    planNumbers[PlanKey(shape: shape, section: section)] = plans.count - 1
    return plans.count - 1
  }

  /// Keeps compiled instructions and their constants.
  mutating func addUnit(_ instructions: [RowInstruction], _ cells: [RowPlanCompiler.BlockCell]) -> Unit {
    let start = code.count
    let block = blocks.count
    let trace = starts.count
    starts.append(contentsOf: repeatElement(0, count: instructions.count + 1))
    for var step in instructions {
      if step.code == .constants { step.source += Int32(block) }
      code.append(step)
    }
    for cell in cells {
      blocks.append(cell.cell)
      blockConstants.append(cell.constant)
    }
    let room = instructions.reduce(0) { room, step in
      switch step.code {
      case .constants: room + Int(step.count)
      case .move, .copy, .number, .chain: room + 1
      case .general, .seed, .test: room
      }
    }
    return Unit(code: start..<code.count, blocks: block..<blocks.count, room: room, trace: trace)
  }

  /// Notes that a plan was used, and with which key values if those alone decide.
  mutating func use(_ number: Int, keys: [Int32]?, _ builder: borrowing BatchBuilder) {
    if last >= 0 { (plans[last].following, plans[last].other) = (number, plans[last].following) }
    last = number
    // The key values of a plan rarely change.
    if plans[number].isGuessable, keys != nil, has(plans[number].first, builder), has(plans[number].second, builder) {
      return
    }
    plans[number].isGuessable = false
    plans[number].keys = 0
    guard let keys else { return }
    for (index, cell) in keys.enumerated() {
      guard let value = keep(cell, builder) else { return }
      if index == 0 { plans[number].first = value } else { plans[number].second = value }
      if cell >= 0 { plans[number].keys |= RowChanges.bit(ofCell: Int(cell)) }
    }
    plans[number].isGuessable = true
  }

  private mutating func keep(_ place: Int32, _ builder: borrowing BatchBuilder) -> KeyValue? {
    guard place >= 0 else { return KeyValue() }
    let cell = builder[rowCell: Int(place)]
    guard cell.hasBytes else { return KeyValue(cell: place, bits: cell.bits) }
    // Long values, and those that come in ever new forms, are looked up each time.
    guard cell.range.count <= 96, texts.count < 1 << 20 else { return nil }
    let start = texts.count
    builder.withBytes(of: cell) { texts.append(copying: $0) }
    return KeyValue(cell: place, text: start..<texts.count)
  }

  // MARK: Batches

  /// The constants that a plan appends, by their numbers in the program.
  func constants(ofPlan number: Int) -> [Int] { plans[number].unit.blocks.map { Int(blockConstants[$0]) } }

  /// Those of the lines before the entry.
  func constants(ofShape number: Int) -> [Int] { shapes[number].before.blocks.map { Int(blockConstants[$0]) } }

  /// Gives a plan's constants their places in the current batch, and forgets the row of another.
  mutating func refresh(plan number: Int, _ epoch: UInt64, constant: (Int) -> Cell) {
    if plans[number].unit.epoch == epoch { return }
    plans[number].unit.epoch = epoch
    plans[number].row = -1
    refresh(plans[number].unit, constant)
  }

  /// The same for the lines of a shape before the entry.
  mutating func refresh(shape number: Int, _ epoch: UInt64, constant: (Int) -> Cell) {
    if shapes[number].before.epoch == epoch { return }
    shapes[number].before.epoch = epoch
    refresh(shapes[number].before, constant)
  }

  private mutating func refresh(_ unit: Unit, _ constant: (Int) -> Cell) {
    for index in unit.blocks { blocks[index].bits = constant(Int(blockConstants[index])).bits }
  }
}
