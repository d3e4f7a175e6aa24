import ECS

/// A filter of a rule: a query of Elasticsearch's query language, with Kibana's `meta` beside it.
///
/// Known: `exists`, `match_phrase`, `match`, `term`, `terms`, `wildcard`, `prefix`, `regexp`, `range`, `bool`, `match_all`,
/// `match_none`, `constant_score`, `multi_match` and `query_string`. Source: "Query DSL", Elasticsearch reference.
struct QueryFilter: Sendable, Hashable {
  private let table: RuleTable

  init(_ table: RuleTable) { self.table = table }

  /// The term that is true for the events that pass.
  func term(_ lowering: inout KQLLowering) throws(Diagnostic) -> Term {
    let meta = try table.table("meta")
    if try meta?.boolean("disabled") == true { return .yes }
    // Old saved filters have the query beside `meta`.
    let query = try table.table("query") ?? table
    let term = try Self.query(query, &lowering, ignoring: ["meta", "$state"])
    return try meta?.boolean("negate") == true ? Clause.not(term) : term
  }

  static func query(
    _ table: RuleTable, _ lowering: inout KQLLowering, ignoring: Set<String> = []
  ) throws(Diagnostic) -> Term {
    let keys = table.table.keys.filter { !ignoring.contains($0) }
    guard keys.count == 1, let key = keys.first, let body = try table.table(key) else {
      throw Diagnostic(table.position, "expected one query, found \(keys.joined(separator: ", "))")
    }
    switch key {
    case "match_all": return .yes
    case "match_none": return .no
    case "constant_score":
      guard let inner = try body.table("filter") else {
        throw Diagnostic(body.position, "constant_score needs a filter")
      }
      return try query(inner, &lowering)
    case "multi_match":
      var terms: [Term] = []
      for field in try body.strings("fields") {
        terms.append(try leaf("match", .named(field), body.table["query"], body.position, &lowering))
      }
      guard !terms.isEmpty else { throw Diagnostic(body.position, "multi_match names no fields") }
      return Folding.or(terms)
    case "exists": return lowering.exists(.named(try body.string("field")))
    case "bool": return try bool(body, &lowering)
    case "query_string":
      return try lowering.clause(LuceneParser.parse(body.string("query")))
    case "match_phrase", "match", "term", "terms", "wildcard", "prefix", "range", "regexp":
      guard let field = body.table.keys.first(where: { $0 != "boost" }) else {
        throw Diagnostic(body.position, "the query names no field")
      }
      return try leaf(key, .named(field), body.table[field], body.position, &lowering)
    default: throw Diagnostic(table.position, "filters with the query '\(key)' are not supported")
    }
  }

  private static func bool(_ body: RuleTable, _ lowering: inout KQLLowering) throws(Diagnostic) -> Term {
    var required: [Term] = []
    for key in ["must", "filter"] {
      for query in try body.tables(key) { required.append(try Self.query(query, &lowering)) }
    }
    for query in try body.tables("must_not") { required.append(Clause.not(try Self.query(query, &lowering))) }
    let wanted = try body.integer("minimum_should_match")
    let optional = try body.tables("should")
    if !optional.isEmpty, wanted != 0, wanted != nil || required.isEmpty {
      guard wanted ?? 1 == 1 else { throw body.error("minimum_should_match", "only 1 is supported here") }
      var terms: [Term] = []
      for query in optional { terms.append(try Self.query(query, &lowering)) }
      required.append(Folding.or(terms))
    }
    return Folding.and(required)
  }

  private static func leaf(
    _ key: String, _ field: FieldID, _ value: TOMLValue?, _ place: SourcePosition, _ lowering: inout KQLLowering
  ) throws(Diagnostic) -> Term {
    if key == "range" {
      guard let bounds = value?.table else { throw Diagnostic(place, "a range needs its bounds") }
      var terms: [Term] = []
      let operators: [String: Comparison] = [
        "gt": .greater, "gte": .greaterOrEqual, "lt": .less, "lte": .lessOrEqual,
      ]
      for name in bounds.keys {
        guard let comparison = operators[name], let text = bounds[name]?.scalarText else { continue }
        terms.append(lowering.range(field, comparison, KQLLiteral([Array(text.utf8)], isQuoted: true), place))
      }
      return Folding.and(terms)
    }
    var texts: [String] = []
    var ignoresCase = false
    if let list = value?.array {
      texts = list.compactMap(\.scalarText)
    } else if let options = value?.table {
      // `wildcard` is the older name of a wildcard query's value.
      let written = options["value"] ?? options["query"] ?? options["wildcard"]
      texts = [written?.scalarText].compactMap { $0 }
      ignoresCase = options["case_insensitive"]?.boolean ?? false
    } else if let text = value?.scalarText {
      texts = [text]
    }
    guard !texts.isEmpty else { throw Diagnostic(place, "the query has no value") }
    if key == "regexp" {
      return try lowering.clause([field], .or(texts.map { .regex(Array($0.utf8), place) }))
    }
    let literals = texts.map { text in
      switch key {
      case "wildcard": KQLLiteral(wildcardQuery: text)
      case "prefix": KQLLiteral([Array(text.utf8), []])
      default: KQLLiteral([Array(text.utf8)], isQuoted: true)
      }
    }
    let outer = lowering.ignoresCase
    lowering.ignoresCase = ignoresCase
    defer { lowering.ignoresCase = outer }
    return try lowering.clause([field], .or(literals.map { .value($0, place) }))
  }
}
