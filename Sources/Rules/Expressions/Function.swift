/// The functions of EQL that compute a value from values.
///
/// Source: the EQL function reference of Elasticsearch; `match`, `wildcard` and `arrayContains` from the EQL reference
/// implementation. Functions that are conditions on one string (`startsWith`, `match`, …) become `StringTest`s where
/// their operands are constants.
enum Function: String, Sendable, Hashable, CaseIterable {
  case add
  case between
  case cidrMatch
  case concat
  case divide
  case endsWith
  case indexOf
  case length
  case match
  case modulo
  case multiply
  case number
  case startsWith
  case string
  case stringContains
  case substring
  case subtract
  case wildcard
  case arrayContains
  /// `between` as the reference implementation has it: null where there is no such part.
  case betweenOrNull = "#between"
  /// The value with its case folded, if it is text; no query can name it.
  case folded = "#folded"
  /// What the reference implementation takes for true; no query can name it.
  case truth = "#truth"
  /// The week of a time, as ISO 8601 counts weeks; no query can name it.
  case week = "#week"

  /// The function of a name. Published rules write some names in lower case (`startswith`), and Elasticsearch runs them.
  static func named(_ name: String) -> Function? {
    if let exact = Function(rawValue: name) { return exact.rawValue.hasPrefix("#") ? nil : exact }
    if name == "matchLite" { return .match }
    return allCases.first { $0.rawValue.lowercased() == name.lowercased() && !$0.rawValue.hasPrefix("#") }
  }

  /// How many arguments it takes.
  var arity: ClosedRange<Int> {
    switch self {
    case .length, .string, .folded, .truth, .week: 1...1
    case .number: 1...2
    case .add, .divide, .modulo, .multiply, .subtract, .endsWith, .startsWith, .stringContains: 2...2
    case .indexOf, .substring: 2...3
    case .between, .betweenOrNull: 3...5
    case .cidrMatch, .match, .wildcard, .arrayContains: 2...10_000
    case .concat: 1...10_000
    }
  }

  /// What it gives.
  var result: ValueType {
    switch self {
    case .add, .divide, .indexOf, .length, .modulo, .multiply, .number, .subtract, .week: .number
    case .between, .betweenOrNull, .concat, .string, .substring: .string
    case .folded: .unknown
    case .cidrMatch, .endsWith, .match, .startsWith, .stringContains, .wildcard, .arrayContains, .truth: .boolean
    }
  }

  /// What it expects of an argument.
  func argument(_ index: Int) -> ValueType {
    switch self {
    case .add, .divide, .modulo, .multiply, .subtract: .number
    case .between, .betweenOrNull: index < 3 ? .string : .boolean
    case .endsWith, .length, .startsWith, .stringContains, .match, .wildcard: .string
    case .indexOf: index < 2 ? .string : .number
    case .number: index == 0 ? .string : .number
    case .substring: index == 0 ? .string : .number
    case .cidrMatch, .concat, .string, .arrayContains, .folded, .truth, .week: .unknown
    }
  }

  /// Whether it has a form that ignores case, `name~`.
  var hasInsensitiveForm: Bool {
    switch self {
    case .between, .betweenOrNull, .endsWith, .indexOf, .match, .startsWith, .stringContains, .wildcard, .arrayContains,
      .concat,
      .cidrMatch, .length, .string, .substring:
      true
    case .add, .divide, .modulo, .multiply, .number, .subtract, .folded, .truth, .week: false
    }
  }
}
