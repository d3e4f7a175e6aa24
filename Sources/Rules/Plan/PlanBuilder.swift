import ECS

/// Adds conditions to a plan, each distinct expression once.
struct PlanBuilder {
  private(set) var plan = Plan()
  private let category: FieldID
  private var nodeNumbers: [Plan.Node: Int] = [:]
  private var leafNumbers: [Plan.Leaf: Int] = [:]

  /// A builder of plans in which `category` says what sort of event it is.
  init(category: FieldID = .eventCategory) { self.category = category }

  /// Adds a query: the node that is true for the events that it matches.
  mutating func add(category name: String?, condition: Term) -> Int {
    let root = node(for: condition, negated: false)
    guard let name else { return root }
    let test = Term.test(.field(category), .oneOf([Array(name.utf8)], insensitive: false))
    return and([node(for: test, negated: false), root])
  }

  private mutating func node(for term: Term, negated: Bool) -> Int {
    switch term {
    case .constant(.boolean(let value)): return number(of: value != negated ? .always : .never)
    case .constant: return number(of: .never)
    case .not(let inner): return node(for: inner, negated: !negated)
    case .and(let terms), .or(let terms):
      var children: [Int] = []
      for term in terms { children.append(node(for: term, negated: negated)) }
      var isAnd = negated
      if case .and = term { isAnd = !negated }
      return isAnd ? and(children) : or(children)
    default:
      return number(of: .leaf(leaf(for: term), negated: negated))
    }
  }

  private mutating func leaf(for term: Term) -> Int {
    let leaf = Self.classify(term)
    if let known = leafNumbers[leaf] { return known }
    plan.leaves.append(leaf)
    leafNumbers[leaf] = plan.leaves.count - 1
    return plan.leaves.count - 1
  }

  private static func classify(_ term: Term) -> Plan.Leaf {
    switch term {
    case .test(.field(let field), let test) where field.type.family == .keyword: return .text(field, test)
    case .isNull(.field(let field)): return .missing(field)
    default:
      let fields = term.fields
      guard fields.count == 1, fields[0].type.family == .keyword, !asksForNull(term) else { return .row(term) }
      return .dictionary(fields[0], term)
    }
  }

  /// Whether a missing value can make the term anything but null.
  private static func asksForNull(_ term: Term) -> Bool {
    switch term {
    case .constant, .field: false
    case .isNull: true
    case .call(_, _, let terms), .and(let terms), .or(let terms): terms.contains(where: asksForNull)
    case .compare(_, let left, let right): asksForNull(left) || asksForNull(right)
    case .test(let inner, _), .inNetwork(let inner, _), .not(let inner): asksForNull(inner)
    }
  }

  private mutating func and(_ children: [Int]) -> Int {
    var flat: Set<Int> = []
    for child in children {
      switch plan.nodes[child] {
      case .always: break
      case .never: return child
      case .and(let inner): flat.formUnion(inner)
      default: flat.insert(child)
      }
    }
    if flat.isEmpty { return number(of: .always) }
    let ordered = flat.sorted { (cost($0), $0) < (cost($1), $1) }
    return ordered.count == 1 ? ordered[0] : number(of: .and(ordered))
  }

  private mutating func or(_ children: [Int]) -> Int {
    var flat: Set<Int> = []
    for child in children {
      switch plan.nodes[child] {
      case .never: break
      case .always: return child
      case .or(let inner): flat.formUnion(inner)
      default: flat.insert(child)
      }
    }
    if flat.isEmpty { return number(of: .never) }
    let ordered = flat.sorted()
    return ordered.count == 1 ? ordered[0] : number(of: .or(ordered))
  }

  /// A rough order of trying: what is decided by a table before what is searched, searched before computed.
  private func cost(_ node: Int) -> Int {
    if plan.isRowBound[node] { return 9 }
    guard case .leaf(let leaf, let negated) = plan.nodes[node] else { return 4 }
    let extra = negated ? 5 : 0
    switch plan.leaves[leaf] {
    case .text(category, _): return extra
    case .text(_, .oneOf): return 1 + extra
    case .missing: return 2 + extra
    case .text: return 3 + extra
    case .dictionary, .row: return 4 + extra
    }
  }

  private mutating func number(of node: Plan.Node) -> Int {
    if let known = nodeNumbers[node] { return known }
    let number = plan.nodes.count
    nodeNumbers[node] = number
    plan.nodes.append(node)
    switch node {
    case .always, .never: plan.isRowBound.append(false)
    case .leaf(let leaf, _):
      if case .row = plan.leaves[leaf] { plan.isRowBound.append(true) } else { plan.isRowBound.append(false) }
    case .and(let children), .or(let children):
      plan.isRowBound.append(children.contains { plan.isRowBound[$0] })
    }
    return number
  }
}
