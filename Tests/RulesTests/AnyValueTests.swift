import ECS
import Testing

@testable import Rules

/// Searches for words in any value, beside rules of other log sources.
@Suite struct AnyValueTests {
  private static func word(_ text: String, insensitive: Bool = true) -> Term {
    .anyValue(.like([GlobPattern(literal: Array(text.utf8), before: true, behind: true, insensitive: insensitive)]))
  }

  /// The rows of some events, one number each, where a term is true.
  private static func rows(_ terms: [Term], _ events: [String]) throws -> [[Int]] {
    var builder = PlanBuilder()
    let roots = terms.map { builder.add(category: nil, condition: $0) }
    let batch = try QueryHarness.batch(events)
    let columns = ColumnSet(batch, FieldSelection(builder.plan.fields))
    var evaluator = PlanEvaluator(builder.plan, empty: columns)
    evaluator.begin(columns)
    return roots.map { root in
      let rows = evaluator.rows(root)
      return (0..<batch.count).filter { rows?.contains($0) ?? false }
    }
  }

  @Test func searchesOfSeveralSourcesKeepToTheirRows() throws {
    let source = { (name: String) in
      Term.test(.field(.named("a.source")), .oneOf([Array(name.utf8)], insensitive: false))
    }
    let events = [
      #"{"a":{"source":"one","text":"say Mimikatz"}}"#, #"{"a":{"source":"two","text":"say MIMIKATZ"}}"#,
      #"{"a":{"source":"two","text":"sekurlsa::x"}}"#, #"{"a":{"source":"three","text":"mimikatz"}}"#,
    ]
    let found = try Self.rows(
      [
        .and([source("one"), Self.word("mimikatz")]), .and([source("two"), Self.word("mimikatz")]),
        .and([source("two"), Self.word("sekurlsa")]), .and([source("two"), .not(Self.word("mimikatz"))]),
        .and([source("two"), Self.word("ka")]), Self.word("mimikatz"),
      ], events)
    #expect(found == [[0], [1], [2], [2], [1], [0, 1, 3]])
  }

  @Test(arguments: [
    ("kelvin", #"{"a":"300 \u212Aelvin"}"#), ("größe", #"{"a":"GRÖSSE GRÖßE"}"#), ("12345", #"{"a":9123456}"#),
    ("true", #"{"a":{"b":true}}"#), ("2.5e", #"{"a":"2.5E7"}"#), ("Ω", #"{"a":"\u2126 \u03A9"}"#),
  ]) func findsWordsInAnyForm(word: String, event: String) throws {
    #expect(try Self.rows([Self.word(word)], [event, #"{"a":"else"}"#]) == [[0]])
  }

  @Test func wholeValuesAreComparedWhole() throws {
    let whole = Term.anyValue(.oneOf([Array("administrator".utf8)], insensitive: true))
    let exact = Term.anyValue(.oneOf([Array("Administrator".utf8)], insensitive: false))
    let events = [#"{"u":"Administrator"}"#, #"{"u":"administrators"}"#, #"{"u":"ADMINISTRATOR"}"#]
    #expect(try Self.rows([whole, exact], events) == [[0, 2], [0]])
  }
}
