import ECS

/// Judges a record by the names of its members: which shape it has, or which kind of record of a shape it is.
///
/// Every name that some rule mentions is one bit; a record's members make a set of bits, and the first rule whose names
/// are all there (and whose forbidden names are not) gives the answer. The set of the last record is remembered, so a
/// run of equal records costs one comparison each.
struct NameRules<Label: Sendable>: Sendable {
  private struct Rule: Sendable {
    var label: Label
    var all: UInt128
    var any: UInt128
    var none: UInt128
  }

  private let fallback: Label
  private var patterns: [Substring] = []
  private var rules: [Rule] = []
  /// The bits of each field; `unknown` until it is asked for.
  private var marks: [UInt128] = []
  private var last: (marks: UInt128, label: Label)
  private let unknown = UInt128.max
  /// Lines that could not be read. Empty unless the program is wrong.
  private(set) var problems: [String] = []

  /// Reads rules: a line is `LABEL NAME… | NAME… ! NAME…`: all of the first, one of the second, none of the third.
  /// A name that ends in `*` stands for all that begin so.
  init(_ text: String, fallback: Label, label: (String) -> Label?) {
    self.fallback = fallback
    last = (0, fallback)
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard let first = words.first, !first.hasPrefix("#") else { continue }
      guard let label = label(String(first)), words.count > 1 else {
        problems.append(String(line))
        continue
      }
      add(label, words.dropFirst())
    }
    if patterns.count > 127 { problems.append("\(patterns.count) names are too many") }
  }

  private mutating func add(_ label: Label, _ words: ArraySlice<Substring>) {
    var rule = Rule(label: label, all: 0, any: 0, none: 0)
    var part = 0
    for word in words {
      switch (word, part) {
      case ("|", _): part = 1
      case ("!", _): part = 2
      case (_, 0): rule.all |= bit(of: word)
      case (_, 1): rule.any |= bit(of: word)
      default: rule.none |= bit(of: word)
      }
    }
    rules.append(rule)
  }

  private mutating func bit(of pattern: Substring) -> UInt128 {
    if let index = patterns.firstIndex(of: pattern) { return 1 << UInt128(index) }
    patterns.append(pattern)
    return 1 << UInt128(patterns.count - 1)
  }

  /// The label of the record in the builder's current row.
  mutating func label(of builder: borrowing BatchBuilder) -> Label {
    var found: UInt128 = 0
    for index in 0..<builder.rowCellCount {
      let field = builder[rowCell: index].field
      found |= field.index < marks.count ? known(field) : mark(field)
    }
    return label(of: found)
  }

  /// The label of records with these fields: for tables, whose header tells.
  mutating func label(of fields: [FieldID]) -> Label {
    label(of: fields.reduce(0) { $0 | mark($1) })
  }

  private mutating func label(of found: UInt128) -> Label {
    if found == last.marks { return last.label }
    let rule = rules.first { rule in
      found & rule.all == rule.all && (rule.any == 0 || found & rule.any != 0) && found & rule.none == 0
    }
    last = (found, rule?.label ?? fallback)
    return last.label
  }

  private mutating func known(_ field: FieldID) -> UInt128 {
    let bits = marks[field.index]
    return bits != unknown ? bits : mark(field)
  }

  private mutating func mark(_ field: FieldID) -> UInt128 {
    if field.index < marks.count, marks[field.index] != unknown { return marks[field.index] }
    while marks.count <= field.index { marks.append(unknown) }
    let path = field.path
    var result: UInt128 = 0
    for (index, pattern) in patterns.enumerated() {
      let fits = pattern.last == "*" ? path.hasPrefix(pattern.dropLast()) : path == pattern
      if fits { result |= 1 << UInt128(index) }
    }
    marks[field.index] = result
    return result
  }
}
