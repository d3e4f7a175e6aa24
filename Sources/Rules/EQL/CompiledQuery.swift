import ECS

/// An EQL query, parsed, checked, typed and turned into a program.
struct CompiledQuery: Sendable {
  let program: RuleProgram
  var warnings: [Diagnostic] { program.warnings }

  init(_ text: String, _ options: QueryOptions = QueryOptions()) throws(Diagnostic) {
    var compiler = QueryCompiler(options)
    program = try compiler.program(try Parser.parse(text, options.dialect, options.definitions))
  }
}

/// Turns the syntax of a query into conditions and a form.
struct QueryCompiler {
  private let options: QueryOptions
  private var lowering: Lowering
  private var conditions: [EventCondition] = []

  init(_ options: QueryOptions) {
    self.options = options
    lowering = Lowering(options)
  }

  mutating func program(_ query: QuerySyntax) throws(Diagnostic) -> RuleProgram {
    var form: any RuleForm
    switch query.base {
    case .event(let event):
      conditions = [try condition(event)]
      var item = RelatedItem(condition: 0)
      let pipes = try self.pipes(query.pipes, events: 1)
      item.kept = kept(pipes, step: 0)
      form = pipes.isEmpty ? EventForm() : PipedForm(base: KeptEventForm(item: item), pipes: pipes)
    case .sequence(let sequence):
      var inner = try self.sequence(sequence)
      let pipes = try self.pipes(query.pipes, events: inner.steps.count)
      inner.steps.keep(pipes.flatMap { $0.terms.flatMap(\.steps) })
      form = inner
      if !pipes.isEmpty { form = PipedForm(base: inner, pipes: pipes) }
    case .sample(let sequence), .join(let sequence):
      var inner = JoinForm()
      if case .sample = query.base { inner.samplesPerKey = max(1, options.samplesPerKey) }
      try join(sequence, into: &inner)
      let pipes = try self.pipes(query.pipes, events: inner.items.count)
      inner.items.keep(pipes.flatMap { $0.terms.flatMap(\.steps) })
      form = inner
      if !pipes.isEmpty { form = PipedForm(base: inner, pipes: pipes) }
    }
    return RuleProgram(conditions: conditions, form: form, warnings: lowering.warnings)
  }

  // MARK: Events

  /// Categories that Elastic's endpoint has beside those of ECS.
  private static let endpointCategories: Set<String> = ["api", "credential_access", "dns", "persistence"]

  private mutating func condition(_ event: EventSyntax) throws(Diagnostic) -> EventCondition {
    let condition = try lowering.condition(event.condition)
    if case .constant(let value) = condition, value != .boolean(true) {
      lowering.warn(event.condition.position, "no event can fulfil this condition")
    }
    if options.schema.category == .eventCategory, let category = event.category,
      let allowed = ECSSchema.allowedValues["event.category"], !allowed.contains(category),
      !Self.endpointCategories.contains(category)
    {
      lowering.warn(event.position, "ECS has no event category '\(category)'; no event will have it")
    }
    return EventCondition(category: event.category, condition: condition)
  }

  /// An item whose condition is the program's next; what reads earlier events is left for the state.
  private mutating func item(_ item: ItemSyntax, keys: [Syntax]) throws(Diagnostic) -> RelatedItem {
    var event = try condition(item.event)
    var result = RelatedItem(condition: conditions.count)
    if !event.condition.steps.isEmpty {
      var parts = [event.condition]
      if case .and(let terms) = event.condition { parts = terms }
      event.condition = Folding.and(parts.filter { $0.steps.isEmpty })
      let residual = Folding.and(parts.filter { !$0.steps.isEmpty })
      guard !residual.readsLineage else {
        throw Diagnostic(item.position, "a condition with an earlier event cannot also ask for a process's relatives")
      }
      result.residual = residual
      result.own = residual.fields
    }
    conditions.append(event)
    result.insensitive = !options.isCaseSensitive
    for key in keys + item.keys {
      result.keys.append(try lowering.lower(key).term)
      if case .field(_, isOptional: true) = key.kind {
        result.nullable.append(true)
      } else {
        result.nullable.append(options.dialect == .reference)
      }
    }
    result.forks = item.isForked
    return result
  }

  /// All items must have as many keys.
  private func check(_ items: [(syntax: ItemSyntax, item: RelatedItem)]) throws(Diagnostic) {
    guard let first = items.first?.item.keys.count else { return }
    for (syntax, item) in items where item.keys.count != first {
      throw Diagnostic(
        syntax.position, "this event has \(item.keys.count) keys after 'by', the first one has \(first)")
    }
  }

  // MARK: Sequences

