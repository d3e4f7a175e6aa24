/// A correlation rule of the Sigma format: what several events that rules match have in common.
///
/// Source: Sigma specification 2.1, "Correlation rules".
public struct SigmaCorrelation: RuleDefinition {
  /// What is asked of the events.
  enum Kind: String, Sendable, Hashable {
    case eventCount = "event_count"
    case valueCount = "value_count"
    case temporal
    case temporalOrdered = "temporal_ordered"
  }

  /// A rule or correlation that it refers to.
  struct Member: Sendable, Hashable {
    var reference: String
    /// What it is; `nil` where there is none.
    var target: Target?
  }

  /// What a correlation relates.
  enum Target: Sendable, Hashable {
    case rule(SigmaDefinition)
    case correlation(SigmaCorrelation)
    /// Nothing that a correlation may relate: see `maximumDepth` and `maximumMembers`.
    case beyond
  }

  /// Correlations of correlations may be nested this deep, which also ends those that refer to themselves.
  static let maximumDepth = 8
  /// Rules that a correlation may relate, those of its correlations included.
  static let maximumMembers = 1_024

  let type: Kind
  let references: [String]
  var rules: [Member] = []
  let groupBy: [String]
  /// In nanoseconds.
  let timespan: Int64
  /// For each alias, the field by rule.
  let aliases: [String: [String: String]]
  /// All of them must hold for the number.
  let bounds: [Bound]
  /// The field whose values are counted.
  let field: String?
  /// Whether the rules also match on their own.
  let generatesAll: Bool
  let position: SourcePosition

  /// A comparison of a number.
  struct Bound: Sendable, Hashable {
    var comparison: Comparison
    var number: Int
  }

  /// `sigma correlation`.
  public var kind: String { "sigma correlation" }

  init(_ document: DocumentValue) throws(Diagnostic) {
    guard let body = document["correlation"], body.entries != nil else {
      throw Diagnostic(document.position, "'correlation' must be a mapping")
    }
    position = body.position
    guard let name = body["type"]?.text else { throw Diagnostic(body.position, "the correlation has no 'type'") }
    guard let type = Kind(rawValue: name.lowercased()) else {
      throw Diagnostic(body["type"]?.position ?? body.position, "the correlation type '\(name)' is not supported")
    }
    self.type = type
    references = body["rules"]?.texts ?? []
    guard !references.isEmpty else { throw Diagnostic(body.position, "the correlation names no 'rules'") }
    guard references.count <= 64 else { throw Diagnostic(body.position, "a correlation names at most 64 rules") }
    groupBy = body["group-by"]?.texts ?? []
    guard let span = body["timespan"] ?? body["timeframe"], let text = span.text else {
      throw Diagnostic(body.position, "the correlation has no 'timespan'")
    }
    timespan = try Self.timespan(text, span.position)
    var aliases: [String: [String: String]] = [:]
    for alias in body["aliases"]?.entries ?? [] {
      for entry in alias.value.entries ?? [] { aliases[alias.key, default: [:]][entry.key] = entry.value.text }
    }
    self.aliases = aliases
    generatesAll = (body["generate"] ?? document["generate"])?.boolean ?? false
    (bounds, field) = try Self.condition(body["condition"], type, body.position)
  }

  private static func condition(
    _ value: DocumentValue?, _ type: Kind, _ position: SourcePosition
  ) throws(Diagnostic) -> ([Bound], String?) {
    var bounds: [Bound] = []
    var field: String?
    let comparisons: [String: Comparison] = [
      "gt": .greater, "gte": .greaterOrEqual, "lt": .less, "lte": .lessOrEqual, "eq": .equal, "neq": .notEqual,
    ]
    for entry in value?.entries ?? [] {
      if entry.key == "field" {
        field = entry.value.text ?? entry.value.texts.first
      } else if let comparison = comparisons[entry.key.lowercased()] {
        guard let number = entry.value.text.flatMap({ Int($0) }), number >= 0 else {
          throw Diagnostic(entry.value.position, "'\(entry.key)' wants a number")
        }
        bounds.append(Bound(comparison: comparison, number: number))
      } else {
        throw Diagnostic(entry.position, "'\(entry.key)' is no condition of a correlation")
      }
    }
    if type == .eventCount || type == .valueCount {
      guard !bounds.isEmpty else { throw Diagnostic(value?.position ?? position, "the correlation has no 'condition'") }
      if type == .valueCount, field == nil {
        throw Diagnostic(value?.position ?? position, "the condition of 'value_count' names no 'field'")
      }
    }
    return (bounds, field)
  }

