import ECS

/// Collects the literals of the tests on one field, and what finding them means.
struct TextIndexBuilder {
  /// Whether regular expressions are run as soon as their literal was found, or only noted.
  let runsExpressions: Bool
  private(set) var exact: [(literal: [UInt8], target: Int32)] = []
  private(set) var folded: [(literal: [UInt8], target: Int32)] = []
  private(set) var programs: [RegexProgram] = []
  private(set) var literals: [[UInt8]] = []
  private(set) var checks: [TextIndex.Check] = []
  private(set) var always: [(leaf: Int32, check: Int)] = []
  private var actions: [(literal: Int, action: TextIndex.Action)] = []
  private var numbers: [ByteText: Int] = [:]

  init(runsExpressions: Bool) { self.runsExpressions = runsExpressions }

  mutating func add(_ leaf: Plan.Leaf, target: Int32) {
    switch leaf {
    case .text(_, .oneOf(let values, let insensitive)), .anyValue(.oneOf(let values, let insensitive)):
      for value in values {
        if insensitive { folded.append((value, target)) } else { exact.append((value, target)) }
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
    if let (literal, kind) = pattern.simpleLiteral {
      add(TextIndex.Action(leaf: target, kind: kind), of: literal)
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
    let number = numbers.claim(ByteText(literal), literals.count)
    if number == literals.count { literals.append(literal) }
    actions.append((number, action))
  }

  /// Literals of which every text that fulfils a test contains one, folded; `nil` if some test needs none.
  var required: [[UInt8]]? {
    always.isEmpty ? literals + folded.map(\.literal) + exact.map { CaseFolding.fold($0.literal) } : nil
  }

  /// The actions of all literals, one after the other, and where those of each begin.
  var flatActions: (starts: [UInt32], actions: [TextIndex.Action]) {
    let (starts, order) = Grouping.byNumber(actions.map(\.literal), groups: literals.count)
    return (starts.map { UInt32($0) }, order.map { actions[$0].action })
  }
}

extension GlobPattern {
  /// The literal and its place, of a pattern that asks for nothing else: a text in any case, with any text before it, behind
  /// it, or both. Folded texts hold a folded literal exactly where their bytes do.
  var simpleLiteral: (literal: [UInt8], kind: TextIndex.Action.Kind)? {
    guard insensitive, parts.count == 2 || parts.count == 3 else { return nil }
    let literal: [UInt8]
    let kind: TextIndex.Action.Kind
    if parts.count == 3 {
      guard parts[0].isEmpty, parts[2].isEmpty else { return nil }
      (literal, kind) = (parts[1], .anywhere)
    } else if parts[0].isEmpty {
      (literal, kind) = (parts[1], .atEnd)
    } else if parts[1].isEmpty {
      (literal, kind) = (parts[0], .atStart)
    } else {
      return nil
    }
    guard !literal.isEmpty, !literal.contains(Self.anyScalar) else { return nil }
    return (literal, kind)
  }
}
