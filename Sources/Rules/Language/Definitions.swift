/// Names that EQL queries may use: constants and macros, as the reference implementation's files of definitions have them.
///
///     const SYSTEM_USER = "S-1-5-18"
///     macro IN_TEMP(path) path : ("?:\\Windows\\Temp\\*", "?:\\Users\\*\\AppData\\Local\\Temp\\*")
///
/// A macro is replaced by its expression while a query is parsed. It may use what was defined before it, never itself, so that
/// every expansion ends. It is hygienic: what stands in an argument means what it means where the macro is called, and the
/// errors of an expansion are at the call.
///
/// Source: the grammar of PyPI `eql` (`const NAME = literal`, `macro NAME(parameter, …) expression`).
public struct Definitions: Sendable, Hashable {
  /// Expressions that one query may grow to by its macros.
  static let maximumExpansion = 50_000

  private(set) var constants: [String: Value] = [:]
  private(set) var macros: [String: Macro] = [:]
  /// The texts that say all of it.
  private var texts: [String] = []

  /// No definitions.
  public init() {}

  /// Adds the definitions of a text. Nothing is added if one of them is wrong.
  public mutating func add(_ text: String, dialect: QueryOptions.Dialect = .elasticsearch) throws(Diagnostic) {
    var parser = try Parser(text, dialect, self)
    try parser.leadingDefinitions()
    guard parser.token.kind == .end else {
      throw Diagnostic(parser.token.position, "expected 'const', 'macro' or the end, found \(parser.token.text)")
    }
    self = parser.definitions
    texts.append(dialect.rawValue + "\n" + text)
  }

  /// Adds the definitions of a file; the path of an error has line and column behind it where a definition is wrong.
  public mutating func add(
    contentsOf path: String, dialect: QueryOptions.Dialect = .elasticsearch
  ) throws(RuleLoadError) {
    let bytes = try FileTree.read(path, limit: 4 << 20)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw RuleLoadError(path: path, reason: "this is no UTF-8 text")
    }
    do throws(Diagnostic) {
      try add(text, dialect: dialect)
    } catch {
      throw RuleLoadError(path: "\(path):\(error.position)", reason: error.message)
    }
  }

  /// Definitions are equal that were made of the same texts.
  public static func == (left: Definitions, right: Definitions) -> Bool { left.texts == right.texts }

  /// Hashes the texts.
  public func hash(into hasher: inout Hasher) { hasher.combine(texts) }

  mutating func define(_ name: String, _ value: Value, at position: SourcePosition) throws(Diagnostic) {
    try checkNew(name, position)
    constants[name] = value
  }

  mutating func define(_ name: String, _ macro: Macro, at position: SourcePosition) throws(Diagnostic) {
    try checkNew(name, position)
    macros[name] = macro
  }

  private func checkNew(_ name: String, _ position: SourcePosition) throws(Diagnostic) {
    guard constants[name] == nil, macros[name] == nil else {
      throw Diagnostic(position, "'\(name)' is defined already")
    }
    guard !Lowering.knowsFunction(name) else { throw Diagnostic(position, "'\(name)' is a function of EQL") }
  }
}

extension Parser {
  /// The definitions before a query, as many as there are.
  mutating func leadingDefinitions() throws(Diagnostic) {
    while true {
      guard case .word(let name, insensitive: false) = token(ahead: 1).kind else { return }
      let next = token(ahead: 2).kind
      if isWord("const"), next == .symbol(.assign) || next == .symbol(.equal) {
        try constant(name)
      } else if isWord("macro"), next == .symbol(.open) {
        try macro(name)
      } else {
        return
      }
    }
  }

  private mutating func constant(_ name: String) throws(Diagnostic) {
    let position = token(ahead: 1).position
    for _ in 0..<3 { step() }
    let sign: Int64 = take(.minus) ? -1 : 1
    let value: Value
    switch token.kind {
    case .integer(let number): value = .integer(sign * number)
    case .decimal(let number): value = .double(Double(sign) * number)
    case .string(let bytes) where sign == 1: value = .string(bytes)
    case .word("true", insensitive: false) where sign == 1: value = .boolean(true)
    case .word("false", insensitive: false) where sign == 1: value = .boolean(false)
    case .word("null", insensitive: false) where sign == 1: value = .null
    default: throw Diagnostic(token.position, "expected a text, a number, true, false or null, found \(token.text)")
    }
    step()
    try definitions.define(name, value, at: position)
  }

  private mutating func macro(_ name: String) throws(Diagnostic) {
    let position = token(ahead: 1).position
    for _ in 0..<3 { step() }
    var parameters: [String] = []
    while !isSymbol(.close) {
      guard case .word(let parameter, insensitive: false) = token.kind else {
        throw Diagnostic(token.position, "expected the name of a parameter, found \(token.text)")
      }
      guard !parameters.contains(parameter) else {
        throw Diagnostic(token.position, "'\(parameter)' is a parameter already")
      }
      parameters.append(parameter)
      step()
      if !take(.comma) { break }
    }
    try expect(.close, "after the parameters of '\(name)'")
    hidden = Set(parameters)
    openMacro = name
    defer {
      hidden = []
      openMacro = nil
    }
    let body = try disjunction()
    try Macro.check(body)
    try definitions.define(name, Macro(parameters: parameters, body: body), at: position)
  }

  /// A call: of a macro, which is replaced by what it stands for, or of a function.
  mutating func called(
    _ name: String, insensitive: Bool, _ arguments: [Syntax], _ position: SourcePosition
  ) throws(Diagnostic) -> Syntax {
    if name == openMacro { throw Diagnostic(position, "the macro '\(name)' calls itself") }
    guard let macro = definitions.macros[name] else {
      return Syntax(kind: .call(name: name, insensitive: insensitive, arguments: arguments), position: position)
    }
    guard !insensitive else { throw Diagnostic(position, "the macro '\(name)' has no form '\(name)~'") }
    guard arguments.count == macro.parameters.count else {
      throw Diagnostic(
        position, "the macro '\(name)' takes \(macro.parameters.count) arguments, not \(arguments.count)")
    }
    var expansion = MacroExpansion(macro, arguments, at: position, room: Definitions.maximumExpansion - expanded)
    let result = try expansion.expanded(macro.body)
    expanded = Definitions.maximumExpansion - expansion.room
    guard result.depth <= Self.maximumDepth else {
      throw Diagnostic(
        position, "the macro '\(name)' expands to expressions nested more than \(Self.maximumDepth) deep")
    }
    return result
  }
}
