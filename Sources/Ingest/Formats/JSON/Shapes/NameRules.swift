import ECS

/// Judges a record by the names of its members: which shape it has, or which kind of record of a shape it is.
///
/// Every name that some rule mentions is one bit; a record's members make a set of bits, and the first rule whose names
/// are all there (and whose forbidden names are not) gives the answer. The set of the last record is remembered, so a
/// run of equal records costs one comparison each.
struct NameRules<Label: Sendable>: Sendable {
  private struct Rule: Sendable {
    var label: Label
    var all = NameSet()
    var any = NameSet()
    var none = NameSet()
  }

  private let fallback: Label
  private var patterns: [Substring] = []
  private var rules: [Rule] = []
  /// The bits of each field; `unknown` until it is asked for.
  private var marks: [NameSet] = []
  private var last: (marks: NameSet, label: Label)
  /// Lines that could not be read. Empty unless the program is wrong.
  private(set) var problems: [String] = []

  /// Reads rules: a line is `LABEL NAME… | NAME… ! NAME…`: all of the first, one of the second, none of the third.
  /// A name that ends in `*` stands for all that begin so.
  init(_ text: String, fallback: Label, label: (String) -> Label?) {
    self.fallback = fallback
    last = (NameSet(), fallback)
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard let first = words.first, !first.hasPrefix("#") else { continue }
      guard let label = label(String(first)), words.count > 1 else {
        problems.append(String(line))
        continue
      }
      add(label, words.dropFirst())
    }
    if patterns.count > NameSet.capacity { problems.append("\(patterns.count) names are too many") }
  }

  private mutating func add(_ label: Label, _ words: ArraySlice<Substring>) {
    var rule = Rule(label: label)
    var part = 0
    for word in words {
      switch (word, part) {
      case ("|", _): part = 1
      case ("!", _): part = 2
      case (_, 0): rule.all.formUnion(bit(of: word))
      case (_, 1): rule.any.formUnion(bit(of: word))
      default: rule.none.formUnion(bit(of: word))
      }
    }
    rules.append(rule)
  }

  private mutating func bit(of pattern: Substring) -> NameSet {
    if let index = patterns.firstIndex(of: pattern) { return NameSet(index) }
    patterns.append(pattern)
    return NameSet(patterns.count - 1)
  }

  /// The label of the record in the builder's current row.
  mutating func label(of builder: borrowing BatchBuilder) -> Label {
    var found = NameSet()
    for index in 0..<builder.rowCellCount {
      let field = builder[rowCell: index].field
      found.formUnion(field.index < marks.count ? known(field) : mark(field))
    }
    return label(of: found)
  }

  /// The label of records with these fields: for tables, whose header tells.
  mutating func label(of fields: [FieldID]) -> Label {
    label(of: fields.reduce(into: NameSet()) { $0.formUnion(mark($1)) })
  }

  private mutating func label(of found: NameSet) -> Label {
    if found == last.marks { return last.label }
    let rule = rules.first { rule in
      found.contains(rule.all) && (rule.any.isEmpty || found.meets(rule.any)) && !found.meets(rule.none)
    }
    last = (found, rule?.label ?? fallback)
    return last.label
  }

  private mutating func known(_ field: FieldID) -> NameSet {
    let bits = marks[field.index]
    return !bits.isUnknown ? bits : mark(field)
  }

  private mutating func mark(_ field: FieldID) -> NameSet {
    if field.index < marks.count, !marks[field.index].isUnknown { return marks[field.index] }
    while marks.count <= field.index { marks.append(.unknown) }
    let path = field.path
    var result = NameSet()
    for (index, pattern) in patterns.enumerated() {
      let fits = pattern.last == "*" ? path.hasPrefix(pattern.dropLast()) : path == pattern
      if fits { result.formUnion(NameSet(index)) }
    }
    marks[field.index] = result
    return result
  }
}

/// A set of up to 255 names by number.
struct NameSet: Sendable, Equatable {
  /// How many names there can be.
  static let capacity = 255
  /// Stands for "not looked at yet".
  static let unknown = NameSet(low: .max, high: .max)

  private var low: UInt128
  private var high: UInt128

  private init(low: UInt128, high: UInt128) {
    self.low = low
    self.high = high
  }

  /// The empty set.
  init() { self.init(low: 0, high: 0) }

  /// The set of one name. Numbers past the capacity make an empty set.
  init(_ number: Int) {
    self.init(
      low: number < 128 ? 1 << UInt128(number) : 0,
      high: number >= 128 && number < Self.capacity ? 1 << UInt128(number - 128) : 0)
  }

  var isEmpty: Bool { low == 0 && high == 0 }
  var isUnknown: Bool { self == Self.unknown }

  mutating func formUnion(_ other: NameSet) {
    low |= other.low
    high |= other.high
  }

  func contains(_ other: NameSet) -> Bool { low & other.low == other.low && high & other.high == other.high }
  func meets(_ other: NameSet) -> Bool { low & other.low != 0 || high & other.high != 0 }
}
