/// A named expression with parameters; the macros that it uses are expanded in it already.
struct Macro: Sendable {
  var parameters: [String]
  var body: Syntax

  /// Refuses functions that nobody knows where a macro is defined, not only where it is used.
  static func check(_ syntax: Syntax) throws(Diagnostic) {
    if case .call(let name, _, _) = syntax.kind, !Lowering.knowsFunction(name) {
      throw Diagnostic(syntax.position, "there is no function or macro '\(name)' before this")
    }
    for part in syntax.parts { try check(part) }
  }
}

/// Puts arguments in place of a macro's parameters.
struct MacroExpansion {
  /// Expressions that may still be made.
  private(set) var room: Int
  private let position: SourcePosition
  private let arguments: [String: Syntax]
  /// Names in the arguments, which variables of the body must not have: they would capture them.
  private let taken: Set<String>
  /// What variables of the body are called instead, the innermost search last.
  private var renamed: [(old: String, new: String)] = []
  private var made = 0

  init(_ macro: Macro, _ arguments: [Syntax], at position: SourcePosition, room: Int) {
    self.room = room
    self.position = position
    self.arguments = Dictionary(uniqueKeysWithValues: zip(macro.parameters, arguments))
    taken = arguments.reduce(into: []) { $1.addNames(to: &$0) }
  }

  /// An expression of the body with the arguments in it. All of it stands where the macro was called, so that errors do too.
  mutating func expanded(_ syntax: Syntax) throws(Diagnostic) -> Syntax {
    room -= 1
    guard room > 0 else {
      throw Diagnostic(position, "the macros expand to more than \(Definitions.maximumExpansion) expressions")
    }
    let kind: Syntax.Kind
    switch syntax.kind {
    case .literal: kind = syntax.kind
    case .field(let path, let isOptional):
      if case .name(let name)? = path.first {
        if let new = renamed.last(where: { $0.old == name })?.new {
          kind = .field([.name(new)] + path.dropFirst(), isOptional: isOptional)
          break
        }
        if let argument = arguments[name] { return try placed(argument, name, path.dropFirst()) }
      }
      kind = syntax.kind
    case .variable(let name, let path):
      kind = .variable(renamed.last { $0.old == "$" + name }?.new ?? name, path)
    case .lineage(let kinship, let event):
      let condition = try expanded(event.condition)
      kind = .lineage(kinship, EventSyntax(category: event.category, condition: condition, position: position))
    case .call(let name, let insensitive, let arguments):
      kind = .call(name: name, insensitive: insensitive, arguments: try self.arguments(name, arguments))
    case .negative(let inner): kind = .negative(try expanded(inner))
    case .arithmetic(let function, let left, let right):
      kind = .arithmetic(function, try expanded(left), try expanded(right))
    case .comparison(let comparison, let left, let right):
      kind = .comparison(comparison, try expanded(left), try expanded(right))
    case .match(let subject, let match, let insensitive, let values):
      kind = .match(try expanded(subject), match, insensitive: insensitive, try all(values))
    case .not(let inner): kind = .not(try expanded(inner))
    case .and(let parts): kind = .and(try all(parts))
    case .or(let parts): kind = .or(try all(parts))
    }
    return Syntax(kind: kind, position: position)
  }

  private mutating func all(_ parts: [Syntax]) throws(Diagnostic) -> [Syntax] {
    var result: [Syntax] = []
    for part in parts { result.append(try expanded(part)) }
    return result
  }

  /// An argument in place of a parameter; a parameter with a path behind it stands for a field.
  private mutating func placed(
    _ argument: Syntax, _ name: String, _ rest: ArraySlice<PathPart>
  ) throws(Diagnostic) -> Syntax {
    room -= argument.count
    guard !rest.isEmpty else { return argument }
    switch argument.kind {
    case .field(let path, let isOptional):
      return Syntax(kind: .field(path + rest, isOptional: isOptional), position: argument.position)
    case .variable(let variable, let path):
      return Syntax(kind: .variable(variable, path + rest), position: argument.position)
    default:
      throw Diagnostic(argument.position, "the macro reads a member of '\(name)', which must be a field here")
    }
  }

  /// The arguments of a function. Searches name an element; if an argument of the macro has that name, it gets another one.
  private mutating func arguments(_ name: String, _ parts: [Syntax]) throws(Diagnostic) -> [Syntax] {
    guard Lowering.isSearch(name), parts.count == 3, let element = parts[1].element, taken.contains(element) else {
      return try all(parts)
    }
    let list = try expanded(parts[0])
    made += 1
    let new = "\(element.drop { $0 == "$" })#\(made)"
    renamed.append((element, new))
    defer { renamed.removeLast() }
    return [list, try expanded(parts[1]), try expanded(parts[2])]
  }
}

extension Syntax {
  /// The expressions directly inside.
  var parts: [Syntax] {
    switch kind {
    case .literal, .field, .variable: []
    case .negative(let inner), .not(let inner): [inner]
    case .lineage(_, let event): [event.condition]
    case .arithmetic(_, let left, let right), .comparison(_, let left, let right): [left, right]
    case .call(_, _, let inner), .and(let inner), .or(let inner): inner
    case .match(let subject, _, _, let values): [subject] + values
    }
  }

  /// The expressions that it is made of, itself included.
  var count: Int { parts.reduce(1) { $0 + $1.count } }

  /// The name of the element, of what stands second in a search: with its `$` if it is written with one.
  fileprivate var element: String? {
    switch kind {
    case .variable(let name, let path) where path.isEmpty: return "$" + name
    case .field(let path, _):
      if path.count == 1, case .name(let name) = path[0] { return name }
      return nil
    default: return nil
    }
  }

  /// Adds the first names of fields, and the names of variables with their `$`.
  fileprivate func addNames(to names: inout Set<String>) {
    switch kind {
    case .field(let path, _): if case .name(let name)? = path.first { names.insert(name) }
    case .variable(let name, _): names.insert("$" + name)
    default: for part in parts { part.addNames(to: &names) }
    }
  }
}
