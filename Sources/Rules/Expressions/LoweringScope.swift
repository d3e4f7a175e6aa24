import ECS

/// Which names mean something else than fields of the event at one place of a query.
struct LoweringScope {
  /// The element of a list that is searched.
  struct Variable {
    var name: String
    /// Whether it is written `$name`.
    var isMarked: Bool
  }

  /// Of the enclosing searches, the outermost first.
  var variables: [Variable] = []
  /// Names of earlier steps.
  var aliases: [String: Int] = [:]
  /// Within pipes: what they may name.
  var pipe: PipeScope?

  /// What expressions in pipes may name beside fields of the first event.
  struct PipeScope {
    /// Events of a match: `events[1].name` is a field of the second.
    var events: Int
    /// Names of what earlier pipes computed.
    var facts: Set<String> = []
  }

  /// An element of a list, or a part of it.
  func element(_ name: String, _ path: [PathPart], isMarked: Bool) -> Term? {
    guard let number = variables.lastIndex(where: { $0.name == name && $0.isMarked == isMarked }) else { return nil }
    return path.isEmpty ? .variable(number) : .member(.variable(number), path)
  }
}

extension Lowering {
  mutating func field(
    _ path: [PathPart], isOptional: Bool, _ position: SourcePosition
  ) throws(Diagnostic) -> Typed {
    guard case .name(let first)? = path.first else { throw Diagnostic(position, "a field has a name") }
    if let element = scope.element(first, Array(path.dropFirst()), isMarked: false) { return (element, .unknown) }
    if let step = scope.aliases[first], path.count > 1 {
      let (field, rest) = try named(path.dropFirst(), position)
      guard rest.isEmpty else { throw Diagnostic(position, "a list of an earlier event has no index") }
      return (.step(step, field), type(of: field))
    }
    if let pipe = scope.pipe { return try piped(path, pipe, position) }
    let (field, rest) = try named(path[...], position)
    if !isOptional, options.dialect == .elasticsearch, !KnownFields.contains(field.path) {
      warn(position, "no known source has a field '\\(field.path)'; write '?\\(field.path)' if it may be missing")
    }
    guard rest.isEmpty else { return (.member(.list(field), Array(rest)), .unknown) }
    return (.field(field), type(of: field))
  }

  private mutating func piped(
    _ path: [PathPart], _ pipe: LoweringScope.PipeScope, _ position: SourcePosition
  ) throws(Diagnostic) -> Typed {
    if case .name(let name)? = path.first, path.count == 1, pipe.facts.contains(name) {
      return (.fact(name), .unknown)
    }
    var step = 0
    var rest = path[...]
    if case .name("events")? = path.first, path.count > 2, case .index(let index) = path[1] {
      guard index < pipe.events else { throw Diagnostic(position, "there are \\(pipe.events) events, counted from 0") }
      step = index
      rest = path.dropFirst(2)
    }
    let (field, inner) = try named(rest, position)
    let value = Term.step(step, field)
    return inner.isEmpty ? (value, type(of: field)) : (.member(value, Array(inner)), .unknown)
  }

  /// The field that a path begins with, up to the first index.
  private func named(
    _ path: ArraySlice<PathPart>, _ position: SourcePosition
  ) throws(Diagnostic) -> (FieldID, ArraySlice<PathPart>) {
    var name = ""
    for (index, part) in zip(path.indices, path) {
      guard case .name(let part) = part else { return (.named(name), path[index...]) }
      name += name.isEmpty ? part : "." + part
    }
    guard !name.isEmpty else { throw Diagnostic(position, "a field has a name") }
    return (.named(name), [])
  }

  /// Fields that no schema knows are of no type in the reference implementation, text in Elasticsearch.
  private func type(of field: FieldID) -> ValueType {
    let isKnown = field.index < FieldTable.shared.schemaFieldCount
    return options.dialect == .reference && !isKnown ? .unknown : ValueType(field)
  }
}

extension Term {
  /// The parts of a variable that are read, as dotted paths.
  func members(ofVariable number: Int) -> [String] {
    var result: [String] = []
    visit { term in
      guard case .member(.variable(number), let path) = term else { return }
      var names: [String] = []
      for part in path {
        guard case .name(let name) = part else { break }
        names.append(name)
      }
      let dotted = names.joined(separator: ".")
      if !dotted.isEmpty, !result.contains(dotted) { result.append(dotted) }
    }
    return result
  }
}
