import ECS
import Foundation
import Testing

@testable import Rules

/// The reference implementation's suites: queries with the events they must find, and expressions with their values.
@Suite(.enabled(if: ReferenceSuite.isAvailable, "needs the suites of PyPI's eql: scripts/check-eql-suite"))
struct ReferenceSuiteTests {
  @Test func everyQueryFindsItsEvents() throws {
    let queries = try ReferenceSuite.table("test_queries.toml")["queries"]?.array ?? []
    let events = try ReferenceSuite.events()
    let batch = try ReferenceSuite.batch(events)
    let numbers = events.map { ($0["serial_event_id"] as? Int) ?? -1 }
    var failures: [String] = []
    var passed = 0
    for query in queries {
      let table = try #require(query.table)
      let text = table["query"]?.string ?? ""
      let expected = table["expected_event_ids"]?.array?.compactMap { $0.integer.map(Int.init) } ?? []
      var problem: String?
      for isCaseSensitive in [true, false] where ReferenceSuite.counts(table, caseSensitive: isCaseSensitive) {
        let options = ReferenceSuite.options(isCaseSensitive: isCaseSensitive)
        do {
          for size in [Int.max, 7] {
            let found = try ReferenceSuite.rows(text, batch, options, size: size).map { numbers[$0] }
            if found != expected { problem = "\(text)\n  expected \(expected)\n  found    \(found) (\(size) rows)" }
          }
        } catch {
          problem = "\(text)\n  \(error)"
        }
      }
      if let problem { failures.append(problem) } else { passed += 1 }
    }
    print("EQL reference suite: queries \(passed)/\(queries.count)")
    #expect(queries.count == 241)
    #expect(failures.isEmpty, "\(failures.count) failures\n\(failures.prefix(40).joined(separator: "\n"))")
  }

  /// 102 of the string functions' cases are run by the reference itself; two more stand in a table that its loader skips.
  @Test(arguments: [("test_folding.toml", 118), ("test_string_functions.toml", 104)])
  func everyConstantExpressionFolds(file: String, count: Int) throws {
    var suite = ExpressionSuite()
    try suite.walk(try ReferenceSuite.table(file), isSensitive: false, isInsensitive: false)
    print(
      "EQL reference suite: \(file) \(suite.folded - suite.failures.count)/\(suite.folded) folds, \(suite.refused) refused"
    )
    #expect(suite.folded == count)
    #expect(suite.failures.isEmpty, "\(suite.failures.count) failures\n\(suite.failures.joined(separator: "\n"))")
  }

  @Test func everyExpressionIsOptimized() throws {
    var suite = ExpressionSuite()
    try suite.walk(try ReferenceSuite.table("test_optimizer.toml"), isSensitive: false, isInsensitive: false)
    print("EQL reference suite: optimizer \(suite.optimized), equivalent \(suite.equivalent)")
    #expect(suite.optimized == 12)
    #expect(suite.equivalent == 8)
    #expect(suite.failures.isEmpty, "\(suite.failures.joined(separator: "\n"))")
  }
}

/// Walks the tables of expressions.
private struct ExpressionSuite {
  var folded = 0
  var refused = 0
  var optimized = 0
  var equivalent = 0
  var failures: [String] = []

  mutating func walk(_ table: TOMLTable, isSensitive: Bool, isInsensitive: Bool) throws {
    let isSensitive = isSensitive || table["case_sensitive"]?.boolean == true
    let isInsensitive = isInsensitive || table["case_insensitive"]?.boolean == true
    let modes = [true, false].filter { $0 ? isSensitive || !isInsensitive : isInsensitive || !isSensitive }
    if let loops = table["loop"]?.array {
      for loop in loops { try self.loop(try #require(loop.table), modes) }
    }
    for key in table.keys where key != "loop" {
      if let inner = table[key]?.table {
        try walk(inner, isSensitive: isSensitive, isInsensitive: isInsensitive)
      } else if let tests = table[key]?.array {
        for test in tests { if let test = test.table { try run(key, test, modes) } }
      }
    }
  }

  /// A loop stands for its tests with a value of each type in place of `$value`. It counts as its tests once.
  private mutating func loop(_ table: TOMLTable, _ modes: [Bool]) throws {
    let values = [
      "bool": ["true", "false"], "int": ["1", "0", "-1"], "string": ["'foo'", "''"], "float": ["1.0", "0.0"],
      "null": ["null"],
    ]
    let types = table["param"]?.table?["type"]?.array?.compactMap(\.string) ?? []
    for test in table["fold"]?.table?["tests"]?.array ?? [] {
      let test = try #require(test.table)
      folded += 1
      for value in types.flatMap({ values[$0] ?? [] }) {
        let expression = (test["expression"]?.string ?? "").replacing("$value", with: value)
        check(expression, test["expected"], modes)
      }
    }
  }

  private mutating func run(_ key: String, _ test: TOMLTable, _ modes: [Bool]) throws {
    let expression = test["expression"]?.string ?? ""
    if let optimized = test["optimized"]?.string {
      self.optimized += 1
      same(expression, optimized, modes)
    } else if let alternate = test["alternate"]?.string {
      equivalent += 1
      same(expression, alternate, modes)
    } else if key == "failures" {
      refused += 1
      if (try? term(expression, isCaseSensitive: true)) != nil { failures.append("\(expression) is accepted") }
    } else {
      folded += 1
      check(expression, test["expected"], modes)
    }
  }

  private func term(_ expression: String, isCaseSensitive: Bool) throws -> Term {
    var lowering = Lowering(ReferenceSuite.options(isCaseSensitive: isCaseSensitive))
    return try lowering.lower(try Parser.parse(expression: expression, .reference)).term
  }

  private mutating func same(_ left: String, _ right: String, _ modes: [Bool]) {
    for mode in modes {
      do {
        let terms = [try term(left, isCaseSensitive: mode), try term(right, isCaseSensitive: mode)]
        if terms[0] != terms[1] { failures.append("\(left): \(terms[0]), not \(terms[1])") }
      } catch {
        failures.append("\(left): \(error)")
      }
    }
  }

  private mutating func check(_ expression: String, _ expected: TOMLValue?, _ modes: [Bool]) {
    var problem: String?
    for mode in modes {
      do {
        let term = try term(expression, isCaseSensitive: mode)
        guard case .constant(let value) = term else {
          problem = "\(expression) is not constant: \(term)"
          continue
        }
        if !Self.agrees(value, expected) { problem = "\(expression) gives \(value)" }
      } catch {
        problem = "\(expression): \(error)"
      }
    }
    if let problem { failures.append(problem) }
  }

  private static func agrees(_ value: Value, _ expected: TOMLValue?) -> Bool {
    guard let expected else { return value.isNull }
    if let text = expected.string { return value == Value(text) }
    if let truth = expected.boolean { return value == .boolean(truth) }
    if let number = expected.integer { return value == .integer(number) || value == .double(Double(number)) }
    if case .float(let number) = expected.kind, let found = value.number { return abs(number - found) < 1e-12 }
    return false
  }
}
