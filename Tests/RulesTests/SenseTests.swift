import ECS
import Testing

@testable import Rules

/// What a condition's negation means where a value is missing: in three-valued logic, and in languages without null.
@Suite struct SenseTests {
  private static let name = Term.field(.processName)
  private static let pid = Term.field(.processPid)
  private static let isA = Term.test(name, .oneOf([Array("a".utf8)], insensitive: false))
  private static let isOne = Term.compare(.equal, pid, .constant(.integer(1)))
  private static let events = [
    #"{"process.name":"a","process.pid":1,"labels.x":"some keyword"}"#,
    #"{"process.name":"b","process.pid":2}"#,
    #"{"process.name":["b","a"],"message":"Keyword"}"#,
    #"{}"#,
  ]

  private static func rows(_ term: Term) throws -> [Int] {
    var builder = PlanBuilder()
    let root = builder.add(category: nil, condition: term)
    let batch = try QueryHarness.batch(events)
    let columns = ColumnSet(batch, FieldSelection(builder.plan.fields))
    var evaluator = PlanEvaluator(builder.plan, empty: columns)
    evaluator.begin(columns)
    var result: [Int] = []
    evaluator.rows(root)?.forEach { result.append($0) }
    return result
  }

  @Test(arguments: [
    (isA, [0, 2]), (.not(isA), [1]), (.not(.isTrue(isA)), [1, 3]), (.not(.isTrue(.not(isA))), [0, 2, 3]),
    (isOne, [0]), (.not(isOne), [1]), (.not(.isTrue(isOne)), [1, 2, 3]), (.not(.isTrue(.not(isOne))), [0, 2, 3]),
    (.not(.isTrue(.and([isA, isOne]))), [1, 2, 3]), (.not(.and([isA, isOne])), [1]),
    (.not(.isTrue(.or([isA, isOne]))), [1, 3]), (.isTrue(.constant(.null)), []),
    (.not(.isTrue(.constant(.null))), [0, 1, 2, 3]),
  ])
  func missingValuesMakeConditionsNullUnlessTheyAreAskedForTruth(term: Term, expected: [Int]) throws {
    #expect(try Self.rows(term) == expected)
  }

  @Test func aTestOnAnyValueLooksAtEveryField() throws {
    let pattern = GlobPattern(literal: Array("keyword".utf8), before: true, behind: true, insensitive: true)
    let test = Term.anyValue(.like([pattern]))
    #expect(try Self.rows(test) == [0, 2])
    #expect(try Self.rows(.not(test)) == [1, 3])
    #expect(try Self.rows(.and([Self.isOne, test])) == [0])
    #expect(try Self.rows(.anyValue(.oneOf([Array("Keyword".utf8)], insensitive: false))) == [2])
  }
}
