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
  /// Index of the first argument in `MappingProgram.texts`, or of the map in `MappingProgram.maps`.
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

/// Everything that the tables of a normalizer were compiled to, in flat arrays that operations refer to by index.
struct MappingProgram: Sendable {
  var ops: [MappingOp] = []
  var targets: [MappingTarget] = []
  var steps: [MappingStep] = []
  var parts: [JoinPart] = []
  var texts: [[UInt8]] = []
  var maps: [ValueMap] = []
  var constants: [MappingConstant] = []
}

/// A compiled table.
final class CompiledTable: Sendable {
  let name: String
  /// The slots of the key fields.
  let keySlots: [UInt16]
  let keys: KeyTable
  /// For each field number the field's slot in this table, 0 for a field that the table never mentions.
  let slotOfField: [UInt16]
  /// The highest slot.
  let slotCount: UInt16
  /// The operations for each key of `keys`.
  let groups: [Range<Int>]
  /// The operations that come before the entry is looked for, those before the entry's own, and those after them.
  let before: Range<Int>
  let always: Range<Int>
  let finally: Range<Int>
  /// The operations for events without an entry.
  let fallback: Range<Int>
  /// Text values of up to eight bytes that count as missing, as little-endian words.
  let missing: [UInt64]
  let renames: [RenameDirective]

  init(
    name: String, keySlots: [UInt16], keys: KeyTable, slotOfField: [UInt16], groups: [Range<Int>],
    fallback: Range<Int>, before: Range<Int>, always: Range<Int>, finally: Range<Int>, missing: [UInt64],
    renames: [RenameDirective]
  ) {
    self.name = name
    self.keySlots = keySlots
    self.keys = keys
    self.slotOfField = slotOfField
    self.groups = groups
    self.fallback = fallback
    self.before = before
    self.always = always
    self.finally = finally
    slotCount = slotOfField.max() ?? 0
    self.missing = missing
    self.renames = renames
  }
}
