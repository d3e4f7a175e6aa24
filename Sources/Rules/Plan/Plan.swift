import ECS

/// The conditions of all rules as one graph without repetitions: an expression that several rules share is one node.
///
/// Inner nodes need to know only where they are true: that a condition is false is asked of its leaves (De Morgan's laws
/// hold in three-valued logic too), that it is not true is the complement of where it is.
struct Plan: Sendable {
  enum Node: Sendable, Hashable {
    case always
    case never
    /// Where a leaf is true, or where it is false.
    case leaf(Int, Sense)
    /// Where another node is not true.
    case complement(Int)
    /// Children in the order in which they are tried: the cheap and selective first.
    case and([Int])
    case or([Int])

    /// Hashes the children as one word.
    func hash(into hasher: inout Hasher) {
      var words = ByteHash()
      switch self {
      case .always: words.combine(0)
      case .never: words.combine(1)
      case .leaf(let leaf, let sense):
        words.combine(2)
        words.combine(UInt64(truncatingIfNeeded: leaf) << 2 | UInt64(sense.rawValue))
      case .complement(let node):
        words.combine(3)
        words.combine(UInt64(truncatingIfNeeded: node))
      case .and(let children), .or(let children):
        if case .and = self { words.combine(4) } else { words.combine(5) }
        for child in children { words.combine(UInt64(truncatingIfNeeded: child)) }
      }
      hasher.combine(words.value)
    }
  }

  /// What is asked of a condition that is true, false or null.
  enum Sense: UInt8, Sendable, Hashable {
    case isTrue
    case isFalse
    case isNotTrue
    case isNotFalse

    /// The sense of the condition's negation.
    var ofNegation: Sense {
      switch self {
      case .isTrue: .isFalse
      case .isFalse: .isTrue
      case .isNotTrue: .isNotFalse
      case .isNotFalse: .isNotTrue
      }
    }

    /// Whether all parts of a conjunction must have the sense for the whole to have it; else one is enough.
    var isConjunctive: Bool { self == .isTrue || self == .isNotFalse }

    /// The sense as asked of a condition that is never null.
    var withoutNull: Sense { isConjunctive ? .isTrue : .isNotTrue }

    /// The answer for a value.
    func holds(_ truth: Bool?) -> Bool {
      switch self {
      case .isTrue: truth == true
      case .isFalse: truth == false
      case .isNotTrue: truth != true
      case .isNotFalse: truth != false
      }
    }
  }

  /// A condition that is looked up or computed, not composed.
  enum Leaf: Sendable, Hashable {
    /// A test on the strings of one field: decided once per distinct value of a batch, for all rules together.
    case text(FieldID, StringTest)
    /// Any other condition on one string field: computed once per distinct value of a batch.
    case dictionary(FieldID, Term)
    /// Whether the field has no value.
    case missing(FieldID)
    /// A condition on several fields, or on a field that is no string: computed for the rows that matter.
    case row(Term)
    /// A condition on any value of the event: decided for the rows that matter.
    case anyValue(StringTest)
    /// A relation between processes, as an index into `lineages`.
    case lineage(Int)
  }

  /// A relation between the processes of two events; the other event's conditions are a node.
  struct PlannedLineage: Sendable, Hashable {
    var kinship: Kinship
    var root: Int
  }

  var nodes: [Node] = []
  var leaves: [Leaf] = []
  /// Those that contain others come after them.
  var lineages: [PlannedLineage] = []
  /// Whether a node depends on a `.row` or `.anyValue` leaf and is therefore computed only for the rows that matter.
  var isRowBound: [Bool] = []

  /// The fields that the leaves read, each once.
  var fields: [FieldID] {
    var seen: Set<FieldID> = []
    var result: [FieldID] = []
    for leaf in leaves {
      for field in leaf.fields where seen.insert(field).inserted { result.append(field) }
    }
    return result
  }
}

extension Plan.Leaf {
  var fields: [FieldID] {
    switch self {
    case .text(let field, _), .dictionary(let field, _), .missing(let field): [field]
    case .row(let term): term.fields
    case .anyValue, .lineage: []
    }
  }
}
