import ECS

/// Decides the tests on any value of an event, all together, for the rows that a rule has come down to; each row of a
/// batch is looked at once at most.
struct AnyValueEvaluator: Sendable {
  private let index: TextIndex
  /// The number of a leaf among the tests; -1 for other leaves.
  private let homes: [Int32]
  private var state = TextState()
  private var computed = RowSet(rows: 0)
  private var isOpen = false

  init(_ plan: Plan) {
    var leaves: [(number: Int, leaf: Plan.Leaf)] = []
    var homes = [Int32](repeating: -1, count: plan.leaves.count)
    for (number, leaf) in plan.leaves.enumerated() {
      guard case .anyValue = leaf else { continue }
      homes[number] = Int32(leaves.count)
      leaves.append((number, leaf))
    }
    index = TextIndex(field: nil, leaves: leaves)
    self.homes = homes
  }

  /// Forgets the last batch.
  mutating func begin() { isOpen = false }

  /// The rows of a batch, among those of `mask`, where a leaf has a sense; `nil` if there are none.
  mutating func rows(_ leaf: Int, _ sense: Plan.Sense, within mask: RowSet?, of batch: EventBatch) -> RowSet? {
    if !isOpen {
      isOpen = true
      state.begin(index)
      computed = RowSet(rows: batch.count)
    }
    var wanted = mask ?? RowSet(allOf: batch.count)
    var open = wanted
    open.subtract(computed)
    open.forEach { row in look(at: row, of: batch) }
    computed.formUnion(open)
    var found = RowSet(rows: batch.count)
    for row in state.codes[Int(homes[leaf])] { found.insert(Int(row)) }
    if sense.isConjunctive { wanted.formIntersection(found) } else { wanted.subtract(found) }
    return wanted.isEmpty ? nil : wanted
  }

  private mutating func look(at row: Int, of batch: EventBatch) {
    let bytes = batch.bytes.span
    let cells = batch.cells.span
    for number in batch.cellRange(ofRow: row) {
      let cell = cells[number]
      // What normalization added is not what the source said.
      guard cell.kind != .null, !cell.flags.contains(.mapped), !cell.flags.contains(.derived) else { continue }
      CellText.with(cell, bytes) { text in index.decide(text, code: UInt32(row), into: &state) }
    }
  }
}
