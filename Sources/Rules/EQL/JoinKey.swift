import ECS
import Learning

/// What events of one match have in common: the texts of some values.
struct JoinKey: Sendable, Hashable {
  /// Each value: 0 for null, or 1, four bytes of length and the text.
  private(set) var bytes: [UInt8] = []

  init(bytes: [UInt8] = []) { self.bytes = bytes }

  /// Hashes all bytes at once, not one by one; keyed, because those who are watched choose their names.
  func hash(into hasher: inout Hasher) {
    // The bytes are read during the call only.
    unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
  }

  /// A key of values, of lists the first; numbers are equal to their text. `nil` if a value is null that must not be.
  init?(_ values: ArraySlice<Value>, nullable: [Bool], insensitive: Bool) {
    for (index, value) in values.enumerated() {
      guard let text = Self.text(value) else {
        guard index < nullable.count, nullable[index] else { return nil }
        bytes.append(0)
        continue
      }
      let folded = insensitive ? CaseFolding.fold(text) : text
      let count = UInt32(clamping: folded.count)
      bytes.reserveCapacity(bytes.count + 5 + folded.count)
      bytes.append(1)
      for byte in 0..<UInt32(4) { bytes.append(UInt8(truncatingIfNeeded: count >> (8 * byte))) }
      bytes += folded
    }
  }

  private static func text(_ value: Value) -> [UInt8]? {
    switch value {
    case .list(let values): values.first.flatMap(text)
    case .double(let number): Int64(exactly: number).map { Array(String($0).utf8) } ?? value.text
    default: value.text
    }
  }

  /// The values as people read them.
  var texts: [String] {
    var result: [String] = []
    var index = 0
    while index < bytes.count {
      guard bytes[index] == 1, index + 5 <= bytes.count else {
        result.append("null")
        index += 1
        continue
      }
      var count = 0
      for byte in 0..<4 { count |= Int(bytes[index + 1 + byte]) << (8 * byte) }
      let end = min(index + 5 + count, bytes.count)
      result.append(String(decoding: bytes[min(index + 5, end)..<end], as: UTF8.self))
      index = end
    }
    return result
  }
}

/// One event of a match of several: the condition it fulfils, what it has in common with the others, and what is kept of it.
struct RelatedItem: Sendable {
  /// The condition, as an index into those of the program.
  var condition: Int
  var keys: [Term] = []
  /// Which keys may be null.
  var nullable: [Bool] = []
  var insensitive = false
  /// A condition that also reads events of earlier steps.
  var residual: Term?
  /// The fields of the event itself that `residual` reads.
  var own: [FieldID] = []
  /// The fields that later steps or pipes read.
  var kept: [FieldID] = []
  var forks = false

  /// What the state wants to see of an event.
  var captures: [Term] { keys + own.map(Term.field) + kept.map(Term.field) }

  func key(_ values: [Value]) -> JoinKey? {
    JoinKey(values.prefix(keys.count), nullable: nullable, insensitive: insensitive)
  }

  /// Whether the rest of the condition is true with the events of earlier steps.
  func holds(_ values: [Value], with steps: [(field: StepField, value: Value)]) -> Bool {
    guard let residual else { return true }
    var bindings = Bindings()
    bindings.steps = steps
    var lists: [(field: FieldID, values: [Value])] = []
    for (field, value) in zip(own, values.dropFirst(keys.count)) {
      if case .list(let values) = value, !values.isEmpty {
        lists.append((field, values))
      } else {
        lists.append((field, [value]))
      }
    }
    if residual.readsLists { bindings.lists = lists.map { ($0.field, $0.values.filter { !$0.isNull }) } }
    let choices = residual.choiceFields
    return RowValues.truth(residual, lists.filter { choices.contains($0.field) }, &bindings) == true
  }

  /// The kept values of an event at a step.
  func kept(_ values: [Value], step: Int) -> [(field: StepField, value: Value)] {
    zip(kept, values.dropFirst(keys.count + own.count)).map { (StepField(step: step, field: $0), $1) }
  }
}

extension [RelatedItem] {
  /// Has fields of the events at some steps kept.
  mutating func keep(_ read: [StepField]) {
    for field in read where indices.contains(field.step) {
      // Runs of one item capture the same.
      let condition = self[field.step].condition
      for index in indices where self[index].condition == condition && !self[index].kept.contains(field.field) {
        self[index].kept.append(field.field)
      }
    }
  }
}

extension StateWriter {
  mutating func append(_ key: JoinKey) { append(key.bytes) }
}

extension StateReader {
  mutating func key() throws(StateError) -> JoinKey { JoinKey(bytes: try data()) }
}
