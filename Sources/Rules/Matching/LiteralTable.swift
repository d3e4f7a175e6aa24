import ECS

/// Finds, for a string, the tests that have it among their literals: one hash and one comparison, however many rules.
struct LiteralTable: Sendable {
  private let literals: LiteralPool
  /// The targets of literal `n` are those from `starts[n]` to `starts[n + 1]`.
  private var starts: [Int32] = [0]
  private var targets: [Int32] = []

  /// A table of the literals of a pool; `uses` says which tests ask for which, by number, ascending by test.
  init(_ literals: LiteralPool, uses: [(literal: Int, target: Int32)]) {
    self.literals = literals
    guard !uses.isEmpty else { return }
    let (first, order) = Grouping.byNumber(uses.map(\.literal), groups: literals.count)
    starts.reserveCapacity(literals.count + 1)
    targets.reserveCapacity(uses.count)
    for number in 0..<literals.count {
      let start = targets.count
      for member in order[first[number]..<first[number + 1]] {
        let target = uses[member].target
        if targets.count == start || targets[targets.count - 1] != target { targets.append(target) }
      }
      starts.append(Int32(targets.count))
    }
  }

  /// Calls with each test that a string fulfils; most strings fulfil none.
  @inline(__always)
  func forEachTarget(of text: borrowing Span<UInt8>, _ body: (Int32) -> Void) {
    guard let number = literals.number(of: text) else { return }
    for index in Int(starts[number])..<Int(starts[number + 1]) { body(targets[index]) }
  }
}
