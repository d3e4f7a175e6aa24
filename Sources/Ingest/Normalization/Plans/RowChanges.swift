import ECS

/// Which instructions of a plan have to be followed for a row, the others having made of an earlier row what they would make of
/// this one.
struct RowChanges: Sendable {
  /// Instructions as bits, counted from the plan's first. Those from 63 on share the last bit.
  var instructions: UInt64 = .max
  /// The earlier row's first cell in the batch; the cells of its instructions stand where the plan's trace says.
  var row = 0
  /// Whether instructions to be followed ask where others wrote.
  var looks = false
  /// The cells of the source that differ from those of the earlier row, as bits, and how many there are in all; 0 when nothing
  /// is known.
  var cells: UInt64 = 0
  var cellCount = 0

  /// Everything has to be followed.
  static let all = RowChanges()

  /// The bit for a cell of the source.
  static func bit(ofCell index: Int) -> UInt64 { 1 &<< UInt64(min(index, 63)) }

  /// The first instruction to be followed at or behind one of a plan; the plan's end when there is none.
  @inline(__always)
  func next(_ index: Int, in code: Range<Int>) -> Int {
    let place = index &- code.lowerBound
    if place < 63 {
      let rest = instructions &>> UInt64(truncatingIfNeeded: place)
      return rest == 0 ? code.upperBound : min(index &+ rest.trailingZeroBitCount, code.upperBound)
    }
    return instructions &>> 63 == 0 ? code.upperBound : index
  }
}

/// The instructions that the cells of a source decide on, for the plan of one shape.
struct RowReach: Sendable {
  /// For each bit of a changed cell the instructions to be followed.
  private var instructions: [UInt64]
  /// Those that ask where others wrote.
  private var looking: UInt64 = 0
  private let cellCount: Int

  init(_ code: [RowInstruction], cells: Int) {
    cellCount = cells
    instructions = Array(repeating: 0, count: min(cells, 64))
    for (index, step) in code.enumerated() {
      let bit = UInt64(1) << UInt64(min(index, 63))
      for cell in instructions.indices where step.sources >> UInt64(cell) & 1 != 0 { instructions[cell] |= bit }
      if step.flags.contains(.looks) { looking |= bit }
      // The instructions that share a bit are followed together.
      if index > 63 { looking |= 1 << 63 }
    }
  }

  /// What is to be followed for a row in which these cells differ from an earlier one.
  func changes(_ cells: UInt64, from row: Int) -> RowChanges {
    var found: UInt64 = 0
    var rest = cells
    while rest != 0 {
      found |= instructions[rest.trailingZeroBitCount]
      rest &= rest &- 1
    }
    return RowChanges(
      instructions: found, row: row, looks: found & looking != 0, cells: cells, cellCount: cellCount)
  }
}

/// Which cells of a row were taken over from an earlier one.
struct TakenCells {
  /// Cells as bits.
  var low: UInt64 = 0
  var high: UInt64 = 0
  /// Whether all of them stand where they stood.
  var isInPlace = true

  /// Adds cells of the row that begin at a number; in the earlier row they began at another.
  @inline(__always)
  mutating func add(_ count: Int, at place: Int, from earlier: Int) {
    if place != earlier || place &+ count > RowRepetition.maximumCells {
      isInPlace = false
    } else {
      let bits = RowRepetition.bits(place..<place &+ count)
      low |= bits.low
      high |= bits.high
    }
  }

  /// In what a row of so many cells differs from the earlier one, if that can be said.
  func repetition(_ changes: RowChanges, count: Int) -> RowRepetition? {
    // From cell 63 on, cells of the source share a bit.
    guard isInPlace, changes.cellCount > 0, changes.cellCount < 64, count <= RowRepetition.maximumCells else {
      return nil
    }
    let all = RowRepetition.bits(changes.cellCount..<max(count, changes.cellCount))
    return RowRepetition(
      first: changes.row, count: count, low: changes.cells | all.low & ~low, high: all.high & ~high)
  }
}