  /// `15s`, `30m`, `6h`, `7d`, `1w`; `M` and `y` are 30 and 365 days.
  private static func timespan(_ text: String, _ position: SourcePosition) throws(Diagnostic) -> Int64 {
    let seconds: [Character: Int64] = [
      "s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800, "M": 2_592_000, "y": 31_536_000,
    ]
    guard let unit = text.last, let length = seconds[unit], let number = Int64(text.dropLast()), number > 0,
      number <= 1_000_000
    else { throw Diagnostic(position, "'\(text)' is no time span, as in '15m'") }
    let (span, overflow) = (number * length).multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { throw Diagnostic(position, "'\(text)' is too long") }
    return span
  }

  /// Without the rules that it refers to.
  public var compiled: any RuleDefinition { CompiledDefinition(kind: kind) }

  /// Compiles the correlation and what it refers to.
  public func program(in context: RuleContext) throws(Diagnostic) -> RuleProgram {
    var conditions: [EventCondition] = []
    var warnings: [Diagnostic] = []
    let form = try form(&conditions, &warnings)
    return RuleProgram(conditions: conditions, form: form, warnings: warnings)
  }

  /// The form, whose conditions are added to those of the program.
  private func form(
    _ conditions: inout [EventCondition], _ warnings: inout [Diagnostic]
  ) throws(Diagnostic) -> CorrelationForm {
    var form = CorrelationForm(type: type, timespan: timespan, bounds: bounds, members: [], captures: [])
    for member in rules {
      switch member.target {
      case nil: throw Diagnostic(position, "there is no rule '\(member.reference)' among the rules")
      case .beyond:
        throw Diagnostic(
          position,
          "correlations refer to one another in a circle, more than \(Self.maximumDepth) deep, or to more than "
            + "\(Self.maximumMembers) rules")
      case .rule(let definition):
        let compiled = try definition.condition()
        conditions.append(EventCondition(category: nil, condition: compiled.term))
        warnings += compiled.warnings.map { Diagnostic(position, "of rule '\(member.reference)': \($0.message)") }
        let (layout, terms) = layout(member.reference, source: compiled.source)
        form.members.append(.rule(condition: form.captures.count, layout))
        form.captures.append(terms)
      case .correlation(let correlation):
        let inner = try correlation.form(&conditions, &warnings)
        var keys: [Int] = []
        for name in groupBy { keys.append(try correlation.key(aliases[name]?[member.reference] ?? name, for: self)) }
        let counted = try field.map { name throws(Diagnostic) in
          try correlation.key(aliases[name]?[member.reference] ?? name, for: self)
        }
        form.members.append(.correlation(inner, first: form.captures.count, keys: keys, counted: counted))
        form.captures += inner.captures
      }
    }
    return form
  }

  /// What is captured of a rule's events, and where the keys and the counted field are among it.
  private func layout(_ reference: String, source: Int) -> (CorrelationForm.Layout, [Term]) {
    var terms: [Term] = []
    func add(_ name: String) -> Range<Int> {
      let fields = SigmaMapping.standard.fields(aliases[name]?[reference] ?? name, of: source)
      let start = terms.count
      terms += fields.all.map(Term.field)
      return start..<terms.count
    }
    let groups = groupBy.map(add)
    return (CorrelationForm.Layout(groups: groups, counted: field.map(add)), terms)
  }

  /// Which of the values that its events have in common another correlation means by a name.
  private func key(_ name: String, for other: SigmaCorrelation) throws(Diagnostic) -> Int {
    guard let index = groupBy.firstIndex(of: name) else {
      throw Diagnostic(
        other.position, "'\(name)' is not what a correlation that this one refers to groups by")
    }
    return index
  }
}
