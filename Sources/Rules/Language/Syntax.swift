/// A query as it was written.
struct QuerySyntax: Sendable {
  enum Base: Sendable {
    case event(EventSyntax)
    case sequence(SequenceSyntax)
    case sample(SequenceSyntax)
    case join(SequenceSyntax)
  }

  var base: Base
  var pipes: [PipeSyntax]
}

/// `category where condition`.
struct EventSyntax: Sendable {
  /// The event category that is asked for; `nil` for `any`.
  var category: String?
  /// What an event must fulfil.
  var condition: Syntax
  var position: SourcePosition
}

/// Several events and how they relate.
struct SequenceSyntax: Sendable {
  /// What all events have in common.
  var keys: [Syntax] = []
  /// Nanoseconds within which all happen.
  var span: Int64?
  var items: [ItemSyntax] = []
  /// What ends the wait for the next event.
  var until: ItemSyntax?
  var position: SourcePosition
}

/// One event of several: `[…]`, `![…]`, with what stands behind it.
struct ItemSyntax: Sendable {
  var event: EventSyntax
  /// `![…]`: there must be no such event.
  var isMissing: Bool
  /// What the event has in common with the others, beside the keys of the whole.
  var keys: [Syntax] = []
  /// How many such events must follow one another.
  var runs = 1
  /// Whether what was found so far is also kept for further events.
  var isForked = false
  /// The name under which later items speak of the event.
  var alias: String?
  var position: SourcePosition
}

/// `| name argument, …`.
struct PipeSyntax: Sendable {
  var name: String
  var arguments: [Syntax]
  var position: SourcePosition
}

/// One step of a path: `.name` or `[index]`.
enum PathPart: Sendable, Hashable {
  case name(String)
  case index(Int)
}

/// An expression as it was written, with its place.
struct Syntax: Sendable {
  let kind: Kind
  let position: SourcePosition
  /// How many expressions are nested in one another here; the parser bounds it, so that recursion is safe.
  let depth: Int

  init(kind: Kind, position: SourcePosition) {
    self.kind = kind
    self.position = position
    switch kind {
    case .literal, .field, .variable: depth = 1
    case .negative(let inner), .not(let inner): depth = inner.depth + 1
    case .lineage(_, let event): depth = event.condition.depth + 1
    case .arithmetic(_, let left, let right), .comparison(_, let left, let right):
      depth = max(left.depth, right.depth) + 1
    case .call(_, _, let inner), .and(let inner), .or(let inner): depth = (inner.lazy.map(\.depth).max() ?? 0) + 1
    case .match(let subject, _, _, let inner): depth = max(subject.depth, inner.lazy.map(\.depth).max() ?? 0) + 1
    }
  }

  indirect enum Kind: Sendable {
    case literal(Value)
    /// A field; optional ones (`?name`) may be missing from the schema.
    case field([PathPart], isOptional: Bool)
    /// `$name`, an element of a list that is searched.
    case variable(String, [PathPart])
    /// `child of […]` and its relatives.
    case lineage(Kinship, EventSyntax)
    case call(name: String, insensitive: Bool, arguments: [Syntax])
    case negative(Syntax)
    case arithmetic(Function, Syntax, Syntax)
    case comparison(Comparison, Syntax, Syntax)
    /// `in`, `:`, `like`, `regex` and their forms.
    case match(Syntax, Match, insensitive: Bool, [Syntax])
    case not(Syntax)
    case and([Syntax])
    case or([Syntax])
  }

  enum Match: String, Sendable {
    /// Equal to one of the values.
    case oneOf = "in"
    /// Equal regardless of case, or like a pattern with `*` and `?`.
    case colon = ":"
    case like
    case regex
  }
}

/// How the process of an event is related to that of another.
enum Kinship: String, Sendable, Hashable {
  /// It was started by it.
  case child
  /// It was started by it, or by a descendant of it.
  case descendant
  /// It is the same.
  case event
}

/// The comparison operators.
enum Comparison: String, Sendable, Hashable {
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="

  /// The operator that says the same with its sides exchanged.
  var mirrored: Comparison {
    switch self {
    case .equal, .notEqual: self
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }
}
