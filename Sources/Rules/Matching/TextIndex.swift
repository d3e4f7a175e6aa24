import ECS

/// Decides the string tests of all rules on one field, together: each distinct value is hashed twice and scanned once,
/// and only the tests whose literal it contains are looked at.
struct TextIndex: Sendable {
  /// What remains to be verified of a test when its literal was found, or always if it has none.
  struct Check: Sendable {
    /// The test, as an index into `leaves`.
    var leaf: Int32
    var kind: Kind

    enum Kind: Sendable {
      case like(GlobPattern)
      /// An index into the field's regular expressions.
      case regex(Int)
      case term(Term)
    }
  }

  /// The field, or `nil` for tests on any value of an event.
  let field: FieldID?
  /// The plan's numbers of the leaves that are decided here.
  let leaves: [Int]
  let programs: [RegexProgram]
  private let exact: LiteralTable
  private let folded: LiteralTable
  private let automaton: AhoCorasick?
  /// The checks that a literal of the automaton asks for.
  private let checks: [[Check]]
  /// The checks that every value must go through.
  private let always: [Check]

  init(field: FieldID?, leaves: [(number: Int, leaf: Plan.Leaf)]) {
    self.field = field
    self.leaves = leaves.map(\.number)
    var collector = Collector()
    for (index, entry) in leaves.enumerated() { collector.add(entry.leaf, target: Int32(index)) }
    exact = LiteralTable(collector.exact)
    folded = LiteralTable(collector.folded)
    programs = collector.programs
    checks = collector.checks
    always = collector.always
    automaton = collector.literals.isEmpty ? nil : AhoCorasick(collector.literals)
  }

  private struct Collector {
    var exact: [(literal: [UInt8], target: Int32)] = []
    var folded: [(literal: [UInt8], target: Int32)] = []
    var programs: [RegexProgram] = []
    var literals: [[UInt8]] = []
    var checks: [[Check]] = []
    var always: [Check] = []
    private var numbers: [[UInt8]: Int] = [:]

    mutating func add(_ leaf: Plan.Leaf, target: Int32) {
      switch leaf {
      case .text(_, .oneOf(let values, let insensitive)), .anyValue(.oneOf(let values, let insensitive)):
        for value in values {
          if insensitive { folded.append((value, target)) } else { exact.append((value, target)) }
        }
      case .text(_, .like(let patterns)), .anyValue(.like(let patterns)):
        for pattern in patterns {
          let literal = pattern.requiredLiteral
          add(Check(leaf: target, kind: .like(pattern)), needing: literal.isEmpty ? nil : [literal])
        }
      case .text(_, .regex(let program)), .anyValue(.regex(let program)):
        programs.append(program)
        add(Check(leaf: target, kind: .regex(programs.count - 1)), needing: program.requiredLiterals)
      case .text(let field, .objects(let path, let term)):
        always.append(Check(leaf: target, kind: .term(.test(.field(field), .objects(path: path, term)))))
      case .dictionary(_, let term): always.append(Check(leaf: target, kind: .term(term)))
      case .missing, .row, .anyValue(.objects), .lineage: break
      }
    }

    private mutating func add(_ check: Check, needing required: [[UInt8]]?) {
      guard let required else {
        always.append(check)
        return
      }
      for literal in required {
        if let number = numbers[literal] {
          checks[number].append(check)
        } else {
          numbers[literal] = literals.count
          literals.append(literal)
          checks.append([check])
        }
      }
    }
  }

  // MARK: Deciding

  /// Decides all tests for all distinct values of a column.
  func decide(_ column: KeywordColumn, into state: inout TextState) {
    state.begin(self)
    let text = column.bytes.span
    for code in 1..<UInt32(column.distinctCount + 1) {
      decide(text.extracting(column.range(of: code)), code: code, into: &state)
    }
  }

  /// Decides all tests for one value; those that it fulfils get `code`.
  func decide(_ value: borrowing Span<UInt8>, code: UInt32, into state: inout TextState) {
    for target in exact.isEmpty ? [] : exact.targets(of: value) { state.add(code, to: Int(target)) }
    state.folded.removeAll(keepingCapacity: true)
    CaseFolding.append(value, to: &state.folded)
    let lower = state.folded
    for target in folded.isEmpty ? [] : folded.targets(of: lower.span) { state.add(code, to: Int(target)) }
    for check in always { verify(check, value, lower.span, code, &state) }
    guard let automaton else { return }
    state.value &+= 1
    automaton.scan(lower.span) { literal in
      // A literal that stands in the value a hundred times is checked once.
      guard state.lastValue[Int(literal)] != state.value else { return }
      state.lastValue[Int(literal)] = state.value
      state.found.append(literal)
    }
    while let literal = state.found.popLast() {
      for check in checks[Int(literal)] { verify(check, value, lower.span, code, &state) }
    }
  }

  private func verify(
    _ check: Check, _ value: borrowing Span<UInt8>, _ folded: borrowing Span<UInt8>, _ code: UInt32,
    _ state: inout TextState
  ) {
    let leaf = Int(check.leaf)
    guard !state.has(code, in: leaf) else { return }
    switch check.kind {
    case .like(let pattern):
      if pattern.insensitive ? pattern.matches(folded) : pattern.matches(value) { state.add(code, to: leaf) }
    case .regex(let number):
      let insensitive = programs[number].insensitive
      let holds = insensitive ? state.matchers[number].matches(folded) : state.matchers[number].matches(value)
      if holds { state.add(code, to: leaf) }
    case .term(let term):
      var bytes: [UInt8] = []
      for index in value.indices { bytes.append(value[index]) }
      switch Interpreter.truth(term, Bindings(values: field.map { [($0, .string(bytes))] } ?? [])) {
      case true: state.add(code, to: leaf)
      case nil: state.unknown[leaf, default: []].append(code)
      default: break
      }
    }
  }

  var literalCount: Int { checks.count }
}

/// What a batch's values of one field fulfil; the buffers live on from batch to batch.
struct TextState: Sendable {
  /// For each test, the codes that fulfil it, ascending.
  private(set) var codes: [[UInt32]] = []
  /// The tests that some value fulfils.
  private var touched: [Int] = []
  /// For each test that can be null on a value, the codes on which it is.
  var unknown: [Int: [UInt32]] = [:]
  var matchers: [RegexMatcher] = []
  /// The value that is looked at, counted from 1 in each batch, and the one in which each literal was last found.
  var value: UInt32 = 0
  var lastValue: [UInt32] = []
  var found: [Int32] = []
  var folded: [UInt8] = []

  mutating func begin(_ index: TextIndex) {
    if codes.isEmpty {
      codes = [[UInt32]](repeating: [], count: index.leaves.count)
      matchers = index.programs.map(RegexMatcher.init)
    }
    value = 0
    lastValue = [UInt32](repeating: 0, count: index.literalCount)
    for leaf in touched { codes[leaf].removeAll(keepingCapacity: true) }
    touched.removeAll(keepingCapacity: true)
    unknown.removeAll(keepingCapacity: true)
  }

  func has(_ code: UInt32, in leaf: Int) -> Bool { codes[leaf].last == code }

  mutating func add(_ code: UInt32, to leaf: Int) {
    if codes[leaf].isEmpty { touched.append(leaf) }
    if codes[leaf].last != code { codes[leaf].append(code) }
  }
}
