import ECS

/// One position in the cells of a row: which stream its value is in, and what else the cell says.
struct ShapeSlot: Hashable {
  /// Index of the stream (field and kind).
  var stream: UInt32
  var flags: UInt8
  /// The slot of the same row whose value this one repeats, plus one; 0 when it has a value of its own.
  var alias: UInt32
}

/// The layouts that rows of a segment have, each recognised by the fields, kinds and flags of its cells in order.
///
/// Readers keep the source's value under its own name and again, as the same bytes, under the ECS name. A slot that
/// repeats a mapped slot's value stores nothing. Which slots do so is part of the shape.
struct RowShapes {
  /// What one value needs: which cell, and where it goes.
  struct Step {
    var cell: Int32
    /// Index in the table's `texts` or `numbers`.
    var store: Int32
    var isText: Bool
  }

  /// A shape with the repetitions that hold for some of its rows.
  struct Variant {
    var id: UInt32
    var aliases: [(cell: Int32, target: Int32)]
    var steps: [Step]
  }

  struct Plan {
    var words: [UInt64]
    var variants: [Variant]
  }

  /// Repetitions by chance (a process identifier that equals an event code) make variants; more than these are not kept.
  private static let maximumVariants = 6

  private(set) var plans: [Plan] = []
  private(set) var shapes: [[ShapeSlot]] = []
  /// The total of slots, for bounding a segment.
  private(set) var slotCount = 0
  private var planOfHash: [UInt64: Int] = [:]
  private var last = -1

  /// What a cell contributes to its row's shape.
  static func word(_ cell: Cell) -> UInt64 {
    UInt64(cell.field.rawValue) << 16 | UInt64(cell.kind.rawValue) << 8 | UInt64(cell.flags.rawValue)
  }

  /// The plan for a row's cells, made now if the row is the first of its shape, and the variant that holds for it.
  mutating func find(
    _ cells: borrowing Span<Cell>, _ streams: inout StreamTable
  ) -> (plan: Int, variant: Int) {
    if last >= 0, matches(plans[last].words, cells) { return (last, variant(of: last, cells)) }
    var hash = ByteHash()
    for index in cells.indices { hash.combine(Self.word(cells[index])) }
    var key = hash.value
    while let known = planOfHash[key] {
      if matches(plans[known].words, cells) {
        last = known
        return (known, variant(of: known, cells))
      }
      key &+= 1
    }
    planOfHash[key] = plans.count
    last = plans.count
    var words: [UInt64] = []
    words.reserveCapacity(cells.count)
    for index in cells.indices { words.append(Self.word(cells[index])) }
    plans.append(Plan(words: words, variants: []))
    for word in words { _ = streams.index(ofShapeWord: word) }
    return (last, addVariant(to: last, Self.aliases(in: cells), streams: streams))
  }

  private func matches(_ words: [UInt64], _ cells: borrowing Span<Cell>) -> Bool {
    guard words.count == cells.count else { return false }
    let words = words.span
    for index in words.indices where words[index] != Self.word(cells[index]) { return false }
    return true
  }

  private mutating func variant(of plan: Int, _ cells: borrowing Span<Cell>) -> Int {
    for index in plans[plan].variants.indices where holds(plans[plan].variants[index], cells) { return index }
    return -1
  }

  /// Adds the variant for a row that no variant of its plan holds for.
  mutating func addVariant(forRow cells: borrowing Span<Cell>, of plan: Int, streams: StreamTable) -> Int {
    let isLast = plans[plan].variants.count + 1 >= Self.maximumVariants
    return addVariant(to: plan, isLast ? [] : Self.aliases(in: cells), streams: streams)
  }

  private func holds(_ variant: Variant, _ cells: borrowing Span<Cell>) -> Bool {
    for alias in variant.aliases where cells[Int(alias.cell)].bits != cells[Int(alias.target)].bits { return false }
    return true
  }

  /// The source cells whose very value stands again in a mapped cell of the same kind.
  private static func aliases(in cells: borrowing Span<Cell>) -> [(cell: Int32, target: Int32)] {
    var result: [(cell: Int32, target: Int32)] = []
    var taken = Set<Int>()
    for target in cells.indices where cells[target].flags.contains(.mapped) {
      let cell = cells[target]
      guard cell.hasBytes ? cell.range.count > 0 : cell.kind == .int || cell.kind == .date else { continue }
      for index in cells.indices where !cells[index].flags.contains(.mapped) && !taken.contains(index) {
        guard cells[index].kind == cell.kind, cells[index].bits == cell.bits else { continue }
        taken.insert(index)
        result.append((Int32(index), Int32(target)))
      }
    }
    return result
  }

  private mutating func addVariant(
    to plan: Int, _ aliases: [(cell: Int32, target: Int32)], streams: StreamTable
  ) -> Int {
    let words = plans[plan].words
    var slots: [ShapeSlot] = words.map { word in
      ShapeSlot(
        stream: streams.known(shapeWord: word), flags: UInt8(truncatingIfNeeded: word), alias: 0)
    }
    for alias in aliases { slots[Int(alias.cell)].alias = UInt32(alias.target) + 1 }
    var steps: [Step] = []
    for (index, slot) in slots.enumerated() where slot.alias == 0 {
      let stream = streams.streams[Int(slot.stream)]
      if stream.kind == .null { continue }
      steps.append(Step(cell: Int32(index), store: stream.store, isText: stream.isText))
    }
    plans[plan].variants.append(Variant(id: UInt32(shapes.count), aliases: aliases, steps: steps))
    shapes.append(slots)
    slotCount += slots.count
    return plans[plan].variants.count - 1
  }
}
