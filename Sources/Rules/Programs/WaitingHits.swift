import Learning

/// Events that wait for late ones: a heap by time, equal times in the order of arrival.
struct WaitingHits: Sendable {
  struct Entry: Sendable {
    var hit: Hit
    var rule: Int
    fileprivate var sequence: UInt64

    fileprivate static func < (left: Entry, right: Entry) -> Bool {
      (left.hit.time, left.sequence) < (right.hit.time, right.sequence)
    }
  }

  private var heap: [Entry] = []
  private var sequence: UInt64 = 0

  init() {}

  var isEmpty: Bool { heap.isEmpty }
  var count: Int { heap.count }
  /// The earliest.
  var first: Entry? { heap.first }

  mutating func insert(_ hit: Hit, rule: Int) {
    heap.append(Entry(hit: hit, rule: rule, sequence: sequence))
    sequence += 1
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child] < heap[parent] else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  mutating func removeFirst() -> Entry? {
    guard let result = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return result }
    heap[0] = last
    var parent = 0
    while 2 * parent + 1 < heap.count {
      var child = 2 * parent + 1
      if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
      guard heap[child] < heap[parent] else { break }
      heap.swapAt(child, parent)
      parent = child
    }
    return result
  }

  func write(to writer: inout StateWriter) {
    let ordered = heap.sorted(by: <)
    writer.append(count: ordered.count)
    for entry in ordered {
      writer.append(count: entry.rule)
      writer.append(entry.hit)
    }
  }

  init(from reader: inout StateReader, _ rules: RuleSet) throws(StateError) {
    for _ in 0..<(try reader.count(ofSize: 8)) {
      let rule = try reader.integer(in: 0...max(0, rules.forms.count - 1))
      guard rules.forms.indices.contains(rule), !(rules.forms[rule] is EventForm) else {
        throw StateError("no rule waits so")
      }
      insert(try reader.hit(capturing: rules.captures[rule]), rule: rule)
    }
  }
}
