import ECS

/// For each plan the template instance that it was run for last.
///
/// Values of the records of one template mostly have the types and sizes that they had in the record before, those of
/// `<System>` nearly always. Then each stands as far behind the first as it did before, and what is left to do is to compare
/// its bytes: the cells of those that are the same lie ready.
///
/// This holds for the plain steps (`BinXMLPlainSteps`) at the beginning of a plan. What is remembered is good within a chunk
/// and while the builder keeps the bytes that it has.
struct RepeatedInstances {
  /// A value that a cell was made of.
  private struct Entry {
    /// The number of the step in the library.
    var step: Int32
    /// The number of the cell in `cells`.
    var cell: Int32
    /// How far behind the first value it is.
    var offset: UInt32
    var size: UInt32
    var type: UInt8
  }

  private struct Memory {
    var generation: UInt64 = 0
    /// Where the descriptors of the last instance are in the chunk, and how many there are.
    var descriptors = 0
    var count = 0
    /// The step behind the plain ones, how many of the first values these use, and how many bytes those have.
    var stop = -1
    var used = 0
    var size = 0
    /// Whether the steps from `stop` on use none of these values.
    var isSeparate = false
    /// Whether the rest is known of the last instance.
    var isPrepared = false
    var entries = 0..<0
    var cells = 0..<0
    /// The time that a step took from its value.
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
  private var entries: [Entry] = []
  private var cells: [Cell] = []
  private var generation: UInt64 = 1

  /// Forgets all instances.
  mutating func forget() {
    generation += 1
    entries.removeAll(keepingCapacity: true)
    cells.removeAll(keepingCapacity: true)
  }

  // MARK: Using

  /// Appends the cells of the plain steps of an instance when its values have the types and sizes of the last one's. `nil`
  /// when they have not, or when one of them has changed to something that is not plain.
  mutating func append(
    _ instance: BinXMLInstance, _ plan: Int, _ steps: borrowing [PlanStep], _ repeats: inout RepeatedValues,
    _ chunk: borrowing Span<UInt8>, _ builder: inout BatchBuilder, _ time: inout Timestamp?
  ) -> Rest? {
    guard plan < memories.count else { return nil }
    let memory = memories[plan]
    guard memory.isPrepared, memory.generation == generation, memory.count == instance.count,
      chunk.repeats(memory.descriptors, at: instance.descriptors, count: memory.used &* 4)
    else { return nil }
    let before = memory.descriptors &+ memory.count &* 4
    let first = instance.descriptors &+ instance.count &* 4
    guard first &+ memory.size <= chunk.count else { return nil }
    for index in memory.entries {
      let entry = entries[index]
      let offset = first &+ Int(entry.offset)
      if chunk.repeats(before &+ Int(entry.offset), at: offset, count: Int(entry.size)) { continue }
      let value = BinXMLValue(type: entry.type, offset: offset, size: Int(entry.size))
      let number = Int(entry.step)
      guard let cell = BinXMLPlainSteps.cell(of: value, steps[number], number, &repeats, chunk, &builder) else {
        memories[plan].isPrepared = false
        return nil
      }
      cells[Int(entry.cell)] = cell
      if cell.kind == .date { memories[plan].time = cell.date }
    }
    memories[plan].descriptors = instance.descriptors
    time = memories[plan].time ?? time
    builder.append(cells.span.extracting(memory.cells))
    return Rest(stop: memory.stop, value: memory.used, offset: first &+ memory.size)
  }

  // MARK: Noting

  /// Notes the instance that a plan has just been run for up to the step `stop`, and which cells it got. They are kept when
  /// the instance before had values of the same types and sizes.
  mutating func note(
    _ instance: BinXMLInstance, _ plan: Int, _ range: Range<Int>, stop: Int, _ made: Range<Int>,
    _ steps: borrowing [PlanStep], _ values: borrowing [BinXMLValue], from base: Int, _ chunk: borrowing Span<UInt8>,
    _ builder: borrowing BatchBuilder, _ time: Timestamp?
  ) {
    while memories.count <= plan { memories.append(Memory()) }
    if memories[plan].stop != stop || memories[plan].count != instance.count {
      measure(plan, range, stop, instance, steps)
    }
    var memory = memories[plan]
    let repeats =
      memory.generation == generation && memory.isSeparate
      && chunk.repeats(memory.descriptors, at: instance.descriptors, count: memory.used &* 4)
    (memory.generation, memory.descriptors, memory.isPrepared) = (generation, instance.descriptors, false)
    if repeats {
      let values = values.span.extracting(base..<base + instance.count)
      prepare(&memory, range.lowerBound..<stop, made, steps, values, builder, time)
    }
    memories[plan] = memory
  }

  /// Works out which values the plain steps use, and whether the others use them too.
  private mutating func measure(
    _ plan: Int, _ range: Range<Int>, _ stop: Int, _ instance: BinXMLInstance, _ steps: borrowing [PlanStep]
  ) {
    var memory = Memory()
    (memory.stop, memory.count) = (stop, instance.count)
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

  private mutating func prepare(
    _ memory: inout Memory, _ range: Range<Int>, _ made: Range<Int>, _ steps: borrowing [PlanStep],
    _ values: borrowing Span<BinXMLValue>, _ builder: borrowing BatchBuilder, _ time: Timestamp?
  ) {
    // A chunk that changes between two layouts over and over does not fill memory.
    guard entries.count < BinXMLLimits.cachedSteps else { return }
    let start = (entry: entries.count, cell: cells.count)
    let first = values.count > 0 ? values[0].offset : 0
    memory.size = memory.used > 0 ? values[memory.used - 1].offset + values[memory.used - 1].size - first : 0
    memory.time = nil
    var cell = start.cell
    for index in range {
      let step = steps[index]
      // Constants always have a cell.
      if step.operation == .value {
        let value = Int(step.slot) < values.count ? values[Int(step.slot)] : .null
        if value.type == BinXMLValueType.null, step.omitsNull { continue }
        if value.type != BinXMLValueType.null, value.size > 0 {
          entries.append(
            Entry(
              step: Int32(truncatingIfNeeded: index), cell: Int32(truncatingIfNeeded: cell),
              offset: UInt32(truncatingIfNeeded: value.offset - first), size: UInt32(truncatingIfNeeded: value.size),
              type: value.type))
          if step.conversion == .time { memory.time = time }
        }
      }
      cell += 1
    }
    guard cell - start.cell == made.count else {
      entries.removeLast(entries.count - start.entry)
      return
    }
    builder.withRowCells { row in
      for index in made { cells.append(row[index]) }
    }
    memory.entries = start.entry..<entries.count
    memory.cells = start.cell..<cells.count
    memory.isPrepared = true
  }
}