  private mutating func sequence(_ sequence: SequenceSyntax) throws(Diagnostic) -> SequenceForm {
    var form = SequenceForm()
    form.span = sequence.span
    form.forbidden = [[]]
    var all: [(syntax: ItemSyntax, item: RelatedItem)] = []
    for syntax in sequence.items {
      let item = try item(syntax, keys: sequence.keys)
      all.append((syntax, item))
      if syntax.isMissing {
        guard sequence.span != nil else {
          throw Diagnostic(syntax.position, "a missing event needs 'with maxspan': when would it be missing?")
        }
        guard form.forbidden.count > 1 || item.residual == nil else {
          throw Diagnostic(syntax.position, "there is no earlier event")
        }
        form.forbidden[form.forbidden.count - 1].append(item)
      } else {
        for _ in 0..<syntax.runs {
          form.steps.append(item)
          form.forbidden.append([])
        }
        if let alias = syntax.alias { lowering.scope.aliases[alias] = form.steps.count - 1 }
      }
    }
    guard !form.steps.isEmpty else {
      throw Diagnostic(sequence.position, "a sequence needs an event that is there")
    }
    if let syntax = sequence.until {
      lowering.scope.aliases = [:]
      let until = try item(syntax, keys: sequence.keys)
      all.append((syntax, until))
      form.until = until
    }
    lowering.scope.aliases = [:]
    try check(all)
    let items = form.steps + form.forbidden.joined()
    let read = items.flatMap { $0.residual?.steps ?? [] }
    form.steps.keep(read)
    form.conditionCount = conditions.count
    return form
  }

  private mutating func join(_ sequence: SequenceSyntax, into form: inout JoinForm) throws(Diagnostic) {
    var all: [(syntax: ItemSyntax, item: RelatedItem)] = []
    for syntax in sequence.items {
      guard !syntax.isMissing, syntax.runs == 1, !syntax.isForked else {
        throw Diagnostic(syntax.position, "only sequences have missing events, runs and forks")
      }
      all.append((syntax, try item(syntax, keys: sequence.keys)))
    }
    form.items = all.map(\.item)
    if form.isSample, form.items.first?.keys.isEmpty == true {
      throw Diagnostic(sequence.position, "a sample needs keys: 'sample by field'")
    }
    if let syntax = sequence.until {
      let until = try item(syntax, keys: sequence.keys)
      all.append((syntax, until))
      form.until = until
    }
    try check(all)
    form.conditionCount = conditions.count
  }

  // MARK: What is kept of events

  private func kept(_ pipes: [Pipe], step: Int) -> [FieldID] {
    var result: [FieldID] = []
    for field in pipes.flatMap({ $0.terms.flatMap(\.steps) }) where field.step == step {
      if !result.contains(field.field) { result.append(field.field) }
    }
    return result
  }

  // MARK: Pipes

  private mutating func pipes(_ syntax: [PipeSyntax], events: Int) throws(Diagnostic) -> [Pipe] {
    lowering.scope.pipe = LoweringScope.PipeScope(events: events)
    defer { lowering.scope.pipe = nil }
    var result: [Pipe] = []
    for pipe in syntax {
      guard let kind = Pipe.Kind(rawValue: pipe.name) else {
        let known = Pipe.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        throw Diagnostic(pipe.position, "there is no pipe '\(pipe.name)'; there are \(known)")
      }
      result.append(try self.pipe(kind, pipe))
      if kind == .count || kind == .uniqueCount {
        lowering.scope.pipe?.facts.formUnion(["count", "percent", "key"])
      }
    }
    return result
  }

  private mutating func pipe(_ kind: Pipe.Kind, _ syntax: PipeSyntax) throws(Diagnostic) -> Pipe {
    var pipe = Pipe(kind: kind)
    pipe.insensitive = !options.isCaseSensitive
    let count = syntax.arguments.count
    switch kind {
    case .head, .tail:
      guard count <= 1 else { throw Diagnostic(syntax.position, "'\(kind.rawValue)' takes one number") }
      pipe.limit = 50
      guard let argument = syntax.arguments.first else { break }
      guard case .literal(.integer(let limit)) = argument.kind, limit >= 1, limit <= 1_000_000 else {
        throw Diagnostic(argument.position, "expected a number from 1 to 1000000 after '\(kind.rawValue)'")
      }
      pipe.limit = Int(limit)
    case .filter:
      guard count == 1 else { throw Diagnostic(syntax.position, "'filter' takes one condition") }
      pipe.terms = [try lowering.condition(syntax.arguments[0])]
    case .unique, .uniqueCount, .sort, .count:
      guard count > 0 || kind == .count else {
        throw Diagnostic(syntax.position, "'\(kind.rawValue)' takes values to go by")
      }
      for argument in syntax.arguments { pipe.terms.append(try lowering.lower(argument).term) }
    }
    return pipe
  }
}
