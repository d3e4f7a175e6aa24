import ECS
import Evidence
import TestSupport
import Testing
import Triage

@Suite struct ProcessTreeTests {
  static func family() -> Story {
    var story = Story()
    story.process("root", "explorer.exe", parent: nil, at: 0, host: "WS1")
    story.process("word", "winword.exe", parent: "root", at: 10, host: "WS1")
    story.process("other", "notepad.exe", parent: "root", at: 11, host: "WS1")
    story.process("ps", "powershell.exe", parent: "word", at: 20, host: "WS1")
    for child in 0..<100 { story.process("c\(child)", "net.exe", parent: "ps", at: 30 + Double(child), host: "WS1") }
    story.signal("r", at: 20, host: "WS1", process: "ps")
    return story
  }

  @Test func showsAncestorsItselfAndSomeDescendantsParentsFirst() throws {
    let result = Self.family().result()
    let alert = try #require(result.alerts.first)
    let tree = try #require(result.trees[alert.id])
    #expect(tree.nodes.prefix(3).map(\.id) == ["root", "word", "ps"])
    #expect(tree.nodes.prefix(3).map(\.parentID) == [nil, "root", "word"])
    #expect(tree.nodes.dropFirst(3).map(\.id) == (0..<40).map { "c\($0)" })
    #expect(tree.omitted == 60)
    #expect(tree.nodes[2].alertIDs == [alert.id])
    #expect(tree.nodes[2].commandLine == "powershell.exe --run")
    #expect(!tree.nodes.contains { $0.id == "other" })
  }

  @Test func alertsOnThousandsOfProcessesShowSomeAndCountTheRest() throws {
    var story = Story()
    story.process("root", "explorer.exe", parent: nil, at: 0, host: "WS1")
    for child in 0..<1_000 {
      story.process("c\(child)", "net.exe", parent: "root", at: Double(child), host: "WS1")
      story.signal("busy", at: Double(child), host: "WS1", process: "c\(child)")
    }
    let result = story.result()
    for tree in result.trees.values {
      #expect(tree.nodes.count <= 240)
      #expect(tree.nodes.first?.id == "root")
    }
    let alert = try #require(result.alerts.max { $0.entities.count < $1.entities.count })
    let named = alert.entities.count { $0.kind == .process }
    let tree = try #require(result.trees[alert.id])
    #expect(tree.omitted >= max(0, named - 24))
  }

  @Test func siblingsThatAlertedAreShown() throws {
    var story = Self.family()
    story.signal("s", at: 11, host: "WS1", process: "other")
    let result = story.result()
    let alert = try #require(result.alerts.first { $0.ruleID == "s" })
    #expect(result.trees[alert.id]?.nodes.map(\.id).contains("other") == true)
    #expect(result.trees[alert.id]?.nodes.map(\.id).contains("word") == false)
  }

  @Test func parentsKnownOnlyFromTheirChildrenAreShown() throws {
    var story = Story()
    story.events.append(
      ScriptedEvent(
        second: 1,
        [
          "event.category": "process", "event.type": "start", "process.entity_id": "x", "process.name": "x.exe",
          "process.parent.entity_id": "y", "process.parent.name": "y.exe", "process.parent.pid": "7", "host.name": "H",
        ]))
    story.signal("r", at: 1, host: "H", process: "x")
    let tree = try #require(story.result().trees.values.first)
    #expect(tree.nodes.map(\.name) == ["y.exe", "x.exe"])
    #expect(tree.nodes[0].pid == 7)
    #expect(tree.nodes[0].start == nil)
  }

  @Test func processesThatClaimToBeEachOthersParentsAreEachShownOnce() throws {
    var story = Story()
    story.process("a", "a.exe", parent: "b", at: 0, host: "H")
    story.process("b", "b.exe", parent: "a", at: 1, host: "H")
    story.process("s", "s.exe", parent: "s", at: 2, host: "H")
    story.signal("r", at: 1, host: "H", process: "a")
    story.signal("t", at: 1, host: "H", process: "s")
    let result = story.result()
    for tree in result.trees.values { #expect(Set(tree.nodes.map(\.id)).count == tree.nodes.count) }
    #expect(Set(result.trees.values.map { $0.nodes.count }) == [2, 1])
  }

  @Test func theTableIsBoundedAndKeepsWhatSignalsName() throws {
    var configuration = TriageConfiguration()
    configuration.processCapacity = 100
    var engine = TriageEngine(configuration)
    var story = Story()
    story.process("wanted", "w.exe", parent: nil, at: 0, host: "H")
    story.signal("r", at: 0, host: "H", process: "wanted")
    func show(_ events: [ScriptedEvent]) {
      for batch in Script.batches(events) { engine.observe(ColumnSet(batch, FieldSelection(TriageEngine.fields))) }
    }
    show(story.events)
    engine.add(story.signals)
    var flood = Story()
    for index in 0..<2_000 { flood.process("f\(index)", "f.exe", parent: nil, at: Double(index), host: "H") }
    show(flood.events)
    let result = engine.result()
    let alert = try #require(result.alerts.first)
    #expect(result.trees[alert.id]?.nodes.map(\.id) == ["wanted"])
    flood.signal("r", at: 9, host: "H", process: "f3")
    engine.add(flood.signals)
    #expect(engine.result().trees.count == 1)
  }
}
