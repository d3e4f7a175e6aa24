import ECS
import Learning

/// One pipe.
struct Pipe: Sendable {
  enum Kind: String, Sendable, CaseIterable {
    /// The first matches.
    case head
    /// The last matches.
    case tail
    /// Matches that fulfil a condition.
    case filter
    /// The first match for each value.
    case unique
    /// The same, with the number of matches.
    case uniqueCount = "unique_count"
    /// The number of matches, or of each value.
    case count
    /// Matches in order of values, missing ones first.
    case sort
  }

  var kind: Kind
  /// Of `head` and `tail`.
  var limit = 0
  var terms: [Term] = []
  /// Whether values are compared without case.
  var insensitive = false
}

/// A pipe at work.
struct PipeStage: Sendable {
  private struct Counted: Sendable {
    var match: RuleMatch
    var key: [Value]
    var count: Int64
  }

  private let pipe: Pipe
  private let limits: RunLimits
  private var seen = 0
  private var held: [RuleMatch] = []
  private var keys: [JoinKey: Int] = [:]
  private var counted: [Counted] = []

  init(_ pipe: Pipe, _ limits: RunLimits) {
    self.pipe = pipe
    self.limits = limits
  }

  // MARK: Matches

  /// Takes a match; true if it goes on at once.
  mutating func push(_ match: inout RuleMatch) -> Bool {
    switch pipe.kind {
    case .head:
      seen += 1
      return seen <= pipe.limit
    case .tail:
      held.append(match)
      if held.count > pipe.limit { held.removeFirst() }
      return false
    case .filter:
      return Interpreter.truth(pipe.terms[0], match.bindings) == true
    case .unique:
      guard let key = key(values(match)), keys[key] == nil else { return false }
      guard keys.count < limits.heldPerRule else { return false }
      keys[key] = 0
      return true
    case .uniqueCount, .count:
      count(match)
      return false
    case .sort:
      if held.count < limits.heldPerRule { held.append(match) }
      return false
    }
  }

  private func values(_ match: RuleMatch) -> [Value] {
    let bindings = match.bindings
    return pipe.terms.map { Interpreter.value($0, bindings) }
  }

  private func key(_ values: [Value]) -> JoinKey? {
    let nullable = [Bool](repeating: true, count: values.count)
    return JoinKey(values[...], nullable: nullable, insensitive: pipe.insensitive)
  }

  private mutating func count(_ match: RuleMatch) {
    let values = values(match)
    guard let key = key(values) else { return }
    let weight = pipe.kind == .uniqueCount ? match.weight : 1
    if let index = keys[key] {
      counted[index].count += weight
    } else if counted.count < limits.heldPerRule {
      keys[key] = counted.count
      counted.append(Counted(match: match, key: values, count: weight))
    }
  }

  // MARK: The end

  /// Gives out what is held.
  mutating func finish(into matches: inout [RuleMatch]) {
    switch pipe.kind {
    case .tail: matches += held
    case .sort: matches += sorted()
    case .uniqueCount, .count: matches += counts()
    case .head, .filter, .unique: break
    }
    held = []
  }

  private func sorted() -> [RuleMatch] {
    let keyed = held.enumerated().map { (index: $0, key: values($1).map(folded), match: $1) }
    let ordered = keyed.sorted { left, right in
      for (a, b) in zip(left.key, right.key) where a != b {
        if Self.precedes(a, b) { return true }
        if Self.precedes(b, a) { return false }
      }
      return left.index < right.index
    }
    return ordered.map(\.match)
  }

  private func folded(_ value: Value) -> Value {
    guard pipe.insensitive, case .string(let text) = value else { return value }
    return .string(CaseFolding.fold(text))
  }

  /// The order of values: nothing, truth values, numbers (also those that are text), text.
  static func precedes(_ left: Value, _ right: Value) -> Bool {
    let (a, b) = (rank(left), rank(right))
    guard a.rank == b.rank else { return a.rank < b.rank }
    if a.rank == 2 { return a.number < b.number }
    if let less = Value.compare(.less, left, right) { return less }
    return (left.text ?? []).lexicographicallyPrecedes(right.text ?? [])
  }

  private static func rank(_ value: Value) -> (rank: Int, number: Double) {
    switch value {
    case .null: return (0, 0)
    case .boolean: return (1, 0)
    case .integer, .double: return (2, value.number ?? 0)
    case .string(let text):
      let number = text.count <= 32 ? Double(String(decoding: text, as: UTF8.self)) : nil
      return number.map { (2, $0) } ?? (3, 0)
    case .list(let values): return values.first.map(rank) ?? (0, 0)
    case .address, .date, .object: return (4, 0)
    }
  }

