import ECS
import Evidence
import Testing

@testable import Rules

/// Sequences, samples and joins, by small stories: events are letters at seconds, `A1@5` being event A of key 1 at 5 s.
@Suite struct SequenceTests {
  /// The matches of a query on a story, each as the numbers of its events.
  static func found(_ query: String, _ story: String, limits: RunLimits = RunLimits()) throws -> [String] {
    try RunHarness.matches(EQLDefinition(query), story.split(separator: " ").map { try event($0) }, limits: limits)
      .map { $0.split(separator: "|")[2].trimmingCharacters() }
  }

  static func event(_ text: Substring) throws -> String {
    let parts = text.split(separator: "@")
    let seconds = try #require(Int(parts[1]))
    let letter = parts[0].prefix(1)
    let key = parts[0].dropFirst()
    let user = key.isEmpty ? "" : #","user.name":"\#(key)""#
    return RunHarness.event(seconds, #""event.category":"process","process.name":"\#(letter)"\#(user)"#)
  }

  static func item(_ letter: String) -> String { #"[any where process.name == "\#(letter)"]"# }

  /// `A B !C` in the notation of EQL.
  static func query(_ items: String, _ head: String = "by user.name") -> String {
    var result = "sequence \(head)"
    for word in items.split(separator: " ") {
      if word.hasPrefix("!") {
        result += " !" + item(String(word.dropFirst()))
      } else if word.contains("*") {
        let parts = word.split(separator: "*")
        result += " \(item(String(parts[0]))) with runs=\(parts[1])"
      } else if word.hasPrefix("~") {
        result += " until " + item(String(word.dropFirst()))
      } else {
        result += " " + item(String(word))
      }
    }
    return result
  }

  @Test(arguments: [
    // Order, keys, and what takes whose place.
    ("A B", "A1@0 B1@1", ["0,1"]), ("A B", "B1@0 A1@1", []), ("A B", "A1@0 B2@1", []),
    ("A B", "A1@0 A2@1 B2@2 B1@3", ["1,2", "0,3"]),
    ("A B", "A1@0 A1@1 B1@2 B1@3", ["1,2"]), ("A A", "A1@0 A1@1 A1@2", ["0,1", "1,2"]),
    ("A B C", "A1@0 B1@1 A1@2 B1@3 C1@4", ["0,1,4"].map { _ in "2,3,4" }),
    ("A B C", "A1@0 B1@1 A1@2 C1@3", ["0,1,3"]),
    // An event without the key belongs to no sequence.
    ("A B", "A@0 B@1", []),
    // Runs.
    ("A*3", "A1@0 A1@1 A1@2 A1@3", ["0,1,2", "1,2,3"]), ("A*2 B", "A1@0 B1@1 A1@2 B1@3", ["0,2,3"]),
    ("A B*2", "A1@0 B1@1 B1@2", ["0,1,2"]),
    // Until.
    ("A B ~X", "A1@0 X1@1 B1@2", []), ("A B ~X", "A1@0 X2@1 B1@2", ["0,2"]), ("A B ~X", "A1@0 B1@1 X1@2", ["0,1"]),
    ("A B ~B", "A1@0 B1@1", []),
  ])
  func followsOrderAndKeys(items: String, story: String, expected: [String]) throws {
    #expect(try Self.found(Self.query(items), story) == expected)
  }

  @Test(arguments: [
    ("A@0 B@5", ["0,1"]), ("A@0 B@6", []), ("A@0 A@3 B@6", ["1,2"]), ("A@0 A@0 B@5", ["1,2"]),
  ])
  func endsWithMaxspan(story: String, expected: [String]) throws {
    #expect(try Self.found(Self.query("A B", "with maxspan=5s"), story) == expected)
  }

  /// What is missing is missing only when the time in which it could have come has passed.
  @Test(arguments: [
    // In the middle.
    ("A !B C", "A1@0 C1@2", ["0,1"]), ("A !B C", "A1@0 B1@1 C1@2", []), ("A !B C", "A1@0 B2@1 C1@2", ["0,2"]),
    ("A !B C", "A1@0 B1@1 A1@2 C1@3", ["2,3"]), ("A !B C", "A1@0 C1@11", []),
    ("A !B !X C", "A1@0 X1@1 C1@2", []), ("A !B !X C", "A1@0 C1@2", ["0,1"]),
    ("A !B C !X D", "A1@0 C1@1 B1@2 D1@3", ["0,1,3"]), ("A !B C !X D", "A1@0 C1@1 X1@2 D1@3", []),
    // At the end: not before the span has passed.
    ("A !B", "A1@0", []), ("A !B", "A1@0 Z1@5", []), ("A !B", "A1@0 Z1@10", []), ("A !B", "A1@0 Z1@11", ["0"]),
    ("A !B", "A1@0 B1@10 Z1@20", []), ("A !B", "A1@0 B1@11 Z1@20", ["0"]), ("A !B", "A1@0 B2@1 Z1@20", ["0"]),
    ("A !B", "A1@0 A1@5 B1@12 Z1@30", ["0"]), ("A !B", "A1@0 A1@5 Z1@30", ["0", "1"]),
    ("A C !B", "A1@0 C1@8 B1@9 Z1@30", []), ("A C !B", "A1@0 C1@8 B1@11 Z1@30", ["0,1"]),
    ("A !B", "A1@0 A2@1 B1@3 Z3@40", ["1"]),
    // At the beginning: from the span before the last event on.
    ("!A B", "B1@0", ["0"]), ("!A B", "A1@0 B1@5", []), ("!A B", "A1@0 B1@10", []), ("!A B", "A1@0 B1@11", ["1"]),
    ("!A B", "A2@0 B1@5", ["1"]), ("!A B C", "A1@0 B1@5 C1@9", []), ("!A B C", "A1@0 B1@5 C1@12", ["1,2"]),
    ("!A B C", "B1@1 A1@2 C1@3", ["0,2"]),
    // On both sides.
    ("!A B !C", "B1@0 Z1@20", ["0"]), ("!A B !C", "A1@0 B1@5 Z1@30", []), ("!A B !C", "B1@0 C1@5 Z1@30", []),
  ])
  func waitsForWhatIsMissing(items: String, story: String, expected: [String]) throws {
    #expect(try Self.found(Self.query(items, "by user.name with maxspan=10s"), story) == expected)
  }

  @Test func aSpanThatIsOpenAtTheEndCountsOnlyWhereTheInputIsEverything() throws {
    let query = Self.query("A !B", "by user.name with maxspan=10s")
    #expect(try Self.found(query, "A1@0 Z1@5") == [])
    #expect(try Self.found(query, "A1@0 Z1@5", limits: RunLimits(endsWithInput: true)) == ["0"])
  }

  @Test(arguments: [
    // In order, whatever the lateness.
    (0, "A1@0 B1@5", ["0,1"]), (10, "A1@0 B1@5", ["0,1"]),
    // B was read before A but happened after.
    (0, "B1@5 A1@0 Z1@30", []), (10, "B1@5 A1@0 Z1@30", ["1,0"]), (3, "B1@5 Z1@20 A1@0 Z1@30", []),
    (10, "B1@5 A1@0", ["1,0"]),
    // A missing event that comes late is not missing.
    (10, "A1@0 C1@4 B1@2 Z1@30", []),
  ])
  func putsLateEventsInOrder(lateness: Int64, story: String, expected: [String]) throws {
    let limits = RunLimits(lateness: lateness * 1_000_000_000)
    let items = story.contains("C") ? "A !B C" : "A B"
    #expect(try Self.found(Self.query(items, "by user.name with maxspan=20s"), story, limits: limits) == expected)
  }

  @Test(arguments: [
    (
      "sample by user.name [any where process.name == \"A\"] [any where process.name == \"B\"]", "B1@0 A1@1 A1@2",
      ["1,0"]
    ),
    ("sample by user.name [any where process.name == \"A\"] [any where process.name == \"B\"]", "B1@0 A2@1", []),
    // Both items hold for the first, so it has to leave one to the second.
    (
      "sample by user.name [any where process.name in (\"A\", \"B\")] [any where process.name == \"A\"]", "A1@0 B1@1",
      ["1,0"]
    ),
    ("sample by user.name [any where process.name == \"A\"] [any where process.name == \"A\"]", "A1@0", []),
    ("sample by user.name [any where process.name == \"A\"] [any where process.name == \"A\"]", "A1@0 A1@1", ["0,1"]),
    (
      "join by user.name [any where process.name == \"A\"] [any where process.name == \"B\"]", "B1@0 A1@1 A1@2", ["1,0"]
    ),
    ("join by user.name [any where process.name == \"A\"] [any where process.name in (\"A\", \"B\")]", "A1@0", ["0,0"]),
    (
      "join by user.name [any where process.name == \"A\"] [any where process.name == \"B\"] until [any where process.name == \"X\"]",
      "A1@0 X1@1 B1@2", []
    ),
  ])
  func joinsWithoutOrder(query: String, story: String, expected: [String]) throws {
    #expect(try Self.found(query, story) == expected)
  }

  @Test(arguments: [
    ("any where process.name == \"A\" | head 2", ["0", "1"]), ("any where true | tail 2", ["4", "5"]),
    ("any where true | unique process.name", ["0", "2", "5"]),
    ("any where true | unique process.name, user.name", ["0", "1", "2", "4", "5"]),
    ("any where true | unique_count process.name | filter count == 3", ["0"]),
    ("any where true | unique_count process.name | sort count | head 1", ["5"]),
    ("any where true | sort user.name | head 3", ["5", "0", "2"]),
    ("sequence by user.name [any where true] [any where true] | filter events[1].process.name == \"A\"", ["0,3"]),
    ("any where process.name == \"A\" | count | filter count == 3", [""]),
    ("any where true | count process.name", ["", "", ""]),
  ])
  func pipesMatches(query: String, expected: [String]) throws {
    let story = "A1@0 A2@1 B1@2 A1@3 B2@4 C@5"
    var wanted = expected
    // The second event of user 1 is B, the third A.
    if query.hasPrefix("sequence") { wanted = ["2,3"] }
    var options = RuleContext()
    options.options.dialect = query.contains("events[") ? .reference : .elasticsearch
    let rules = RuleSet([Rule(id: "t", name: "t", severity: .low, query: query)], options: options.options)
    #expect(rules.problems.filter(\.isFatal).isEmpty, "\(rules.problems)")
    let events = try story.split(separator: " ").map { try Self.event($0) }
    for batch in [1, 4, 6] {
      let found = try RunHarness.matches(rules, events, batch: batch)
        .map { $0.split(separator: "|", omittingEmptySubsequences: false)[2].trimmingCharacters() }
      #expect(found == wanted, "\(query), batches of \(batch)")
    }
  }

  @Test func facts() throws {
    let rules = RuleSet([Rule(id: "t", name: "t", severity: .low, query: "any where true | count process.name")])
    let events = try "A1@0 A2@1 B1@2".split(separator: " ").map { try Self.event($0) }
    let found = try RunHarness.matches(rules, events, batch: 2)
    #expect(found.count == 2 && found[0].contains("count=1") && found[1].contains("count=2"))
    #expect(found[1].contains("key=A"))
  }

  @Test(arguments: [
    // A key that may be missing is a value of its own.
    ("sequence by ?user.name [any where process.name == \"A\"] [any where process.name == \"B\"]", "A@0 B@1", ["0,1"]),
    ("sequence by ?user.name [any where process.name == \"A\"] [any where process.name == \"B\"]", "A1@0 B@1", []),
    (
      "sequence [any where process.name == \"A\"] by user.name fork [any where process.name == \"B\"] by user.name",
      "A1@0 B1@1 B1@2", ["0,1"]
    ),
    (
      "sequence [any where process.name == \"A\"] by user.name [any where process.name == \"B\"] fork=true by user.name",
      "A1@0 B1@1 B1@2", ["0,1", "0,2"]
    ),
    ("sequence [any where process.name == \"A\"] [any where process.name == \"B\"]", "A1@0 B2@1", ["0,1"]),
  ])
  func keysAndForks(query: String, story: String, expected: [String]) throws {
    #expect(try Self.found(query, story) == expected)
  }

  /// Random stories: the same matches in batches of any size, and the same as a search through all pairs would find.
  @Test(arguments: 0..<12) func agreesWithSearch(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    var events: [(letter: String, key: Int, time: Int)] = []
    var time = 0
    for _ in 0..<60 {
      time += Int(random.next() % 4)
      events.append((["A", "B", "C"][Int(random.next() % 3)], Int(random.next() % 3), time))
    }
    let story = events.map { "\($0.letter)\($0.key)@\($0.time)" }.joined(separator: " ")
    var expected: [String] = []
    for (end, last) in events.enumerated() where last.letter == "B" {
      // The latest A of the key before it, if no C and no other B came between, within the span.
      guard let start = events[..<end].lastIndex(where: { $0.key == last.key && $0.letter == "A" }) else { continue }
      let between = events[(start + 1)..<end].filter { $0.key == last.key }
      guard between.allSatisfy({ $0.letter == "A" }), last.time - events[start].time <= 8 else { continue }
      expected.append("\(start),\(end)")
    }
    let found = try Self.found(Self.query("A !C B", "by user.name with maxspan=8s"), story)
    #expect(found == expected)
  }

  @Test func staysWithinItsMemory() throws {
    let query =
      "sequence by user.name with maxspan=10m [any where process.name == \"A\"] [any where process.name == \"B\"]"
    let rules = RuleSet([Rule(id: "t", name: "t", severity: .low, query: query)])
    var runner = RuleRunner(rules, limits: RunLimits(heldPerRule: 500))
    var matches: [RuleMatch] = []
    var sizes: [Int] = []
    for block in 0..<8 {
      let events = try (0..<400).map { try Self.event("A\(block * 400 + $0)@\(block)") }
      runner.observe(
        try RunHarness.columns(rules, events),
        reference: { EventReference(id: "", path: "", record: UInt64($0), time: 0) }, into: &matches)
      sizes.append(runner.snapshot().count)
    }
    #expect(sizes[7] <= sizes[1] * 2)
    // The newest beginnings are still there, the oldest are not.
    let ends = try ["B0@9", "B3199@9"].map { try Self.event($0[...]) }
    runner.observe(
      try RunHarness.columns(rules, ends), reference: { EventReference(id: "", path: "", record: UInt64($0), time: 0) },
      into: &matches)
    #expect(matches.map(\.keys) == [["3199"]])
  }
}

/// A small generator for repeatable stories (G. Steele et al., 2014).
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }
}

extension Substring {
  fileprivate func trimmingCharacters() -> String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
