import ECS
public import Learning

/// A query of Elasticsearch's query language as a rule: every document that it finds is a match.
///
/// This is what datafeeds of anomaly jobs are written in. Which queries are known says `QueryFilter`. A multi-field
/// (`name.keyword`, `name.text`, `name.caseless`) is its field.
public struct SearchQueryDefinition: RuleDefinition {
  private let query: RuleTable

  /// `dsl`.
  public var kind: String { "dsl" }

  /// A query as it stands in a JSON document.
  public init(_ query: ModelValue) throws(ModelError) {
    guard query.isObject else { throw ModelError("is not a query", at: query.path) }
    let start = SourcePosition(line: 1, column: 1)
    let converted = try Self.convert(query, depth: 0)
    self.query = RuleTable(table: converted?.table ?? TOMLTable(), position: start)
  }

  /// Compiles the query.
  public func program(in context: RuleContext) throws(Diagnostic) -> RuleProgram {
    var lowering = KQLLowering(now: context.library.now)
    let condition = try QueryFilter.query(query, &lowering)
    let conditions = [EventCondition(category: nil, condition: condition)]
    return RuleProgram(conditions: conditions, form: EventForm(), warnings: lowering.warnings)
  }

  private static func convert(_ value: ModelValue, depth: Int) throws(ModelError) -> TOMLValue? {
    let kind: TOMLValue.Kind
    if value.isObject {
      var table = TOMLTable()
      for (name, member) in try value.members() { table[plain(name)] = try convert(member, depth: depth + 1) }
      kind = .table(table)
    } else if value.isList {
      var list: [TOMLValue] = []
      for element in try value.elements() {
        if let converted = try convert(element, depth: depth + 1) { list.append(converted) }
      }
      kind = .array(list)
    } else if value.isText {
      kind = .string(try value.string())
    } else if value.isBoolean {
      kind = .boolean(try value.boolean())
    } else if value.isNull {
      return nil
    } else {
      let number = try value.number()
      kind = Int64(exactly: number).map { .integer($0) } ?? .float(number)
    }
    return TOMLValue(kind: kind, position: SourcePosition(line: 1, column: 1))
  }

  /// The field of a multi-field.
  private static func plain(_ name: String) -> String {
    for ending in [".keyword", ".text", ".caseless"] where name.hasSuffix(ending) && name.count > ending.count {
      return String(name.dropLast(ending.count))
    }
    return name
  }
}
