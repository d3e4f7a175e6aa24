import ECS

/// An exception to rules: events that fulfil all its entries are not alerts.
///
/// Source: "Exceptions API", Elastic Security documentation.
public struct ExceptionItem: Sendable, Hashable {
  /// One condition on one field.
  indirect enum Entry: Sendable, Hashable {
    case match(field: String, values: [String], isNegated: Bool)
    case wildcard(field: String, patterns: [String], isNegated: Bool)
    case exists(field: String, isNegated: Bool)
    /// The value is in a list of values.
    case list(field: String, id: String, isNegated: Bool)
    /// One object of the list at a field fulfils all entries.
    case nested(field: String, [Entry])
  }

  /// Its name.
  public var name: String
  /// The moment from which it no longer counts.
  var expires: Timestamp?
  var entries: [Entry]

  init(_ object: RuleTable) throws(Diagnostic) {
    name = try object.string("name", default: "")
    expires = Timestamp(iso8601: try object.string("expire_time", default: ""))
    entries = []
    for entry in try object.tables("entries") { entries.append(try Self.entry(entry)) }
    guard !entries.isEmpty else { throw object.error("entries", "the exception has no entries") }
  }

  private static func entry(_ table: RuleTable) throws(Diagnostic) -> Entry {
    let field = try table.string("field")
    let isNegated = try table.string("operator", default: "included") == "excluded"
    let type = try table.string("type")
    switch type {
    case "match", "match_any": return .match(field: field, values: try table.strings("value"), isNegated: isNegated)
    case "wildcard", "wildcard_any":
      return .wildcard(field: field, patterns: try table.strings("value"), isNegated: isNegated)
    case "exists": return .exists(field: field, isNegated: isNegated)
    case "list":
      guard let list = try table.table("list") else { throw table.error("list", "the entry names no list") }
      return .list(field: field, id: try list.string("id"), isNegated: isNegated)
    case "nested":
      var inner: [Entry] = []
      for entry in try table.tables("entries") { inner.append(try Self.entry(entry)) }
      return .nested(field: field, inner)
    default: throw table.error("type", "there is no exception entry of type '\(type)'")
    }
  }

  /// The term that is true for the events that are excepted; `nil` where the exception has expired.
  func term(_ lowering: inout KQLLowering, _ library: RuleLibrary) throws(Diagnostic) -> Term? {
    if let expires, expires <= library.now { return nil }
    return try Self.all(entries, prefix: "", &lowering, library)
  }

  private static func all(
    _ entries: [Entry], prefix: String, _ lowering: inout KQLLowering, _ library: RuleLibrary
  ) throws(Diagnostic) -> Term {
    var terms: [Term] = []
    for entry in entries { terms.append(try term(entry, prefix: prefix, &lowering, library)) }
    return Folding.and(terms)
  }

  private static let place = SourcePosition(line: 1, column: 1)

  private static func term(
    _ entry: Entry, prefix: String, _ lowering: inout KQLLowering, _ library: RuleLibrary
  ) throws(Diagnostic) -> Term {
    switch entry {
    case .match(let field, let values, let isNegated):
      return try any(prefix + field, values.map { KQLLiteral([Array($0.utf8)], isQuoted: true) }, isNegated, &lowering)
    case .wildcard(let field, let patterns, let isNegated):
      return try any(prefix + field, patterns.map(KQLLiteral.init(glob:)), isNegated, &lowering)
    case .exists(let field, let isNegated):
      let term = lowering.exists(.named(prefix + field))
      return isNegated ? Clause.not(term) : term
    case .list(let field, let id, let isNegated):
      guard let values = library.valueLists[id] else {
        lowering.warn(place, "the list of values '\(id)' is not loaded; the exception does not apply")
        return .no
      }
      return try any(prefix + field, values.map { KQLLiteral([Array($0.utf8)], isQuoted: true) }, isNegated, &lowering)
    case .nested(let field, let inner):
      let path = prefix + field
      let condition = try all(inner, prefix: path + ".", &lowering, library)
      let list = Term.field(.named(path))
      return Folding.or([.test(list, .objects(path: path, condition)), Folding.and([.isNull(list), condition])])
    }
  }

  private static func any(
    _ path: String, _ values: [KQLLiteral], _ isNegated: Bool, _ lowering: inout KQLLowering
  ) throws(Diagnostic) -> Term {
    let list = KQLValues.or(values.map { .value($0, place) })
    let term = try lowering.clause([.named(path)], list)
    return isNegated ? Clause.not(term) : term
  }
}

extension KQLLiteral {
  /// A pattern in which `*` and `?` are wildcards and a backslash is a backslash.
  init(glob pattern: String) {
    let bytes = Array(pattern.utf8).map { $0 == UInt8(ascii: "?") ? GlobPattern.anyScalar : $0 }
    self.init(bytes.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map(Array.init))
  }

  /// A pattern as Elasticsearch's `wildcard` query has it: a backslash takes the meaning from `*`, `?` and itself.
  init(wildcardQuery pattern: String) {
    var parts: [[UInt8]] = [[]]
    var bytes = Array(pattern.utf8)[...]
    while let byte = bytes.popFirst() {
      switch byte {
      case UInt8(ascii: "*"): parts.append([])
      case UInt8(ascii: "?"): parts[parts.count - 1].append(GlobPattern.anyScalar)
      case UInt8(ascii: "\\"): parts[parts.count - 1].append(bytes.popFirst() ?? byte)
      default: parts[parts.count - 1].append(byte)
      }
    }
    self.init(parts)
  }
}
