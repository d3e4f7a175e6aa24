import ECS

/// For each plan the template instance that it was run for last.
///
/// The values of the next instance of a template mostly have the types of those before, and most of them the same bytes. What is
/// left to do is to compare them one by one: the cells of those that are the same lie ready, and the others are made anew.
///
/// This holds for the plain steps (`BinXMLPlainSteps`) at the beginning of a plan. What is remembered is good while the builder
/// keeps the bytes that it has; when a chunk ends, the values that the next are to be compared with are copied out of it.
struct RepeatedInstances {
  /// A cell that a value is made into.
  private struct Entry {
    /// The number of the step in the library.
    var step: Int32
    /// The number of the cell in `cells`.
    var cell: Int32
    /// The next entry of the same value; -1 behind the last.
    var next: Int32
  }

  /// A value of an instance.
  private struct Slot {
    /// Its first entry; -1 when no cell is made of it.
    var entry: Int32 = -1
    var type: UInt8 = 0
  }

  private struct Memory {
    var generation: UInt64 = 0
    /// The chunk that the last instance is in. Of an earlier one its bytes are in `kept`.
    var chunk = 0
    /// Where the descriptors of the last instance are in the chunk or in `kept`, and how many there are.
    var descriptors = 0
    var count = 0
    /// The offset in the chunk behind the values that the plain steps use.
    var end = 0
    /// The step behind the plain ones, and how many of the first values these use.
    var stop = -1
    var used = 0
    /// Whether the steps from `stop` on use none of these values.
    var isSeparate = false
    /// Whether slots and entries have been worked out, and whether the cells are those of the last instance.
    var isKnown = false
    var isPrepared = false
    /// Where its values begin in `slots`, and its cells in `cells` and `entries`; -1 when there is no place for them.
    var firstSlot = -1
    var firstCell = -1
    /// How many cells the last instance got.
    var cellCount = 0
    /// The last step that takes the time from its value, and that time.
    var timeStep = -1
    var time: Timestamp?
  }

  /// What is left to do of an instance whose plain steps are done.
  struct Rest {
    /// The step to go on with.
    var stop: Int
    /// The first value that was not looked at, and its offset in the chunk.
    var value: Int
    var offset: Int
  }

  /// By the number of the plan.
  private var memories: [Memory] = []
  private var slots: [Slot] = []
  private var entries: [Entry] = []
  private var cells: [Cell] = []
  /// The values that differ, of the instances compared last; room for those of any plan.
  private var changes: [InstanceComparison.Change] = []
  /// The bytes of instances of earlier chunks, and the plans of which this one has some.
  private var kept: [UInt8] = []
  private var touched: [Int] = []
  private var chunk = 1
  private var generation: UInt64 = 1

  init() {}

  private init(generation: UInt64) { self.generation = generation }

  /// Forgets all instances, but not how those of a plan are laid out.
  mutating func forget() {
    generation += 1
    kept.removeAll(keepingCapacity: true)
    touched.removeAll(keepingCapacity: true)
  }

  /// Whether layouts take so much that it is better to start afresh.
  private var isFull: Bool { slots.count + cells.count >= BinXMLLimits.cachedSteps }

  // MARK: Chunks

  /// Begins a chunk.
  mutating func beginChunk() {
    chunk += 1
    if isFull { self = RepeatedInstances(generation: generation + 1) }
    if kept.count > 1 << 20 { forget() }
  }

  /// Keeps what the instances of the next chunk are to be compared with.
  mutating func endChunk(_ bytes: borrowing Span<UInt8>) {
    for plan in touched {
      let memory = memories[plan]
      guard memory.isPrepared, memory.generation == generation, memory.descriptors <= memory.end,
        memory.end <= bytes.count
      else { continue }
      memories[plan].descriptors = kept.count
      kept.append(copying: bytes.extracting(memory.descriptors..<memory.end))
      // So that whole words can be read.
      kept.append(contentsOf: repeatElement(0, count: 8))
    }
    touched.removeAll(keepingCapacity: true)
    chunk += 1
  }

  // MARK: Using

