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
  /// Bytes kept behind the last literal, because literals are copied in blocks.
  private static let padding = 16
  private var paths = FieldPaths()
  private var shapes: [UInt64] = []
  private var numbers: [UInt64: Int] = [:]
  /// For each plan the one that was used after it the last time: events come in patterns.
  private var following: [Int] = []
  /// And another that was used after it before.
  private var others: [Int] = []
  private var last = -1
  /// How often everything was dropped: plan numbers mean something else afterwards.
  private(set) var generation = 0

  init() {}

  /// The plan that followed the last one used when that was used before; -1 when nothing is known.
  var guess: Int { last >= 0 ? following[last] : -1 }

  /// Notes that a guess was right.
  mutating func use(_ guess: Int) { last = guess }

  /// The plan for a row, made now if there is none.
  mutating func plan(for cells: borrowing Span<Cell>) -> Int {
    let guess = guess
    if guess >= 0, fits(guess, cells) {
      last = guess
      return guess
    }
    if last >= 0, others[last] >= 0, fits(others[last], cells) {
      let other = others[last]
      (following[last], others[last]) = (other, guess)
      last = other
      return other
    }
    let found = find(cells)
    if last >= 0 { (following[last], others[last]) = (found, following[last]) }
    last = found
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
    literals += plan.literals
    literals.append(contentsOf: repeatElement(0, count: Self.padding))
    entries.append(
      Entry(
        shape: start.shape..<shapes.count, steps: start.step..<steps.count,
        tail: start.literal + plan.tail.lowerBound..<start.literal + plan.tail.upperBound,
        literalBytes: plan.literals.count))
    following.append(-1)
    others.append(-1)
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
