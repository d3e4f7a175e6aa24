import ECS

/// One step of what a table does with rows of one shape.
struct RowInstruction: Sendable {
  enum Code: UInt8, Sendable {
    /// Note that the slot `targetSlot` is in the cell `source`.
    case seed
    /// Append `count` cells that are the same in every row, the first of them `source` in `RowPlans.blocks`.
    case constants
    /// Append the source under another name; it needs no change.
    case move
    /// Append the source under another name unless it says nothing.
    case copy
    /// Append the integer as text.
    case number
    /// Take one source through the steps of the operation to one target.
    case chain
    /// Do the operation as it is written.
    case general
    /// Go on behind the next `count` instructions unless the guard `source` holds.
    case test
  }

  struct Flags: OptionSet, Sendable {
    let rawValue: UInt8
    /// Nothing is done when the slot `done` has a value.
    static let checksDone = Flags(rawValue: 1)
    /// The source is where its slot says, not in a cell known beforehand; the slot may have none.
    static let searches = Flags(rawValue: 2)
    /// The source has several values.
    static let several = Flags(rawValue: 4)
    /// Later instructions ask where the target is.
    static let tracked = Flags(rawValue: 8)
    /// Some targets may have values already.
    static let blocks = Flags(rawValue: 16)
    /// What it does depends on where fields are that other instructions wrote.
    static let looks = Flags(rawValue: 32)
  }

  var code: Code
  var flags: Flags = []
  var coercion = Coercion.none
  var targetFlags: Cell.Flags = []
  var targetSlot: UInt16 = 0
  var done: UInt16 = 0
  var field = FieldID(rawValue: 0)
  /// The cell of the row, or the slot, that the value comes from.
  var source: Int32 = 0
  /// The operation in the program.
  var op: Int32 = 0
  var count: Int32 = 0
  /// The cells of the source that decide what is done, as bits (`RowChanges`).
  var sources: UInt64 = 0
}
