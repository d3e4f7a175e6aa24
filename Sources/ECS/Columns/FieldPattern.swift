/// A field path in which `*` stands for any text: all fields whose path matches, taken together as one field.
///
/// Query languages search several fields at once (`user.*: admin`, or a word in any field). A pattern is a `FieldID` like
/// any other, named by its text; `ColumnSet` fills its column with the values of all matching fields as text.
public struct FieldPattern: Sendable {
  private let parts: [[UInt8]]

  /// The pattern that a path is; `nil` for the path of a single field.
  public init?(_ path: String) {
    guard path.utf8.contains(UInt8(ascii: "*")) else { return nil }
    parts = Array(path.utf8).split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map(Array.init)
  }

  /// Whether a path matches from its first to its last byte.
  public func matches(_ path: String) -> Bool {
    let text = Array(path.utf8)
    guard let first = parts.first, let last = parts.last, parts.count > 1, text.starts(with: first) else {
      return false
    }
    var start = first.count
    for part in parts[1..<(parts.count - 1)] where !part.isEmpty {
      guard let found = Self.find(part, in: text, from: start) else { return false }
      start = found + part.count
    }
    return text.count - last.count >= start && text.suffix(last.count).elementsEqual(last)
  }

  private static func find(_ part: [UInt8], in text: [UInt8], from start: Int) -> Int? {
    guard part.count <= text.count else { return nil }
    var index = start
    while index + part.count <= text.count {
      if text[index..<(index + part.count)].elementsEqual(part) { return index }
      index += 1
    }
    return nil
  }
}

/// Which pattern columns take the values of a field, found out once for each field of a batch.
struct PatternRouting {
  private let patterns: [FieldSelection.PatternSlot]
  /// The routes of a field, as an index into `lists`; -1 until it is met.
  private var routes: [Int32] = []
  private var lists: [[Int]] = [[]]

  init(_ patterns: [FieldSelection.PatternSlot]) { self.patterns = patterns }

  var isEmpty: Bool { patterns.isEmpty }

  /// The slots of the columns that want the field's values.
  mutating func slots(of field: FieldID) -> [Int] {
    while routes.count <= field.index { routes.append(-1) }
    if routes[field.index] < 0 {
      let path = field.path
      let slots = patterns.compactMap { $0.pattern.matches(path) ? $0.slot : nil }
      routes[field.index] = slots.isEmpty ? 0 : Int32(lists.count)
      if !slots.isEmpty { lists.append(slots) }
    }
    return lists[Int(routes[field.index])]
  }
}