  private func counts() -> [RuleMatch] {
    if pipe.kind == .count, pipe.terms.isEmpty { return [total()] }
    let total = counted.reduce(0) { $0 + $1.count }
    var ordered = counted
    if pipe.kind == .count {
      ordered.sort { left, right in
        guard left.count == right.count else { return left.count < right.count }
        for (a, b) in zip(left.key, right.key) where a != b { return Self.precedes(a, b) }
        return false
      }
    }
    return ordered.map { counted in
      var match = pipe.kind == .count ? RuleMatch(steps: [], time: counted.match.time) : counted.match
      let key = counted.key.map { $0.text.map { String(decoding: $0, as: UTF8.self) } ?? "null" }
      match.facts.removeAll { ["count", "percent", "key"].contains($0.name) }
      match.facts.append(.init(name: "count", value: "\(counted.count)"))
      match.facts.append(.init(name: "percent", value: "\(Double(counted.count) / Double(max(total, 1)))"))
      match.facts.append(.init(name: "key", value: key.joined(separator: ", ")))
      return match
    }
  }

  private func total() -> RuleMatch {
    var match = RuleMatch(steps: [], time: counted.first?.match.time ?? 0)
    match.facts = [
      .init(name: "count", value: "\(counted.reduce(0) { $0 + $1.count })"), .init(name: "key", value: "totals"),
    ]
    return match
  }

  // MARK: Snapshots

  func write(to writer: inout StateWriter) {
    writer.append(count: seen)
    writer.append(count: held.count)
    for match in held { writer.append(match) }
    let ordered = keys.sorted { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }
    writer.append(count: ordered.count)
    for (key, index) in ordered {
      writer.append(key)
      writer.append(count: index)
    }
    writer.append(count: counted.count)
    for entry in counted {
      writer.append(entry.match)
      writer.append(entry.key)
      writer.append(signed: entry.count)
    }
  }

  mutating func read(from reader: inout StateReader) throws(StateError) {
    seen = try reader.integer(in: 0...Int.max)
    held = []
    for _ in 0..<(try reader.count(ofSize: 4)) { held.append(try reader.match()) }
    keys = [:]
    for _ in 0..<(try reader.count(ofSize: 2)) {
      let key = try reader.key()
      keys[key] = try reader.integer(in: 0...Int.max)
    }
    counted = []
    for _ in 0..<(try reader.count(ofSize: 4)) {
      counted.append(Counted(match: try reader.match(), key: try reader.values(), count: try reader.signed()))
    }
    let isCounting = pipe.kind == .count || pipe.kind == .uniqueCount
    guard !isCounting || keys.values.allSatisfy({ counted.indices.contains($0) }),
      counted.allSatisfy({ $0.key.count == pipe.terms.count })
    else { throw StateError("the counts are damaged") }
  }
}

extension RuleMatch {
  /// What expressions of pipes are evaluated on.
  fileprivate var bindings: Bindings {
    var bindings = Bindings()
    bindings.steps = kept
    for fact in facts {
      let text = fact.value
      let number = Int64(text).map(Value.integer) ?? Double(text).map(Value.double)
      bindings.facts[fact.name] = number ?? Value(text)
    }
    return bindings
  }

  /// How many matches it stands for.
  fileprivate var weight: Int64 {
    facts.first { $0.name == "count" }.flatMap { Int64($0.value) } ?? 1
  }
}

extension StateWriter {
  mutating func append(_ match: RuleMatch) {
    append(signed: match.time)
    append(count: match.steps.count)
    for step in match.steps {
      append(count: step.condition)
      append(step.event != nil)
      if let event = step.event { append(event) }
    }
    append(count: match.keys.count)
    for key in match.keys { append(key) }
    append(count: match.facts.count)
    for fact in match.facts {
      append(fact.name)
      append(fact.value)
    }
    append(count: match.kept.count)
    for kept in match.kept {
      append(count: kept.field.step)
      append(kept.field.field.path)
      append(kept.value)
    }
  }
}

extension StateReader {
  mutating func match() throws(StateError) -> RuleMatch {
    var match = RuleMatch(steps: [], time: try signed())
    for _ in 0..<(try count(ofSize: 2)) {
      let condition = try integer(in: 0...Int(Int32.max))
      let isThere = try bool()
      match.steps.append(.init(condition: condition, event: isThere ? try event() : nil))
    }
    for _ in 0..<(try count()) { match.keys.append(try string()) }
    for _ in 0..<(try count(ofSize: 2)) {
      let name = try string()
      match.facts.append(.init(name: name, value: try string()))
    }
    for _ in 0..<(try count(ofSize: 3)) {
      let step = try integer(in: 0...Int(Int32.max))
      guard let field = FieldTable.shared.intern(try string()) else { throw StateError("there are too many fields") }
      match.kept.append((StepField(step: step, field: field), try value()))
    }
    return match
  }
}
