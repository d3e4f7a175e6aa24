import ECS

/// How a value is fitted to the type that the schema gives its target.
enum Coercion: UInt8, Sendable {
  case none
  /// Numbers and truth values become text.
  case text
  case integer
  case ip
  case date
  case boolean

  /// What a field of this type needs.
  init(_ family: ColumnFamily) {
    switch family {
    case .keyword: self = .text
    case .integer: self = .integer
    case .ip: self = .ip
    case .date: self = .date
    case .boolean: self = .boolean
    case .double: self = .none
    }
  }
}

/// A field that a line writes.
struct MappingTarget: Sendable {
  /// The field's slot in the table; 0 stands for a value that is thrown away (`_`).
  var slot: UInt16
  var field: FieldID
  var flags: Cell.Flags
  var coercion: Coercion
}

/// A step of a chain, with its arguments found.
struct MappingStep: Sendable {
  var name: TransformName
  /// Index in `MappingProgram.arguments`, or of the map in `MappingProgram.maps`.
  var argument = 0
  var argumentCount = 0
}

/// One instruction of a program.
struct MappingOp: Sendable {
  enum Code: UInt8, Sendable {
    case constant
    /// The source's value, zero copy.
    case copy
    /// The source's value through a chain of single-valued steps.
    case chain
    /// A chain whose last step gives several values.
    case spread
    /// Several sources made one text, then a chain.
    case join
  }

  var code: Code
  var mode: MappingLine.Mode
  /// Whether the last step of the chain may give several values.
  var spreads = false
  /// The slot that makes the operation needless once it has a value; 0 for none.
  var done: UInt16 = 0
  var source: UInt16 = 0
  var sourceField = FieldID(rawValue: 0)
  /// The first of `targetCount` targets.
  var target: Int32 = 0
  var targetCount: UInt8 = 1
  var stepCount: UInt8 = 0
  /// The first step; for `constant` the first value in `constantCells`.
  var step: Int32 = 0
  /// Number of constants, or of parts of a join.
  var count: UInt16 = 0
  /// First part of a join.
  var part: Int32 = 0
  /// The guard that must hold; -1 for none.
  var condition: Int32 = -1
}

/// A part of a joined text.
struct JoinPart: Sendable {
  /// The source's slot; 0 for a literal.
  var slot: UInt16 = 0
  /// The index of the literal in `texts`.
  var text = 0
}

/// What a `map` transform answers for each value. A class, so that an operation holds one reference to it.
final class ValueMap: Sendable {
  let keys: KeyTable
  /// For each key the range in `constants`.
  let results: [Range<Int>]
  /// That of `*`, if there is one.
  let other: Range<Int>?
  /// `*=*`: other values stay as they are.
  let keepsOthers: Bool

  init(keys: KeyTable, results: [Range<Int>], other: Range<Int>?, keepsOthers: Bool) {
    self.keys = keys
    self.results = results
    self.other = other
    self.keepsOthers = keepsOthers
  }
}

/// A constant's value: a number, a truth value, or text that each batch holds once.
struct MappingConstant: Sendable {
  /// The cell for numbers and truth values; for text the kind is `.string` and `text` has the bytes.
  var cell: Cell
  var text: [UInt8] = []
}

/// What must hold for guarded operations to run.
struct MappingGuard: Sendable {
  /// The slot of the field that is looked at.
  var slot: UInt16
  var field: FieldID
  /// The map whose keys are the values that count; -1: any value that is not missing.
  var map: Int
  var isNegated: Bool
}

/// Everything that has been compiled of the tables of a normalizer, in flat arrays that operations refer to by index.
struct MappingProgram: Sendable {
  var ops: [MappingOp] = []
  var targets: [MappingTarget] = []
  var steps: [MappingStep] = []
  var parts: [JoinPart] = []
  var texts: [[UInt8]] = []
  /// The words that follow the names of steps.
  var arguments: [[[UInt8]]] = []
  var maps: [ValueMap] = []
  var constants: [MappingConstant] = []
  var guards: [MappingGuard] = []
}

/// What one state has compiled of a table.
struct CompiledTable: Sendable {
  let index: IndexedTable
  /// For each field number the field's slot in this table, 0 for a field that nothing compiled mentions.
  private(set) var slotOfField: [UInt16] = []
  /// The highest slot.
  private(set) var slotCount = 0
  /// The operations of the sections compiled so far.
  var sections: [IndexedTable.Section: Range<Int>] = [:]
  /// The slots of the key fields.
  private(set) var keySlots: [UInt16] = []
  /// Text values of up to eight bytes that count as missing, as little-endian words.
  let missing: [UInt64]

  init(_ index: IndexedTable) {
    self.index = index
    missing = index.missing
    keySlots = index.keyFields.map { slot(of: $0) }
  }

  /// The slot of a field, made if there is none. Tables are code: they have far fewer fields than there are slots.
  mutating func slot(of field: FieldID) -> UInt16 {
    while slotOfField.count <= field.index { slotOfField.append(0) }
    if slotOfField[field.index] == 0 {
      slotCount += 1
      slotOfField[field.index] = UInt16(clamping: slotCount)
    }
    return slotOfField[field.index]
  }
}
