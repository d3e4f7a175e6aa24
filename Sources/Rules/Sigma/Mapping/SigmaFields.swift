import ECS

/// The ECS fields in which a field of Sigma is found.
struct SigmaFields: Sendable, Hashable {
  /// In order.
  let all: [FieldID]
  /// Whether the first field that an event has is the one that is meant; otherwise a condition holds if any of them fulfils it.
  let isFirstThatIsThere: Bool

  init(_ all: [FieldID], isFirstThatIsThere: Bool = false) {
    self.all = all
    self.isFirstThatIsThere = isFirstThatIsThere
  }

  /// Whether an event has none of them.
  var areMissing: Term { Folding.and(all.map { .isNull(.field($0)) }) }

  /// A condition on what is found.
  func fulfil(_ condition: (FieldID) -> Term) -> Term {
    if all.count == 1 { return condition(all[0]) }
    guard isFirstThatIsThere else { return Folding.or(all.map(condition)) }
    return Folding.or(
      all.indices.map { index in
        Folding.and(all[..<index].map { .isNull(.field($0)) } + [condition(all[index])])
      })
  }
}
