import ECS

/// Decides the tests on any value of an event for the rows that a rule has come down to.
///
/// Tests that the same rules ask for, because they have one log source, are decided together: a row is looked at once for
/// each of its sources, and never for rules of others.
struct AnyValueEvaluator: Sendable {
  private let groups: [AnyValueGroup]
  /// The group of a leaf and its number there; -1 for other leaves.
  private let homes: [(group: Int32, leaf: Int32)]
  private var states: [GroupState]
  private var isOpen = false
  /// Whether some value of the batch may have a letter beyond ASCII that folds to an ASCII letter.
  private var hasKelvin = false

  /// What is known of a batch's rows for one group.
  private struct GroupState: Sendable {
    var texts = TextState()
    var computed: RowSet?
  }

  init(_ plan: Plan) {
    var homes = [(group: Int32, leaf: Int32)](repeating: (-1, -1), count: plan.leaves.count)
    var groups: [AnyValueGroup] = []
    for members in AnyValueGroup.partition(plan) {
      for (local, leaf) in members.enumerated() { homes[leaf] = (Int32(groups.count), Int32(local)) }
      groups.append(AnyValueGroup(members.map { ($0, plan.leaves[$0]) }))
    }
    self.groups = groups
    self.homes = homes
    states = [GroupState](repeating: GroupState(), count: groups.count)
  }

  /// Forgets the last batch.
  mutating func begin() { isOpen = false }

  /// The rows of a batch, among those of `mask`, where a leaf has a sense; `nil` if there are none.
  mutating func rows(_ leaf: Int, _ sense: Plan.Sense, within mask: RowSet?, of batch: EventBatch) -> RowSet? {
    if !isOpen { open(batch) }
    let home = homes[leaf]
    let number = Int(home.group)
    let group = groups[number]
    if states[number].computed == nil { states[number].texts.begin(group.index) }
    var computed = states[number].computed ?? RowSet(rows: batch.count)
    var wanted = mask ?? RowSet(allOf: batch.count)
    var fresh = wanted
    fresh.subtract(computed)
    fresh.forEach { row in group.look(at: row, of: batch, hasKelvin: hasKelvin, &states[number].texts) }
    computed.formUnion(fresh)
    states[number].computed = computed
    var found = RowSet(rows: batch.count)
    for row in states[number].texts.codes[Int(home.leaf)] { found.insert(Int(row)) }
    if sense.isConjunctive { wanted.formIntersection(found) } else { wanted.subtract(found) }
    return wanted.isEmpty ? nil : wanted
  }

  private mutating func open(_ batch: EventBatch) {
    isOpen = true
    for number in states.indices { states[number].computed = nil }
    hasKelvin = AnyValueGroup.mayHaveKelvin(batch.bytes.span)
  }
}

/// Tests on any value that the same rules ask for.
final class AnyValueGroup: Sendable {
  let index: TextIndex
  /// Finds values that a test may hold for, as they are, before they are folded; `nil` where any value may fulfil a test.
  private let filter: LiteralScanner?
  /// Whether a number, a truth value or a time could be such a value.
  private let wantsNumbers: Bool

  init(_ leaves: [(number: Int, leaf: Plan.Leaf)]) {
    index = TextIndex(field: nil, leaves: leaves)
    let required = index.required?.map(Self.longestASCII)
    if let required, required.allSatisfy({ !$0.isEmpty }) {
      filter = LiteralScanner(required)
      wantsNumbers = required.contains { literal in literal.allSatisfy(Self.isOfNumbers) }
    } else {
      filter = nil
      wantsNumbers = true
    }
  }

  /// Decides the tests for one row.
  func look(at row: Int, of batch: EventBatch, hasKelvin: Bool, _ state: inout TextState) {
    let bytes = batch.bytes.span
    let cells = batch.cells.span
    for number in batch.cellRange(ofRow: row) {
      let cell = cells[number]
      // What normalization added is not what the source said.
      guard cell.kind != .null, !cell.flags.contains(.mapped), !cell.flags.contains(.derived) else { continue }
      guard let filter else {
        CellText.with(cell, bytes) { text in index.decide(text, code: UInt32(row), into: &state) }
        continue
      }
      guard cell.hasBytes else {
        if wantsNumbers { CellText.with(cell, bytes) { text in index.decide(text, code: UInt32(row), into: &state) } }
        continue
      }
      let range = cell.range
      guard Int(range.count) >= filter.shortest else { continue }
      let text = bytes.extracting(range.indices)
      if filter.finds(in: text) || (hasKelvin && Self.mayHaveKelvin(text)) {
        index.decide(text, code: UInt32(row), into: &state)
      }
    }
  }

