import Evidence
import Foundation
import Pipeline
import Testing

@testable import Report

/// Small charts, compared byte for byte with drawings that were looked at. With `SHRIKE_WRITE_FIXTURES` in the
/// environment they are written anew.
@Suite struct ChartTests {
  static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

  func compare(_ name: String, _ draw: (inout HTML) -> Void) throws {
    var html = HTML()
    draw(&html)
    #expect(Markup(html.bytes).failure == nil)
    let file = Self.fixtures.appending(path: name)
    if ProcessInfo.processInfo.environment["SHRIKE_WRITE_FIXTURES"] != nil { try Data(html.bytes).write(to: file) }
    let expected = try Data(contentsOf: file)
    #expect(Data(html.bytes) == expected, "\(name): \(String(decoding: html.bytes, as: UTF8.self))")
  }

  var alerts: [Alert] { Array(SampleHunt.make().alerts.prefix(5)) }

  @Test func timeline() throws {
    var result = HuntResult()
    let hour: Int64 = 3_600_000_000_000
    result.bucketSpan = hour
    result.timeline = [
      .init(start: SampleHunt.start, events: 10, alerts: [:]),
      .init(start: SampleHunt.start + hour, events: 1_000, alerts: ["critical": 1, "low": 3]),
      .init(start: SampleHunt.start + 2 * hour, events: 0, alerts: ["high": 1]),
    ]
    result.incidents = [SampleHunt.incident("i", "An incident", .high, 50, alerts)]
    try compare("timeline.html") { TimelineChart(result).draw(into: &$0) }
  }

  @Test func entityGraph() throws {
    let graph = EntityGraph(alerts, limit: 36)
    try compare("entity-graph.html") { EntityGraphChart(graph, name: \.id).draw(into: &$0) }
  }

  @Test func processTree() throws {
    let index = HuntIndex(SampleHunt.make())
    let tree = try #require(index.result.processTrees["a-3"])
    try compare("process-tree.html") { ProcessTreeDiagram(tree, index: index).draw(into: &$0) }
  }

  @Test func attackMatrix() throws {
    var result = HuntResult()
    result.alerts = alerts
    try compare("attack-matrix.html") { AttackMatrix(result.alerts).draw(HuntIndex(result), into: &$0) }
  }

  @Test func joinsBarsThatHaveNoRoom() {
    var result = HuntResult()
    result.bucketSpan = 1_000_000_000
    result.timeline = (0..<10_000).map { .init(start: Int64($0) * 1_000_000_000, events: 1, alerts: ["low": 1]) }
    let chart = TimelineChart(result)
    #expect(chart.buckets.count <= TimelineChart.maximumBars)
    #expect(chart.buckets.reduce(0) { $0 + $1.events } == 10_000)
    #expect(chart.buckets.reduce(0) { $0 + ($1.alerts["low"] ?? 0) } == 10_000)
  }

  @Test(arguments: [(Int64.min, Int64.max), (0, 0), (0, 1), (0, 86_400_000_000_000), (-5, 31_536_000_000_000_000)])
  func axisHasFewTicksInItsRange(first: Int64, last: Int64) {
    let axis = TimeAxis(first: first, last: last, left: 10, right: 110)
    let ticks = axis.ticks(target: 8)
    #expect(ticks.count <= 25)
    #expect(ticks.allSatisfy { $0.x >= 10 && $0.x <= 110 })
  }

  @Test func theOrderOfAlertsDoesNotChangeTheGraph() {
    let forward = EntityGraph(alerts, limit: 36)
    let backward = EntityGraph(alerts.reversed(), limit: 36)
    #expect(forward.nodes == backward.nodes)
    #expect(forward.edges == backward.edges)
    #expect(EntityGraphLayout(forward).columns == EntityGraphLayout(backward).columns)
  }

  @Test func aCrowdedGraphIsCutAndCounted() {
    var alert = alerts[0]
    alert.entities = (0..<500).map { EntityKey(.file, "f\($0)") } + [EntityKey(.host, "h")]
    let graph = EntityGraph([alert], limit: 36)
    #expect(graph.nodes.count == 10)
    #expect(graph.omitted == 491)
  }

  @Test func countsATechniqueUnderTheTacticsThatTheAlertNames() {
    var alert = alerts[0]
    alert.techniques = ["T1078", "T9999"]
    alert.tactics = ["TA0008", "TA0001"]
    let matrix = AttackMatrix([alert])
    let found = Dictionary(uniqueKeysWithValues: matrix.columns.map { ($0.tactic, $0.cells.map(\.id)) })
    #expect(found == [.initialAccess: ["T1078", "T9999"], .lateralMovement: ["T9999"]])
  }

  @Test func mergesTreesAndSurvivesCycles() {
    let a = ProcessTree(nodes: [.init(id: "1", parentID: "2", name: "a"), .init(id: "2", parentID: "1", name: "b")])
    let b = ProcessTree(nodes: [.init(id: "3", parentID: nil, name: "c"), .init(id: "4", parentID: "3", name: "d")])
    let tree = MergedProcessTrees([b, a, b]).tree
    #expect(Set(tree.nodes.map(\.id)) == ["1", "2", "3", "4"] && tree.nodes.count == 4)
    var html = HTML()
    ProcessTreeDiagram(tree, index: HuntIndex(HuntResult())).draw(into: &html)
    #expect(Markup(html.bytes).text.filter { "abcd".contains($0) }.count == 4)
  }
}
