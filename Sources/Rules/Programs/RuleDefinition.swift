import Synchronization

/// What a rule looks for, as it was written: a query in some language, or a kind of rule with its settings.
///
/// A kind of rule is one type that conforms to this, and compiles to a program.
public protocol RuleDefinition: Sendable, Hashable {
  /// The name of the kind or language (`eql`, `kuery`, `sigma`, `threshold`).
  var kind: String { get }

  /// Compiles the definition. Positions of errors and warnings count from the beginning of its text.
  func program(in context: RuleContext) throws(Diagnostic) -> RuleProgram

  /// What a set of compiled rules keeps of the definition: all of it, unless that would be a burden.
  var compiled: any RuleDefinition { get }
}

extension RuleDefinition {
  /// The definition itself.
  public var compiled: any RuleDefinition { self }
}

/// What remains of a definition that was compiled and whose source is not needed any more.
struct CompiledDefinition: RuleDefinition {
  let kind: String

  func program(in context: RuleContext) throws(Diagnostic) -> RuleProgram {
    throw Diagnostic(SourcePosition(line: 1, column: 1), "the rule was compiled before; compile it from its file")
  }
}

/// What a definition may ask for while it is compiled.
public struct RuleContext: Sendable {
  /// How queries are understood.
  public var options: QueryOptions
  /// What rules refer to beside other rules.
  public var library: RuleLibrary
  private let rules: [Rule]
  private let names = RuleNames()

  /// A context with the rules that may be referred to by identifier or, where that is not taken, by name.
  public init(options: QueryOptions = QueryOptions(), rules: [Rule] = [], library: RuleLibrary = RuleLibrary()) {
    self.options = options
    self.library = library
    self.rules = rules
  }

  /// Another rule, by its identifier or name.
  public func rule(named name: String) -> Rule? { names.number(of: name, in: rules).map { rules[$0] } }
}

/// Where rules stand among others, made when the first is asked for: few rules refer to others.
private final class RuleNames: Sendable {
  private let numbers = Mutex<[String: Int]?>(nil)

  func number(of name: String, in rules: [Rule]) -> Int? {
    numbers.withLock { numbers in
      if numbers == nil { numbers = Self.numbers(rules) }
      return numbers?[name]
    }
  }

  private static func numbers(_ rules: [Rule]) -> [String: Int] {
    var numbers: [String: Int] = [:]
    numbers.reserveCapacity(2 * rules.count)
    for number in rules.indices where numbers[rules[number].id] == nil { numbers[rules[number].id] = number }
    for number in rules.indices where numbers[rules[number].name] == nil { numbers[rules[number].name] = number }
    return numbers
  }
}

/// A query in EQL.
public struct EQLDefinition: RuleDefinition {
  /// The text.
  public var query: String

  /// `eql`.
  public var kind: String { "eql" }

  /// A query by its text.
  public init(_ query: String) { self.query = query }

  /// Compiles the query.
  public func program(in context: RuleContext) throws(Diagnostic) -> RuleProgram {
    try CompiledQuery(query, context.options).program
  }
}

/// Any definition, comparable.
struct AnyRuleDefinition: Sendable, Hashable {
  var wrapped: any RuleDefinition

  static func == (left: AnyRuleDefinition, right: AnyRuleDefinition) -> Bool {
    AnyHashable(left.wrapped) == AnyHashable(right.wrapped)
  }

  func hash(into hasher: inout Hasher) { AnyHashable(wrapped).hash(into: &hasher) }
}