  // MARK: Literals

  /// The Kelvin sign (U+212A) is the one scalar beyond ASCII that folds to an ASCII letter; this is its last byte, which
  /// few texts have.
  static func mayHaveKelvin(_ text: borrowing Span<UInt8>) -> Bool {
    var found: UInt8 = 0
    for index in text.indices { found |= text[index] == 0xAA ? 1 : 0 }
    return found != 0
  }

  /// Letters beyond ASCII change when they are folded, the others can be compared as they are.
  private static func longestASCII(_ literal: [UInt8]) -> [UInt8] {
    literal.split { $0 >= 0x80 }.max { $0.count < $1.count }.map(Array.init) ?? []
  }

  /// Whether the text of a number, a truth value or a time can have a byte: `-1.5e+300`, `inf`, `nan`, `true`, `false`,
  /// `2024-05-06t07:08:09.000z`.
  private static func isOfNumbers(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: "+-.:aefilnrstuyz".utf8.contains(byte)
    }
  }

  // MARK: Partition

  /// The leaves on any value, those together that are asked for with the same conditions beside them. A leaf with a very
  /// short literal stands alone, since looking for that one is dear.
  static func partition(_ plan: Plan) -> [[Int]] {
    var company = [Set<[Int]>](repeating: [], count: plan.leaves.count)
    for root in plan.tops where plan.isRowBound[root] {
      var key: [Int] = []
      if case .and(let children) = plan.nodes[root] {
        key = children.filter { !plan.isRowBound[$0] && plan.isAsked($0) }
      }
      for leaf in plan.anyValueLeaves(below: root) { company[leaf].insert(key) }
    }
    var numbers: [Set<[Int]>: Int] = [:]
    var result: [[Int]] = []
    for (leaf, keys) in company.enumerated() {
      guard case .anyValue(let test) = plan.leaves[leaf] else { continue }
      guard !test.hasShortLiteral else {
        result.append([leaf])
        continue
      }
      if let number = numbers[keys] {
        result[number].append(leaf)
      } else {
        numbers[keys] = result.count
        result.append([leaf])
      }
    }
    return result
  }
}

extension Plan {
  /// The nodes that are part of no other.
  fileprivate var tops: [Int] {
    var isPart = [Bool](repeating: false, count: nodes.count)
    for node in nodes {
      switch node {
      case .always, .never, .leaf: break
      case .complement(let inner): isPart[inner] = true
      case .and(let children), .or(let children): for child in children { isPart[child] = true }
      }
    }
    return nodes.indices.filter { !isPart[$0] }
  }

  /// Whether a node asks for something, and does not only leave something out.
  fileprivate func isAsked(_ node: Int) -> Bool {
    if case .complement = nodes[node] { false } else { true }
  }

  /// The leaves on any value that a node is made of.
  fileprivate func anyValueLeaves(below root: Int) -> Set<Int> {
    var found: Set<Int> = []
    var seen: Set<Int> = []
    var open = [root]
    while let node = open.popLast() {
      guard isRowBound[node], seen.insert(node).inserted else { continue }
      switch nodes[node] {
      case .always, .never: break
      case .leaf(let leaf, _): if case .anyValue = leaves[leaf] { found.insert(leaf) }
      case .complement(let inner): open.append(inner)
      case .and(let children), .or(let children): open += children
      }
    }
    return found
  }
}

extension StringTest {
  /// Whether a pattern's literal is too short to be looked for together with longer ones.
  fileprivate var hasShortLiteral: Bool {
    switch self {
    case .oneOf(let values, _): values.contains { $0.count < PieceTable.longest }
    case .like(let patterns): patterns.contains { $0.requiredLiteral.count < PieceTable.longest }
    case .regex(let program): program.requiredLiterals?.contains { $0.count < PieceTable.longest } ?? true
    case .objects: true
    }
  }
}
