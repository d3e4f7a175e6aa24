import ECS
import Testing

@testable import Ingest

@Suite struct ShapeTests {
  @Test func everyLineOfTheRulesIsReadable() {
    #expect(ShapeRules.shapes.problems == [])
  }

  @Test(arguments: RecordShape.allCases)
  func everyPlanIsReadable(shape: RecordShape) {
    let plan = shape.plan
    #expect(FieldNaming(plan.naming).problems == [])
    if let kind = plan.kind {
      #expect(NameRules(kind.rules, fallback: "") { $0 }.problems == [])
    }
    if let table = plan.table {
      #expect(Normalizer.shared.table(table) != nil, "no mapping table '\(table)'")
    }
  }
}
