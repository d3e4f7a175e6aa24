import ECS

/// Evaluates the nodes of a plan over one batch after another; nothing is computed that no rule asks for, and nothing
/// twice.
struct PlanEvaluator: Sendable {
  private let plan: Plan
  private let indexes: [TextIndex]
  /// Where a leaf is decided: the text index and its number there; -1 for leaves that no index decides.
  private let homes: [(index: Int32, leaf: Int32)]
  private let indexOfField: [FieldID: Int]
  private var anyValue: AnyValueEvaluator
  private var expressions = LazyExpressions()

  private var texts: [TextState]
  private var decided: [Bool]
  private var rowIndexes: [RowIndex?]
  private var missing: [FieldID: RowSet] = [:]
  private var results: [RowSet?]
  private var isKnown: [Bool]
  private var known: [Int] = []
  private var rowResults: [Int: RowResult] = [:]
  private var columns: ColumnSet
  private(set) var lineages: LineageTracker
  private var lineageRows: [RowSet] = []

  /// What is known so far of a condition that is computed by row.
  private struct RowResult: Sendable {
    var computed: RowSet
    var isTrue: RowSet
    var isNull: RowSet
  }

  init(_ plan: Plan, empty: ColumnSet, _ schema: EventSchema = .ecs) {
    self.plan = plan
    var byField: [FieldID: [(number: Int, leaf: Plan.Leaf)]] = [:]
    var order: [FieldID] = []
    for (number, leaf) in plan.leaves.enumerated() {
      switch leaf {
      case .text(let field, _), .dictionary(let field, _):
        if byField[field] == nil { order.append(field) }
        byField[field, default: []].append((number, leaf))
      case .missing, .row, .anyValue, .lineage: break
      }
    }
    indexes = order.map { TextIndex(field: $0, leaves: byField[$0] ?? []) }
    indexOfField = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    var homes = [(index: Int32, leaf: Int32)](repeating: (-1, -1), count: plan.leaves.count)
    for (number, index) in indexes.enumerated() {
      for (local, leaf) in index.leaves.enumerated() { homes[leaf] = (Int32(number), Int32(local)) }
    }
    self.homes = homes
    anyValue = AnyValueEvaluator(plan)
    texts = [TextState](repeating: TextState(), count: indexes.count)
    decided = [Bool](repeating: false, count: indexes.count)
    rowIndexes = [RowIndex?](repeating: nil, count: indexes.count)
    results = [RowSet?](repeating: nil, count: plan.nodes.count)
    isKnown = [Bool](repeating: false, count: plan.nodes.count)
    columns = empty
    lineages = LineageTracker(plan.lineages.map(\.kinship), schema)
  }

  /// Takes on the next batch.
  mutating func begin(_ columns: ColumnSet) {
    self.columns = columns
    anyValue.begin()
    expressions.begin()
    for node in known {
      isKnown[node] = false
      results[node] = nil
    }
    known.removeAll(keepingCapacity: true)
    for index in indexes.indices {
      decided[index] = false
      rowIndexes[index] = nil
    }
    missing.removeAll(keepingCapacity: true)
    rowResults.removeAll(keepingCapacity: true)
    guard !plan.lineages.isEmpty else { return }
    lineageRows.removeAll(keepingCapacity: true)
    lineages.begin(columns)
    for (number, lineage) in plan.lineages.enumerated() {
      let others = rows(lineage.root)
      lineageRows.append(lineages.related(number, others, rows: columns.count))
    }
  }

  /// Takes on what a tracker of the same plan remembers.
  mutating func restore(_ lineages: LineageTracker) { self.lineages = lineages }

  /// The rows where a node is true; `nil` if there are none.
  mutating func rows(_ node: Int) -> RowSet? { rows(node, within: nil) }

  private mutating func rows(_ node: Int, within mask: RowSet?) -> RowSet? {
    if isKnown[node] { return results[node] }
    let result = compute(node, within: mask)
    guard !plan.isRowBound[node] else { return result }
    isKnown[node] = true
    known.append(node)
    results[node] = result
    return result
  }

  private mutating func compute(_ node: Int, within mask: RowSet?) -> RowSet? {
    switch plan.nodes[node] {
    case .never: return nil
    case .always: return columns.count == 0 ? nil : RowSet(allOf: columns.count)
    case .leaf(let leaf, let sense): return rows(leaf: leaf, sense, within: mask)
    case .complement(let inner):
      var result = mask ?? RowSet(allOf: columns.count)
      if let rows = rows(inner, within: mask) { result.subtract(rows) }
      return result.isEmpty ? nil : result
    case .and(let children):
      // A node without row conditions is kept for other rules, so the mask of this one must not narrow it.
      var result = plan.isRowBound[node] ? mask : nil
      for child in children {
        if result != nil, case .complement(let inner) = plan.nodes[child] {
          if let rows = rows(inner, within: result) { result?.subtract(rows) }
          if result?.isEmpty == true { return nil }
          continue
        }
        guard let rows = rows(child, within: result) else { return nil }
        if result == nil { result = rows } else { result?.formIntersection(rows) }
        if result?.isEmpty == true { return nil }
      }
      return result
    case .or(let children):
      var result: RowSet?
      for child in children {
        guard let rows = rows(child, within: mask) else { continue }
        if result == nil { result = rows } else { result?.formUnion(rows) }
      }
      return result
    }
  }

