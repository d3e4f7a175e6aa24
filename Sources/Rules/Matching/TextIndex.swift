import ECS

/// Decides the string tests of all rules on one field, together: each distinct value is hashed twice and scanned once,
/// and only the tests whose literal it contains are looked at.
///
/// A test for a literal at the beginning, at the end or anywhere is decided by where the scan found it. Regular
/// expressions are not run here but where rows are left (`LazyExpressions`): the scan only says which values may match.
///
/// A class because it is asked for every value, and a structure of so many arrays is slow to hand on.
final class TextIndex: Sendable {
  /// What a literal that was found means for a test.
  struct Action: Sendable {
    enum Kind: UInt8, Sendable {
      /// The test holds if the literal stands there.
      case anywhere, atStart, atEnd
      /// The test may hold: see `checks`.
      case check
    }

    /// The test, as an index into `leaves`.
    var leaf: Int32
    /// An index into `checks`.
    var check: Int32 = -1
    var kind: Kind
  }

  /// What remains to be verified of a test when its literal was found, or always if it has none.
  enum Check: Sendable {
    case like(GlobPattern)
    /// An index into the field's regular expressions.
    case regex(Int)
    case term(Term)
  }

  /// The field, or `nil` for tests on any value of an event.
  let field: FieldID?
  /// The plan's numbers of the leaves that are decided here.
  let leaves: [Int]
  let programs: [RegexProgram]
  /// Of tests on any value: literals of which every text that fulfils a test contains one, folded; `nil` if there are none.
  let required: [[UInt8]]?
  private let exact: LiteralTable
  private let folded: LiteralTable
  private let scanner: LiteralScanner?
  /// The actions of literal `n` are those from `starts[n]` to `starts[n + 1]`.
  private let starts: [UInt32]
  private let actions: [Action]
  private let lengths: [Int32]
  private let checks: [Check]
  /// The checks that every value must go through, and their tests.
  private let always: [(leaf: Int32, check: Int)]

  init(field: FieldID?, leaves: [(number: Int, leaf: Plan.Leaf)]) {
    self.field = field
    self.leaves = leaves.map(\.number)
    var builder = TextIndexBuilder(runsExpressions: field == nil)
    for (index, entry) in leaves.enumerated() { builder.add(entry.leaf, target: Int32(index)) }
    (exact, folded) = builder.tables
    programs = builder.programs
    checks = builder.checks
    always = builder.always
    (starts, actions) = builder.flatActions
    let literals = builder.literals
    lengths = (0..<literals.count).map { Int32(literals.range($0).count) }
    scanner = literals.count == 0 ? nil : LiteralScanner(literals)
    required = field == nil ? builder.required : nil
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
    exact.forEachTarget(of: value) { state.add(code, to: Int($0)) }
    // The buffer is taken out of the state while the state is written to.
    var lower: [UInt8] = []
    swap(&lower, &state.folded)
    defer { swap(&lower, &state.folded) }
    lower.removeAll(keepingCapacity: true)
    CaseFolding.append(value, to: &lower)
    folded.forEachTarget(of: lower.span) { state.add(code, to: Int($0)) }
    for entry in always { verify(entry.leaf, entry.check, value, lower.span, code, &state) }
    guard let scanner else { return }
    state.value &+= 1
    let length = lower.count
    scanner.scan(lower.span) { literal, end in
      let number = Int(literal)
      // A literal that stands in the value a hundred times is looked at once, with what is known of its places.
      var place: UInt8 = end == length ? 2 : 0
      if end == Int(lengths[number]) { place |= 1 }
      if state.lastValue[number] != state.value {
        state.lastValue[number] = state.value
        state.places[number] = place
        state.found.append(literal)
      } else {
        state.places[number] |= place
      }
    }
    while let literal = state.found.popLast() {
      let number = Int(literal)
      let place = state.places[number]
      for index in Int(starts[number])..<Int(starts[number + 1]) {
        let action = actions[index]
        switch action.kind {
        case .anywhere: state.add(code, to: Int(action.leaf))
        case .atStart: if place & 1 != 0 { state.add(code, to: Int(action.leaf)) }
        case .atEnd: if place & 2 != 0 { state.add(code, to: Int(action.leaf)) }
        case .check: verify(action.leaf, Int(action.check), value, lower.span, code, &state)
        }
      }
    }
  }

  private func verify(
    _ target: Int32, _ check: Int, _ value: borrowing Span<UInt8>, _ folded: borrowing Span<UInt8>, _ code: UInt32,
    _ state: inout TextState
  ) {
    let leaf = Int(target)
    guard !state.has(code, in: leaf) else { return }
    switch checks[check] {
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

  var literalCount: Int { lengths.count }
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
  /// The value that is looked at, counted from 1, the one in which each literal was last found, and where there: bit 0 at
  /// its beginning, bit 1 at its end.
  var value: UInt32 = 0
  var lastValue: [UInt32] = []
  var places: [UInt8] = []
  var found: [Int32] = []
  var folded: [UInt8] = []

  mutating func begin(_ index: TextIndex) {
    if codes.isEmpty {
      codes = [[UInt32]](repeating: [], count: index.leaves.count)
      matchers = index.programs.map(RegexMatcher.init)
      places = [UInt8](repeating: 0, count: index.literalCount)
    }
    if lastValue.isEmpty || value > 1 << 31 {
      value = 0
      lastValue = [UInt32](repeating: 0, count: index.literalCount)
    }
    for leaf in touched { codes[leaf].removeAll(keepingCapacity: true) }
    touched.removeAll(keepingCapacity: true)
    unknown.removeAll(keepingCapacity: true)
  }

  func has(_ code: UInt32, in leaf: Int) -> Bool { codes[leaf].last == code }

  mutating func add(_ code: UInt32, to leaf: Int) {
    if codes[leaf].isEmpty {
      touched.append(leaf)
      codes[leaf].append(code)
    } else if codes[leaf].last != code {
      codes[leaf].append(code)
    }
  }
}
