import ECS

/// Adds conditions to a plan, each distinct expression once.
struct PlanBuilder {
  private(set) var plan = Plan()
  private let category: FieldID
  private var nodeNumbers: [Plan.Node: Int] = [:]
  private var leafNumbers: [Plan.Leaf: Int] = [:]
  /// For each leaf, the order in which it is tried, and whether it is computed for single rows.
  private var leafTraits: [(cost: Int, isRowBound: Bool)] = []

  /// A builder of plans in which `category` says what sort of event it is.
  init(category: FieldID = .eventCategory) { self.category = category }

  /// Makes room for the conditions of so many rules; growing step by step would hash every leaf again each time.
  mutating func reserve(rules: Int) {
    leafNumbers.reserveCapacity(5 * rules)
    nodeNumbers.reserveCapacity(10 * rules)
  }

  /// Adds a query: the node that is true for the events that it matches.
  mutating func add(category name: String?, condition: Term) -> Int {
    let root = node(for: condition, .isTrue)
    guard let name else { return root }
    let test = Term.test(.field(category), .oneOf([Array(name.utf8)], insensitive: false))
    return and([node(for: test, .isTrue), root])
  }

  private mutating func node(for term: Term, _ sense: Plan.Sense) -> Int {
    switch sense {
    case .isNotTrue: return complement(node(for: term, .isTrue))
    case .isNotFalse: return complement(node(for: term, .isFalse))
    case .isTrue, .isFalse: break
    }
    switch term {
    case .constant(.boolean(let value)): return number(of: sense.holds(value) ? .always : .never)
    case .constant: return number(of: sense.holds(nil) ? .always : .never)
    case .not(let inner): return node(for: inner, sense.ofNegation)
    case .isTrue(let inner): return node(for: inner, sense.withoutNull)
    case .and(let terms), .or(let terms):
      var children: [Int] = []
      for term in terms { children.append(node(for: term, sense)) }
      var isAnd = !sense.isConjunctive
      if case .and = term { isAnd = sense.isConjunctive }
      return isAnd ? and(children) : or(children)
    case .isNull, .anyValue, .lineage, .search:
      let root = number(of: .leaf(leaf(for: term), .isTrue))
      return sense == .isTrue ? root : complement(root)
    default: return number(of: .leaf(leaf(for: term), sense))
    }
  }

  private mutating func complement(_ node: Int) -> Int {
    switch plan.nodes[node] {
    case .always: number(of: .never)
    case .never: number(of: .always)
    case .complement(let inner): inner
    default: number(of: .complement(node))
    }
  }

  private mutating func leaf(for term: Term) -> Int {
    let leaf = classify(term)
    let number = leafNumbers.claim(leaf, plan.leaves.count)
    if number == plan.leaves.count {
      plan.leaves.append(leaf)
      leafTraits.append(traits(leaf))
    }
    return number
  }

  private mutating func classify(_ term: Term) -> Plan.Leaf {
    switch term {
    case .lineage(let lineage): return .lineage(number(of: lineage))
    case .test(.field(let field), let test) where field.type.family == .keyword: return .text(field, test)
    case .isNull(.field(let field)): return .missing(field)
    case .anyValue(let test): return .anyValue(test)
    default:
      let fields = term.fields
      guard fields.count == 1, fields[0].type.family == .keyword, !term.asksForNull, !term.readsLists else {
        return .row(term)
      }
      return .dictionary(fields[0], term)
    }
  }

  private mutating func number(of lineage: Lineage) -> Int {
    let root = add(category: lineage.category, condition: lineage.condition)
    let planned = Plan.PlannedLineage(kinship: lineage.kinship, root: root)
    if let known = plan.lineages.firstIndex(of: planned) { return known }
    plan.lineages.append(planned)
    return plan.lineages.count - 1
  }

  private mutating func and(_ children: [Int]) -> Int {
    // The cost in the upper half, so that one comparison orders by it first.
    var flat: [Int] = []
    flat.reserveCapacity(children.count)
    for child in children {
      switch plan.nodes[child] {
      case .always: break
      case .never: return child
      case .and(let inner): for node in inner { flat.append(cost(node) << 32 | node) }
      default: flat.append(cost(child) << 32 | child)
      }
    }
    if flat.isEmpty { return number(of: .always) }
    let ordered = Self.distinct(flat).map { $0 & 0xFFFF_FFFF }
    return ordered.count == 1 ? ordered[0] : number(of: .and(ordered))
  }

  private mutating func or(_ children: [Int]) -> Int {
    var flat: [Int] = []
    flat.reserveCapacity(children.count)
    for child in children {
      switch plan.nodes[child] {
      case .never: break
      case .always: return child
      case .or(let inner): flat += inner
      default: flat.append(child)
      }
    }
    if flat.isEmpty { return number(of: .never) }
    let ordered = Self.distinct(flat)
    return ordered.count == 1 ? ordered[0] : number(of: .or(ordered))
  }

  /// Numbers in ascending order, each once.
  private static func distinct(_ numbers: [Int]) -> [Int] {
    guard numbers.count > 1 else { return numbers }
    var result = numbers
    result.sort()
    var kept = 1
    for index in 1..<result.count where result[index] != result[kept - 1] {
      result[kept] = result[index]
      kept += 1
    }
    result.removeLast(result.count - kept)
    return result
  }

  /// A rough order of trying: what is decided by a table before what is searched, searched before computed.
  private func cost(_ node: Int) -> Int {
    if plan.isRowBound[node] { return 9 }
    if case .complement(let inner) = plan.nodes[node] { return 5 + min(cost(inner), 3) }
    guard case .leaf(let leaf, let sense) = plan.nodes[node] else { return 4 }
    return leafTraits[leaf].cost + (sense == .isTrue ? 0 : 5)
  }

  private func traits(_ leaf: Plan.Leaf) -> (cost: Int, isRowBound: Bool) {
    switch leaf {
    case .text(category, _): (0, false)
    case .text(_, .oneOf): (1, false)
    case .missing: (2, false)
    case .text(_, .regex): (3, true)
    case .text, .lineage: (3, false)
    case .dictionary: (4, false)
    case .row, .anyValue: (4, true)
    }
  }

  private mutating func number(of node: Plan.Node) -> Int {
    let number = nodeNumbers.claim(node, plan.nodes.count)
    guard number == plan.nodes.count else { return number }
    plan.nodes.append(node)
    switch node {
    case .always, .never: plan.isRowBound.append(false)
    case .leaf(let leaf, _): plan.isRowBound.append(leafTraits[leaf].isRowBound)
    case .complement(let inner): plan.isRowBound.append(plan.isRowBound[inner])
    case .and(let children), .or(let children):
      plan.isRowBound.append(children.contains { plan.isRowBound[$0] })
    }
    return number
  }
}

extension Dictionary where Value == Int {
  /// The number of a key, which is `next` if it has none yet. The key, which may be long, is hashed once.
  mutating func claim(_ key: Key, _ next: Int) -> Int {
    func kept(_ number: inout Int) -> Int { number }
    return kept(&self[key, default: next])
  }
}