  // MARK: Leaves

  private mutating func rows(leaf: Int, _ sense: Plan.Sense, within mask: RowSet?) -> RowSet? {
    switch plan.leaves[leaf] {
    case .missing(let field):
      var rows = rowsMissing(field)
      if sense != .isTrue {
        var present = RowSet(allOf: columns.count)
        present.subtract(rows)
        rows = present
      }
      return rows.isEmpty ? nil : rows
    case .text(let field, .regex(let program)):
      return expressionRows(leaf, field, program, sense, within: mask)
    case .text(let field, _), .dictionary(let field, _):
      return textRows(field, home: homes[leaf], sense)
    case .row(let term): return termRows(leaf, term, sense, within: mask)
    case .anyValue: return anyValue.rows(leaf, sense, within: mask, of: columns.batch)
    case .lineage(let number):
      var rows = number < lineageRows.count ? lineageRows[number] : RowSet(rows: columns.count)
      if !sense.isConjunctive {
        let related = rows
        rows = RowSet(allOf: columns.count)
        rows.subtract(related)
      }
      return rows.isEmpty ? nil : rows
    }
  }

  private mutating func rowsMissing(_ field: FieldID) -> RowSet {
    if let known = missing[field] { return known }
    var rows = RowSet(rows: columns.count)
    if let column = columns[field] {
      for row in 0..<columns.count where !RowValues.hasValue(column, row: row) { rows.insert(row) }
    } else {
      rows = RowSet(allOf: columns.count)
    }
    missing[field] = rows
    return rows
  }

  /// Expressions are run where rows are left, on values that have a literal which the expression needs.
  private mutating func expressionRows(
    _ leaf: Int, _ field: FieldID, _ program: RegexProgram, _ sense: Plan.Sense, within mask: RowSet?
  ) -> RowSet? {
    guard let column = columns.keywords(field), column.distinctCount > 0 else {
      return sense.holds(nil) ? mask ?? RowSet(allOf: columns.count) : nil
    }
    var open = mask ?? RowSet(allOf: columns.count)
    if program.requiredLiterals != nil {
      if let rows = textRows(field, home: homes[leaf], .isTrue) {
        open.formIntersection(rows)
      } else {
        open = RowSet(rows: columns.count)
      }
    }
    let found = open.isEmpty ? open : expressions.matching(leaf, program, open, of: column)
    if sense == .isTrue { return found.isEmpty ? nil : found }
    var result = mask ?? RowSet(allOf: columns.count)
    result.subtract(found)
    if sense == .isFalse {
      for row in 0..<columns.count where column.codes[row] == KeywordColumn.missing { result.remove(row) }
    }
    return result.isEmpty ? nil : result
  }

  private mutating func textRows(
    _ field: FieldID, home: (index: Int32, leaf: Int32), _ sense: Plan.Sense
  ) -> RowSet? {
    let index = Int(home.index)
    let leaf = Int(home.leaf)
    guard let column = columns.keywords(field), column.distinctCount > 0 else {
      return sense.holds(nil) ? RowSet(allOf: columns.count) : nil
    }
    if !decided[index] {
      indexes[index].decide(column, into: &texts[index])
      decided[index] = true
    }
    let codes = texts[index].codes[leaf]
    if codes.isEmpty, sense == .isTrue { return nil }
    let rowIndex = rowIndexes[index] ?? RowIndex(column)
    rowIndexes[index] = rowIndex
    var rows = RowSet(rows: columns.count)
    rowIndex.insert(codes, into: &rows)
    if sense == .isTrue { return rows }
    var unknown = RowSet(rows: columns.count)
    if sense != .isNotTrue {
      if let codes = texts[index].unknown[leaf] { rowIndex.insert(codes, into: &unknown) }
      rowIndex.insert([KeywordColumn.missing], into: &unknown)
      // A row with several values is true if one of them is.
      unknown.subtract(rows)
    }
    if sense == .isNotFalse {
      rows.formUnion(unknown)
      return rows.isEmpty ? nil : rows
    }
    var result = RowSet(allOf: columns.count)
    result.subtract(rows)
    if sense == .isFalse { result.subtract(unknown) }
    return result.isEmpty ? nil : result
  }

  private mutating func termRows(_ leaf: Int, _ term: Term, _ sense: Plan.Sense, within mask: RowSet?) -> RowSet? {
    let empty = RowSet(rows: columns.count)
    var result = rowResults[leaf] ?? RowResult(computed: empty, isTrue: empty, isNull: empty)
    let wanted = mask ?? RowSet(allOf: columns.count)
    var open = wanted
    open.subtract(result.computed)
    if !open.isEmpty {
      let values = RowValues(term, columns)
      open.forEach { row in
        switch values.truth(row: row) {
        case true: result.isTrue.insert(row)
        case nil: result.isNull.insert(row)
        default: break
        }
      }
      result.computed.formUnion(open)
      rowResults[leaf] = result
    }
    var rows = wanted
    switch sense {
    case .isTrue: rows.formIntersection(result.isTrue)
    case .isNotTrue: rows.subtract(result.isTrue)
    case .isFalse:
      rows.subtract(result.isTrue)
      rows.subtract(result.isNull)
    case .isNotFalse:
      var held = result.isTrue
      held.formUnion(result.isNull)
      rows.formIntersection(held)
    }
    return rows.isEmpty ? nil : rows
  }
}
