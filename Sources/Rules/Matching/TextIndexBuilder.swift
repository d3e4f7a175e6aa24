import ECS

/// Collects the literals of the tests on one field, and what finding them means.
struct TextIndexBuilder {
  /// Whether regular expressions are run as soon as their literal was found, or only noted.
  let runsExpressions: Bool
  private(set) var programs: [RegexProgram] = []
  /// What the scan looks for.
  private(set) var literals = LiteralPool()
  private(set) var checks: [TextIndex.Check] = []
  private(set) var always: [(leaf: Int32, check: Int)] = []
  private var actions: [(literal: Int, action: TextIndex.Action)] = []
  /// What whole values are compared with, as they are and folded.
  private var exact = LiteralPool()
  private var folded = LiteralPool()
  private var exactUses: [(literal: Int, target: Int32)] = []
  private var foldedUses: [(literal: Int, target: Int32)] = []

  init(runsExpressions: Bool) { self.runsExpressions = runsExpressions }

  /// The tables of what whole values are compared with.
  var tables: (exact: LiteralTable, folded: LiteralTable) {
    (LiteralTable(exact, uses: exactUses), LiteralTable(folded, uses: foldedUses))
  }

  mutating func add(_ leaf: Plan.Leaf, target: Int32) {
    switch leaf {
    case .text(_, .oneOf(let values, let insensitive)), .anyValue(.oneOf(let values, let insensitive)):
      for value in values {
        if insensitive {
          foldedUses.append((folded.insert(value.span), target))
        } else {
          exactUses.append((exact.insert(value.span), target))
        }
      }
    case .text(_, .like(let patterns)), .anyValue(.like(let patterns)):
      for pattern in patterns { add(pattern, target) }
    case .text(_, .regex(let program)), .anyValue(.regex(let program)): add(program, target)
    case .text(let field, .objects(let path, let term)):
      always.append((target, add(.term(.test(.field(field), .objects(path: path, term))))))
    case .dictionary(_, let term): always.append((target, add(.term(term))))
    case .missing, .row, .anyValue(.objects), .lineage: break
    }
  }

  private mutating func add(_ check: TextIndex.Check) -> Int {
    checks.append(check)
    return checks.count - 1
  }

  private mutating func add(_ pattern: GlobPattern, _ target: Int32) {
    if let (range, kind) = pattern.simpleLiteral {
      let number = literals.insert(pattern.bytes.span.extracting(range))
      actions.append((number, TextIndex.Action(leaf: target, kind: kind)))
      return
    }
    let literal = pattern.requiredLiteral
    let check = add(.like(pattern))
    if literal.isEmpty {
      always.append((target, check))
    } else {
      add(TextIndex.Action(leaf: target, check: Int32(check), kind: .check), of: literal)
    }
  }

  private mutating func add(_ program: RegexProgram, _ target: Int32) {
    guard runsExpressions else {
      // Without literals every value may match, and nothing is noted.
      for literal in program.requiredLiterals ?? [] {
        add(TextIndex.Action(leaf: target, kind: .anywhere), of: literal)
      }
      return
    }
    programs.append(program)
    let check = add(.regex(programs.count - 1))
    guard let required = program.requiredLiterals else {
      always.append((target, check))
      return
    }
    for literal in required { add(TextIndex.Action(leaf: target, check: Int32(check), kind: .check), of: literal) }
  }

  private mutating func add(_ action: TextIndex.Action, of literal: [UInt8]) {
    actions.append((literals.insert(literal.span), action))
  }

  /// Literals of which every text that fulfils a test contains one, folded; `nil` if some test needs none.
  var required: [[UInt8]]? {
    guard always.isEmpty else { return nil }
    return Self.all(literals) + Self.all(folded) + Self.all(exact).map { CaseFolding.fold($0) }
  }

  private static func all(_ pool: LiteralPool) -> [[UInt8]] {
    (0..<pool.count).map { Array(pool.bytes[pool.range($0)]) }
  }

  /// The actions of all literals, one after the other, and where those of each begin.
  var flatActions: (starts: [UInt32], actions: [TextIndex.Action]) {
    let (starts, order) = Grouping.byNumber(actions.map(\.literal), groups: literals.count)
    return (starts.map { UInt32($0) }, order.map { actions[$0].action })
  }
}

extension GlobPattern {
  /// Where the literal stands in the pattern, and where texts must have it, of a pattern that asks for nothing else: a text in
  /// any case, with any text before it, behind it, or both. Folded texts hold a folded literal exactly where their bytes do.
  var simpleLiteral: (literal: Range<Int>, kind: TextIndex.Action.Kind)? {
    guard insensitive, bytes.count > 1 else { return nil }
    let isAfter = bytes[0] == Self.anyText
    let isBefore = bytes[bytes.count - 1] == Self.anyText
    guard isAfter || isBefore else { return nil }
    let range = (isAfter ? 1 : 0)..<(isBefore ? bytes.count - 1 : bytes.count)
    for index in range where bytes[index] >= Self.anyText { return nil }
    return (range, isAfter ? (isBefore ? .anywhere : .atEnd) : .atStart)
  }
}
