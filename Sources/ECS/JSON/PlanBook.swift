/// The write plans of all shapes met, in flat arrays: looking one up touches no reference counts.
struct PlanBook: Sendable {
  /// Plans kept at a time; hostile input with endless shapes only costs the planning.
  static let maximumPlans = 4_096

  /// A plan's parts in the flat arrays.
  struct Entry: Sendable {
    var shape: Range<Int>
    var steps: Range<Int>
    var tail: Range<Int>
    /// Bytes of all literals.
    var literalBytes: Int
  }

  /// Literal bytes to write before a value, and which cell of the row the value is.
  struct Step: Sendable {
    var literal: UInt32
    var count: UInt32
    var cell: UInt32
  }

  private(set) var steps: [Step] = []
  private(set) var literals: [UInt8] = []
  private(set) var entries: [Entry] = []
  /// For each cell of each shape the number of its step in the plan, or that of no step.
  private(set) var places: [UInt32] = []
  /// Bytes kept behind the last literal, because literals are copied in blocks.
  private static let padding = unsafe RawOutput.blockSlack
  private var paths = FieldPaths()
  private var shapes: [UInt64] = []
  private var numbers: [UInt64: Int] = [:]
  /// The plan that was used last for rows that look the same at a few places; -1 for none.
  private var candidates: [Int32] = Array(repeating: -1, count: 256)
  /// How often everything was dropped: plan numbers mean something else afterwards.
  private(set) var generation = 0

  init() {}

  /// The plan that a row most likely has; -1 when nothing is known.
  @inline(__always)
  func candidate(for cells: borrowing Span<Cell>) -> Int { Int(candidates[Self.look(at: cells)]) }

  /// A number below 256 that rows of one shape have in common.
  @inline(__always)
  private static func look(at cells: borrowing Span<Cell>) -> Int {
    let count = cells.count
    guard count > 0 else { return 0 }
    // Rows of one source begin alike; their ends tell them apart.
    let half = cells[count &>> 1].head &+ cells[count &>> 2].head &* 3
    let rest = cells[count &- count &>> 2 &- 1].head &* 5 &+ cells[count &- 1].head &* 7
    let mixed = ((half &+ rest) & 0xFFFF_FFFF &+ UInt64(count) &* 11) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed &>> 56)
  }

  /// The plan for a row, made now if there is none.
  mutating func plan(for cells: borrowing Span<Cell>) -> Int {
    let candidate = candidate(for: cells)
    if candidate >= 0, fits(candidate, cells) { return candidate }
    let found = find(cells)
    candidates[Self.look(at: cells)] = Int32(found)
    return found
  }

  private mutating func find(_ cells: borrowing Span<Cell>) -> Int {
    var hash = ByteHash()
    for index in cells.indices { hash.combine(WritePlan.shapeWord(cells[index])) }
    let key = hash.value
    if let number = numbers[key], fits(number, cells) { return number }
    return add(cells, key)
  }

  private mutating func add(_ cells: borrowing Span<Cell>, _ key: UInt64) -> Int {
    if entries.count >= Self.maximumPlans {
      let generation = generation
      self = PlanBook()
      self.generation = generation + 1
    }
    let plan = WritePlan(cells: cells, paths: &paths)
    literals.removeLast(min(Self.padding, literals.count))
    let start = (shape: shapes.count, step: steps.count, literal: literals.count)
    for index in cells.indices { shapes.append(WritePlan.shapeWord(cells[index])) }
    for step in plan.steps {
      steps.append(
        Step(
          literal: UInt32(start.literal + step.literal.lowerBound), count: UInt32(step.literal.count),
          cell: UInt32(step.cell)))
    }
    places.append(contentsOf: repeatElement(.max, count: cells.count))
    for (number, step) in plan.steps.enumerated() { places[start.shape + step.cell] = UInt32(number) }
    literals += plan.literals
    literals.append(contentsOf: repeatElement(0, count: Self.padding))
    entries.append(
      Entry(
        shape: start.shape..<shapes.count, steps: start.step..<steps.count,
        tail: start.literal + plan.tail.lowerBound..<start.literal + plan.tail.upperBound,
        literalBytes: plan.literals.count))
    numbers[key] = entries.count - 1
    return entries.count - 1
  }

  private func fits(_ plan: Int, _ cells: borrowing Span<Cell>) -> Bool {
    let shape = entries[plan].shape
    guard shape.count == cells.count else { return false }
    let words = shapes.span.extracting(shape)
    for index in cells.indices where words[index] != WritePlan.shapeWord(cells[index]) { return false }
    return true
  }
}