  /// Appends the cells of the plain steps of an instance when its values have the types of the last one's. `nil` when they have
  /// not, or when one of them has changed to something that is not plain.
  mutating func append(
    _ instance: BinXMLInstance, _ plan: Int, _ steps: borrowing [PlanStep], _ chunk: borrowing Span<UInt8>,
    _ builder: inout BatchBuilder, _ time: inout Timestamp?
  ) -> Rest? {
    guard plan < memories.count, memories[plan].isPrepared, memories[plan].generation == generation,
      memories[plan].count == instance.count,
      let result = Self.compare(
        instance, memories[plan], isKept: memories[plan].chunk != self.chunk, kept, chunk, into: &changes)
    else { return nil }
    let textCount = builder.text.count
    let isDone = builder.withAppended { bytes in
      Self.take(
        result, of: instance, &memories, plan, changes, slots, entries, &cells, steps, chunk, textCount, &bytes)
    }
    guard isDone else { return nil }
    if memories[plan].chunk != self.chunk { touch(plan) }
    if memories[plan].timeStep >= 0 { time = memories[plan].time ?? time }
    let first = memories[plan].firstCell
    builder.append(cells.span.extracting(first..<first &+ memories[plan].cellCount))
    return Rest(stop: memories[plan].stop, value: memories[plan].used, offset: result.end)
  }

  /// Which values of an instance are not those of the last one.
  @inline(__always)
  private static func compare(
    _ instance: BinXMLInstance, _ memory: borrowing Memory, isKept: Bool, _ kept: borrowing [UInt8],
    _ chunk: borrowing Span<UInt8>, into found: inout [InstanceComparison.Change]
  ) -> InstanceComparison.Result? {
    let (old, used) = (memory.descriptors, memory.used)
    return isKept
      ? InstanceComparison.changes(
        chunk, at: instance.descriptors, from: kept.span, at: old, count: instance.count, used: used, into: &found)
      : InstanceComparison.changes(
        chunk, at: instance.descriptors, from: chunk, at: old, count: instance.count, used: used, into: &found)
  }

  private mutating func touch(_ plan: Int) {
    memories[plan].chunk = chunk
    touched.append(plan)
  }

  /// Makes the cells of the values that have changed. `false` when that cannot be done; the plan has to be noted again then.
  @inline(__always)
  private static func take(
    _ result: InstanceComparison.Result, of instance: BinXMLInstance, _ memories: inout [Memory], _ plan: Int,
    _ changes: borrowing [InstanceComparison.Change], _ slots: borrowing [Slot], _ entries: borrowing [Entry],
    _ cells: inout [Cell], _ steps: borrowing [PlanStep], _ chunk: borrowing Span<UInt8>, _ textCount: Int,
    _ bytes: inout [UInt8]
  ) -> Bool {
    let changes = changes.span
    let slots = slots.span
    let entries = entries.span
    let steps = steps.span
    var cells = cells.mutableSpan
    var memories = memories.mutableSpan
    let first = memories[plan].firstSlot
    for place in 0..<result.count {
      let change = changes[place]
      var next = slots[first &+ Int(change.value)].entry
      if next < 0 { continue }
      let value = instance.value(Int(change.value), at: Int(change.offset), chunk)
      repeat {
        let entry = entries[Int(next)]
        guard let cell = BinXMLPlainSteps.cell(of: value, steps[Int(entry.step)], chunk, textCount, &bytes) else {
          memories[plan].isPrepared = false
          return false
        }
        cells[Int(entry.cell)] = cell
        if Int(entry.step) == memories[plan].timeStep { memories[plan].time = cell.date }
        next = entry.next
      } while next >= 0
    }
    memories[plan].descriptors = instance.descriptors
    memories[plan].end = result.end
    return true
  }

  // MARK: Noting

