import ECS
import Foundation
import Testing

@testable import Rules

/// Random queries on random documents: the plan must agree with a reading of the query that knows nothing of columns.
@Suite struct KQLPropertyTests {
  /// A generator with a seed, so that a failure can be repeated.
  struct Random {
    var state: UInt64
    mutating func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    mutating func pick<T>(_ values: [T]) -> T { values[next(values.count)] }
  }

  /// A query as a tree, with its text and its meaning on a document.
  indirect enum Query {
    case field(String, [String], negatedLast: Bool)
    case exists(String)
    case range(String, String, Int)
    case anything(String)
    case and(Query, Query)
    case or(Query, Query)
    case not(Query)

    var text: String {
      switch self {
      case .field(let field, let values, let negated):
        let parts = values.enumerated().map { negated && $0 == values.count - 1 ? "not \($1)" : $1 }
        return parts.count == 1 && !negated ? "\(field):\(values[0])" : "\(field):(\(parts.joined(separator: " or ")))"
      case .exists(let field): return "\(field):*"
      case .range(let field, let comparison, let bound): return "\(field) \(comparison) \(bound)"
      case .anything(let value): return value
      case .and(let left, let right): return "(\(left.text) and \(right.text))"
      case .or(let left, let right): return "(\(left.text) or \(right.text))"
      case .not(let inner): return "not \(inner.text)"
      }
    }

    func holds(_ document: [String: [Any]]) -> Bool {
      switch self {
      case .field(let field, let values, let negated):
        return values.enumerated().contains { index, value in
          let found = Self.values(field, document).contains { Self.matches(value, "\($0)") }
          return negated && index == values.count - 1 ? !found : found
        }
      case .exists(let field): return !Self.values(field, document).isEmpty
      case .range(let field, let comparison, let bound):
        return Self.values(field, document).contains { value in
          guard let number = value as? Int else { return false }
          switch comparison {
          case ">": return number > bound
          case ">=": return number >= bound
          case "<": return number < bound
          default: return number <= bound
          }
        }
      case .anything(let value):
        return document.values.contains { $0.contains { Self.matches(value, "\($0)") } }
      case .and(let left, let right): return left.holds(document) && right.holds(document)
      case .or(let left, let right): return left.holds(document) || right.holds(document)
      case .not(let inner): return !inner.holds(document)
      }
    }

    private static func values(_ field: String, _ document: [String: [Any]]) -> [Any] {
      document.filter { matches(field, $0.key) }.flatMap(\.value)
    }

    /// `*` stands for any text.
    private static func matches(_ pattern: String, _ text: String) -> Bool {
      guard let first = pattern.first else { return text.isEmpty }
      if first == "*" {
        let rest = String(pattern.dropFirst())
        return (0...text.count).contains { matches(rest, String(text.dropFirst($0))) }
      }
      guard let next = text.first, next == first else { return false }
      return matches(String(pattern.dropFirst()), String(text.dropFirst()))
    }
  }

  static let words = ["a", "ab", "abc", "b", "Ab", "x y"]
  static let keywordFields = ["user.name", "process.name", "winlog.k", "labels.q"]
  static let numberFields = ["process.pid", "source.port"]

  static func query(_ random: inout Random, depth: Int) -> Query {
    if depth > 0, random.next(3) > 0 {
      switch random.next(3) {
      case 0: return .and(query(&random, depth: depth - 1), query(&random, depth: depth - 1))
      case 1: return .or(query(&random, depth: depth - 1), query(&random, depth: depth - 1))
      default: return .not(query(&random, depth: depth - 1))
      }
    }
    let patterns = ["a", "ab", "b*", "*b", "a*c", "*", "Ab", "\"x y\""].filter { $0 != "*" }
    switch random.next(6) {
    case 0: return .exists(random.pick(keywordFields + numberFields + ["user.*", "*.name"]))
    case 1: return .range(random.pick(numberFields), random.pick([">", ">=", "<", "<="]), random.next(5))
    case 2: return .field(random.pick(numberFields), [String(random.next(5))], negatedLast: false)
    case 3: return .anything(random.pick(["a", "ab*", "*c", "3"]))
    default:
      let field = random.pick(keywordFields + ["user.*", "*.name", "winlog.*"])
      let values = (0...random.next(3)).map { _ in random.pick(patterns.filter { !$0.hasPrefix("\"") }) }
      return .field(field, values, negatedLast: random.next(4) == 0)
    }
  }

  static func document(_ random: inout Random) -> [String: [Any]] {
    var result: [String: [Any]] = [:]
    for field in keywordFields where random.next(3) > 0 {
      result[field] = (0...(random.next(4) == 0 ? 2 : 0)).map { _ in random.pick(words) }
    }
    for field in numberFields where random.next(3) > 0 {
      result[field] = (0...(random.next(4) == 0 ? 1 : 0)).map { _ in random.next(5) }
    }
    return result
  }

  @Test func planAgreesWithABruteForceReading() throws {
    var random = Random(state: 20_240_506)
    let documents = (0..<60).map { _ in Self.document(&random) }
    let texts = try documents.map { document in
      String(decoding: try JSONSerialization.data(withJSONObject: document), as: UTF8.self)
    }
    var disagreements: [String] = []
    for _ in 0..<300 {
      let query = Self.query(&random, depth: 4)
      let expected = documents.indices.filter { query.holds(documents[$0]) }
      let rows = try KQLHarness.rows(query.text, texts)
      if rows != expected { disagreements.append("\(query.text): \(rows), expected \(expected)") }
    }
    #expect(disagreements.isEmpty, "\(disagreements.count): \(disagreements.prefix(5).joined(separator: "\n"))")
  }
}
