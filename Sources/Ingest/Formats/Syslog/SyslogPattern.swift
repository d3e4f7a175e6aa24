import ECS

/// A form that messages of a program have, with places for values: `Accepted {method} for {user+} from {ip}`.
///
/// A place takes everything up to the next occurrence of the text behind it; with `+` up to the last one, which is right
/// for values that an outsider chooses (a user name may hold ` from 1.2.3.4`). `{_}` takes a value that is not kept. The
/// whole message has to fit.
struct SyslogPattern: Sendable {
  enum Part: Sendable {
    case literal([UInt8])
    case place(field: FieldID?, isGreedy: Bool)
  }

  let action: String
  let parts: [Part]

  /// Compiles a pattern; values go to fields `syslog.<name>`.
  init(action: String, _ text: some StringProtocol) {
    self.action = action
    var parts: [Part] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      if open > rest.startIndex { parts.append(.literal(Array(rest[..<open].utf8))) }
      var name = rest[rest.index(after: open)..<close]
      let isGreedy = name.hasSuffix("+")
      if isGreedy { name = name.dropLast() }
      parts.append(.place(field: name == "_" ? nil : .named("syslog.\(name)"), isGreedy: isGreedy))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { parts.append(.literal(Array(rest.utf8))) }
    self.parts = parts
  }

  /// Where the values stand in a message that has this form.
  func match(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>, into values: inout [(field: FieldID, range: Range<Int>)]
  ) -> Bool {
    values.removeAll(keepingCapacity: true)
    var index = range.lowerBound
    var open: (field: FieldID?, isGreedy: Bool)?
    for part in parts {
      switch part {
      case .place(let field, let isGreedy): open = (field, isGreedy)
      case .literal(let literal):
        guard let place = open else {
          guard Self.has(text, literal, at: index, range.upperBound) else { return false }
          index += literal.count
          continue
        }
        let hit =
          place.isGreedy
          ? Self.last(text, literal, index..<range.upperBound) : Self.first(text, literal, index..<range.upperBound)
        guard let hit else { return false }
        if let field = place.field { values.append((field, index..<hit)) }
        index = hit + literal.count
        open = nil
      }
    }
    if let open {
      if let field = open.field { values.append((field, index..<range.upperBound)) }
      return true
    }
    return index == range.upperBound
  }

  private static func has(_ text: borrowing Span<UInt8>, _ literal: [UInt8], at start: Int, _ end: Int) -> Bool {
    guard end - start >= literal.count else { return false }
    for step in literal.indices where text[start + step] != literal[step] { return false }
    return true
  }

  private static func first(_ text: borrowing Span<UInt8>, _ literal: [UInt8], _ range: Range<Int>) -> Int? {
    var index = range.lowerBound
    while let hit = text.firstIndex(of: literal[0], from: index, to: range.upperBound) {
      if has(text, literal, at: hit, range.upperBound) { return hit }
      index = hit + 1
    }
    return nil
  }

  private static func last(_ text: borrowing Span<UInt8>, _ literal: [UInt8], _ range: Range<Int>) -> Int? {
    var index = range.upperBound - literal.count
    while index >= range.lowerBound {
      if has(text, literal, at: index, range.upperBound) { return index }
      index -= 1
    }
    return nil
  }
}

/// The patterns of all programs, found by the program's name.
struct SyslogGrammar: Sendable {
  static let shared = SyslogGrammar(SyslogMessages.all)

  private let programs: [String: [SyslogPattern]]
  /// Patterns for any program, tried last.
  private let general: [SyslogPattern]

  /// Reads lines `program, program :: action :: pattern`.
  init(_ text: String) {
    var programs: [String: [SyslogPattern]] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let columns = line.split(separator: " :: ", maxSplits: 2)
      guard columns.count == 3 else { continue }
      let pattern = SyslogPattern(action: String(columns[1]), columns[2])
      for program in columns[0].split(separator: ",") { programs[String(program), default: []].append(pattern) }
    }
    general = programs.removeValue(forKey: "*") ?? []
    self.programs = programs
  }

  /// All actions that patterns name.
  var actions: Set<String> { Set((programs.values.flatMap { $0 } + general).map(\.action)) }

  /// The action of the first pattern that a message fits.
  func match(
    program: String, _ text: borrowing Span<UInt8>, _ range: Range<Int>,
    into values: inout [(field: FieldID, range: Range<Int>)]
  ) -> String? {
    for pattern in programs[program] ?? [] where pattern.match(text, range, into: &values) { return pattern.action }
    for pattern in general where pattern.match(text, range, into: &values) { return pattern.action }
    return nil
  }
}