  /// Notes the instance that a plan has just been run for up to the step `stop`, and which cells it got.
  mutating func note(
    _ instance: BinXMLInstance, _ plan: Int, _ range: Range<Int>, stop: Int, _ made: Range<Int>,
    _ steps: borrowing [PlanStep], _ values: borrowing [BinXMLValue], from base: Int,
    _ builder: borrowing BatchBuilder, _ time: Timestamp?
  ) {
    while memories.count <= plan { memories.append(Memory()) }
    if memories[plan].firstSlot < 0 { makeRoom(plan, range, steps) }
    guard memories[plan].firstSlot >= 0 else { return }
    if memories[plan].stop != stop || memories[plan].count != instance.count {
      measure(plan, range, stop, instance, steps)
    }
    guard memories[plan].isSeparate else { return }
    let values = values.span.extracting(base..<base + instance.count)
    if !memories[plan].isKnown || !hasTypes(of: values, memories[plan]) {
      prepare(plan, range.lowerBound..<stop, steps, values)
    }
    guard memories[plan].cellCount == made.count else { return }
    if memories[plan].generation != generation || memories[plan].chunk != chunk { touch(plan) }
    (memories[plan].generation, memories[plan].isPrepared) = (generation, true)
    memories[plan].descriptors = instance.descriptors
    let used = memories[plan].used
    memories[plan].end =
      used > 0 ? values[used - 1].offset + values[used - 1].size : instance.descriptors + instance.count * 4
    memories[plan].time = memories[plan].timeStep >= 0 ? time : nil
    let first = memories[plan].firstCell
    builder.withRowCells { row in
      for index in made { cells[first &+ index &- made.lowerBound] = row[index] }
    }
  }

  /// Makes place for the values and cells of a plan, if its steps are not too many.
  private mutating func makeRoom(_ plan: Int, _ range: Range<Int>, _ steps: borrowing [PlanStep]) {
    guard !isFull else { return }
    (memories[plan].firstSlot, memories[plan].firstCell) = (slots.count, cells.count)
    var used = 0
    for index in range where steps[index].operation == .value && steps[index].slot != .max {
      used = max(used, Int(steps[index].slot) + 1)
    }
    slots.append(contentsOf: repeatElement(Slot(), count: used))
    while changes.count <= used { changes.append(.init(value: 0, offset: 0)) }
    // A plain step makes one cell at most.
    entries.append(contentsOf: repeatElement(Entry(step: 0, cell: 0, next: -1), count: range.count))
    cells.append(contentsOf: repeatElement(Cell(field: FieldID(rawValue: 0), kind: .null, bits: 0), count: range.count))
  }

  /// Works out which values the plain steps use, and whether the others use them too.
  private mutating func measure(
    _ plan: Int, _ range: Range<Int>, _ stop: Int, _ instance: BinXMLInstance, _ steps: borrowing [PlanStep]
  ) {
    var memory = Memory()
    (memory.stop, memory.count) = (stop, instance.count)
    (memory.firstSlot, memory.firstCell) = (memories[plan].firstSlot, memories[plan].firstCell)
    for index in range.lowerBound..<stop
    where steps[index].operation == .value && Int(steps[index].slot) < instance.count {
      memory.used = max(memory.used, Int(steps[index].slot) + 1)
    }
    memory.isSeparate = (stop..<range.upperBound).allSatisfy { index in
      let step = steps[index]
      return step.operation == .constant || step.operation == .value && Int(step.slot) >= memory.used
    }
    memories[plan] = memory
  }

  /// Whether the layout of a plan is that of values of these types.
  private func hasTypes(of values: borrowing Span<BinXMLValue>, _ memory: Memory) -> Bool {
    for index in 0..<memory.used where slots[memory.firstSlot + index].type != values[index].type { return false }
    return true
  }

  /// Works out which cells the plain steps of a range make of which values.
  private mutating func prepare(
    _ plan: Int, _ range: Range<Int>, _ steps: borrowing [PlanStep],
    _ values: borrowing Span<BinXMLValue>
  ) {
    var memory = memories[plan]
    defer { memories[plan] = memory }
    for index in 0..<memory.used { slots[memory.firstSlot + index] = Slot(type: values[index].type) }
    (memory.isKnown, memory.timeStep, memory.cellCount) = (true, -1, 0)
    for index in range {
      let step = steps[index]
      // Constants always have a cell.
      if step.operation == .value {
        let slot = Int(step.slot)
        let type = slot < values.count ? values[slot].type : BinXMLValueType.null
        if type == BinXMLValueType.null, step.omitsNull { continue }
        if type != BinXMLValueType.null {
          let number = memory.firstCell + memory.cellCount
          entries[number] = Entry(step: Int32(index), cell: Int32(number), next: slots[memory.firstSlot + slot].entry)
          slots[memory.firstSlot + slot].entry = Int32(number)
          if step.conversion == .time { memory.timeStep = index }
        }
      }
      memory.cellCount += 1
    }
  }
}
