/// What relates several events: sequences, samples, joins, and pipes.
///
/// Sources: the EQL syntax reference of Elasticsearch; the documentation of the EQL reference implementation for `join`,
/// `fork` and the pipes that Elasticsearch does not have.
extension Parser {
  /// More items than this are refused; Elasticsearch's limit is 256 too.
  static let maximumItems = 256

  mutating func query() throws(Diagnostic) -> QuerySyntax {
    let base = try base()
    var pipes: [PipeSyntax] = []
    while take(.pipe) { pipes.append(try pipe()) }
    try expectEnd()
    return QuerySyntax(base: base, pipes: pipes)
  }

  private mutating func base() throws(Diagnostic) -> QuerySyntax.Base {
    let next = token(ahead: 1).kind
    guard next != .word("where", insensitive: false) else { return .event(try event()) }
    if isWord("sequence") { return .sequence(try related(limit: 1)) }
    if isWord("sample") { return .sample(try related(limit: 2)) }
    if isWord("join") { return .join(try related(limit: 2)) }
    return .event(try event())
  }

  // MARK: Events

  private mutating func event() throws(Diagnostic) -> EventSyntax {
    let position = token.position
    let isFramed = token(ahead: 1).kind == .word("where", insensitive: false)
    if dialect == .reference, !isFramed {
      return EventSyntax(category: nil, condition: try disjunction(), position: position)
    }
    let isAny = isWord("any")
    let category = try category()
    guard take(word: "where") else {
      throw Diagnostic(token.position, "expected 'where' after the event category, found \(token.text)")
    }
    let condition = try disjunction()
    return EventSyntax(category: isAny ? nil : category, condition: condition, position: position)
  }

  private mutating func category() throws(Diagnostic) -> String {
    switch token.kind {
    case .word(let name, insensitive: false):
      step()
      return name
    case .string(let bytes):
      step()
      return String(decoding: bytes, as: UTF8.self)
    default:
      throw Diagnostic(token.position, "expected an event category or 'any', found \(token.text)")
    }
  }

  mutating func bracketedEvent() throws(Diagnostic) -> EventSyntax {
    try expect(.openBracket, "before the event")
    let event = try event()
    try expect(.closeBracket, "after the event")
    return event
  }

  // MARK: Several events

  private mutating func related(limit: Int) throws(Diagnostic) -> SequenceSyntax {
    var result = SequenceSyntax(position: token.position)
    let isSequence = isWord("sequence")
    step()
    while true {
      if result.keys.isEmpty, take(word: "by") {
        result.keys = try list()
      } else if isSequence, result.span == nil, isWord("with"),
        token(ahead: 1).kind == .word("maxspan", insensitive: false)
      {
        result.span = try span()
      } else {
        break
      }
    }
    while isSymbol(.openBracket) || isMissing {
      result.items.append(try item())
      guard result.items.count <= Self.maximumItems else {
        throw Diagnostic(token.position, "there are more than \(Self.maximumItems) events")
      }
    }
    let count = result.items.reduce(0) { $0 + $1.runs }
    guard !result.items.isEmpty else {
      throw Diagnostic(token.position, "expected '[' and an event, found \(token.text)")
    }
    guard count >= max(limit, 2), count <= Self.maximumItems else {
      throw Diagnostic(result.position, "2 to \(Self.maximumItems) events are needed here, not \(count)")
    }
    let position = token.position
    if take(word: "until") {
      let item = try item()
      guard !item.isMissing, item.runs == 1 else { throw Diagnostic(position, "'until' takes one event") }
      result.until = item
    }
    return result
  }

  private var isMissing: Bool { isSymbol(.not) && token(ahead: 1).kind == .symbol(.openBracket) }

  private mutating func item() throws(Diagnostic) -> ItemSyntax {
    let position = token.position
    let isMissing = take(.not)
    var item = ItemSyntax(event: try bracketedEvent(), isMissing: isMissing, position: position)
    while true {
      let place = token.position
      if item.keys.isEmpty, take(word: "by") {
        item.keys = try list()
      } else if isWord("with"), token(ahead: 1).kind == .word("runs", insensitive: false) {
        item.runs = try runs()
      } else if isWord("fork") {
        step()
        item.isForked = true
        if take(.assign) || take(.equal) { item.isForked = try flag() }
      } else if item.alias == nil, take(word: "as") {
        guard case .word(let name, insensitive: false) = token.kind else {
          throw Diagnostic(token.position, "expected a name after 'as', found \(token.text)")
        }
        step()
        item.alias = name
      } else {
        if isMissing, item.runs > 1 { throw Diagnostic(place, "a missing event has no runs") }
        return item
      }
    }
  }

  private mutating func flag() throws(Diagnostic) -> Bool {
    if take(word: "true") { return true }
    if take(word: "false") { return false }
    throw Diagnostic(token.position, "expected 'true' or 'false', found \(token.text)")
  }

  private mutating func runs() throws(Diagnostic) -> Int {
    step()
    step()
    guard take(.assign) || take(.equal), case .integer(let count) = token.kind, count >= 1,
      count <= Int64(Self.maximumItems)
    else { throw Diagnostic(token.position, "expected '=' and a number from 1 to \(Self.maximumItems) after 'runs'") }
    step()
    return Int(count)
  }

  private mutating func list() throws(Diagnostic) -> [Syntax] {
    var result = [try disjunction()]
    while take(.comma) { result.append(try disjunction()) }
    return result
  }

  // MARK: Spans of time

  private mutating func span() throws(Diagnostic) -> Int64 {
    step()
    step()
    guard take(.assign) || take(.equal) else {
      throw Diagnostic(token.position, "expected '=' after 'maxspan', found \(token.text)")
    }
    let position = token.position
    guard let span = spanOfTime() else {
      throw Diagnostic(position, "expected a span of time as in '5m' (units: ms, s, m, h, d), found \(token.text)")
    }
    return span
  }

  private mutating func spanOfTime() -> Int64? {
    var digits = ""
    var unit = ""
    switch token.kind {
    case .duration(let text):
      digits = String(text.prefix { $0.isNumber || $0 == "." })
      unit = String(text.dropFirst(digits.count))
    case .integer(let value):
      digits = String(value)
      if dialect == .reference { unit = "s" }
      if dialect == .reference, case .word(let name, insensitive: false) = token(ahead: 1).kind,
        Self.nanoseconds(in: name) != nil
      {
        step()
        unit = name
      }
    default: return nil
    }
    guard let factor = Self.nanoseconds(in: unit), let value = Double(digits) else { return nil }
    step()
    return Int64(exactly: (value * Double(factor)).rounded())
  }

  private static func nanoseconds(in unit: String) -> Int64? {
    switch unit {
    case "ms": 1_000_000
    case "s", "sec", "secs", "second", "seconds": 1_000_000_000
    case "m", "min", "mins", "minute", "minutes": 60_000_000_000
    case "h", "hour", "hours": 3_600_000_000_000
    case "d", "day", "days": 86_400_000_000_000
    default: nil
    }
  }

  // MARK: Pipes

  private mutating func pipe() throws(Diagnostic) -> PipeSyntax {
    let position = token.position
    guard case .word(let name, insensitive: false) = token.kind else {
      throw Diagnostic(position, "expected the name of a pipe, found \(token.text)")
    }
    step()
    var arguments: [Syntax] = []
    while token.kind != .end, !isSymbol(.pipe) {
      arguments.append(try disjunction())
      _ = take(.comma)
    }
    return PipeSyntax(name: name, arguments: arguments, position: position)
  }
}
