/// A query as it was written.
struct QuerySyntax: Sendable {
  /// The event category that is asked for; `nil` for `any`.
  var category: String?
  /// What an event must fulfil.
  var condition: Syntax
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
    case .literal, .field: depth = 1
    case .negative(let inner), .not(let inner): depth = inner.depth + 1
    case .arithmetic(_, let left, let right), .comparison(_, let left, let right):
      depth = max(left.depth, right.depth) + 1
    case .call(_, _, let inner), .and(let inner), .or(let inner): depth = (inner.lazy.map(\.depth).max() ?? 0) + 1
    case .match(let subject, _, _, let inner): depth = max(subject.depth, inner.lazy.map(\.depth).max() ?? 0) + 1
    }
  }

  indirect enum Kind: Sendable {
    case literal(Value)
    /// A field; optional ones (`?name`) may be missing from the schema.
    case field(path: String, isOptional: Bool)
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
