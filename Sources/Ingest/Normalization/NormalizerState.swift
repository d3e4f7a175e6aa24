public import ECS

/// What one reader keeps while it normalizes: where things stand in the current row, and the constants of the batch.
///
/// Use one state with one builder. Applying a table to a row costs one look at each cell, one look-up of the key values
/// and a few nanoseconds for every operation of the entry.
public struct NormalizerState: Sendable {
  let normalizer: Normalizer
  /// For each slot the row it was last seen in (upper half), and the index of the cell (lower half). The top bit of the
  /// index says that more cells of the field follow.
  var positions: [UInt64]
  var stamp: UInt64 = 0
  /// The constants as cells of the batch; texts that it does not hold yet have no bits but ones.
  var constants: [Cell]
  /// Where those are that have to be made anew for each batch.
  private let textConstants: [Int]
  var texts = BatchTexts()
  var epoch: UInt64 = 0
  var scratch: [UInt8] = []
  var joined: [UInt8] = []
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
    positions = Array(repeating: 0, count: 1 + Int(normalizer.tables.map(\.slotCount).max() ?? 0))
    constants = normalizer.program.constants.map(\.cell)
    textConstants = constants.indices.filter { [constants] in constants[$0].kind == .string }
    renamed = Array(repeating: [], count: normalizer.tables.count)
  }

  /// Applies a table to the builder's current row: call it after the last source cell, before `endRow`.
  public mutating func apply(_ id: TableID, to builder: inout BatchBuilder) {
    let table = normalizer.tables[id.index]
    if builder.epoch != epoch {
      epoch = builder.epoch
      for index in textConstants { constants[index].bits = .max }
      texts.forget()
    }
    if !table.renames.isEmpty { rename(table, id.index, &builder) }
    locate(table, builder)
    run(table.before, table, &builder)
    let own = operations(of: table, &builder)
    run(table.always, table, &builder)
    run(own, table, &builder)
    run(table.finally, table, &builder)
  }

  /// Applies the table of this name; nothing happens if there is none.
  public mutating func apply(_ name: String, to builder: inout BatchBuilder) {
    if let table = normalizer.table(name) { apply(table, to: &builder) }
  }

  /// Notes where the fields that the table mentions stand in the row.
  private mutating func locate(_ table: CompiledTable, _ builder: borrowing BatchBuilder) {
    stamp = stamp == 0x7FFF_FFFF ? 1 : stamp + 1
    if stamp == 1 { for index in positions.indices { positions[index] = 0 } }
    let mark = stamp << 32
    builder.withRowCells { cells in
      for index in cells.indices {
        let cell = cells[index]
        guard cell.field.index < table.slotOfField.count, cell.kind != .null else { continue }
        let slot = Int(table.slotOfField[cell.field.index])
        if slot == 0 { continue }
        if positions[slot] & ~0xFFFF_FFFF == mark {
          positions[slot] |= Self.several
        } else {
          positions[slot] = mark | UInt64(index)
        }
      }
    }
  }

  /// The index of the first cell in a slot's field, or -1.
  @inline(__always)
  func position(_ slot: UInt16) -> Int {
    let value = positions[Int(slot)]
    return value >> 32 == stamp ? Int(value & 0x7FFF_FFFF) : -1
  }

  /// The operations for the row's key values.
  private func operations(of table: CompiledTable, _ builder: inout BatchBuilder) -> Range<Int> {
    guard let firstSlot = table.keySlots.first else { return table.fallback }
    let place = position(firstSlot)
    guard place >= 0 else { return table.fallback }
    let first = KeyTable.Probe(builder[rowCell: place], in: &builder)
    var found = -1
    if table.keySlots.count == 1 {
      found = table.keys.find(first, in: &builder)
      if found < 0, table.keys.hasWildcards { found = table.keys.findWildcard() }
    } else {
      let other = position(table.keySlots[1])
      if other >= 0 {
        found = table.keys.find(first, KeyTable.Probe(builder[rowCell: other], in: &builder), in: &builder)
      }
      if found < 0, table.keys.hasWildcards { found = table.keys.findWildcard(first, in: &builder) }
    }
    return found < 0 ? table.fallback : table.groups[found]
  }
}
