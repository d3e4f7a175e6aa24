import Evidence
import Foundation
import Testing

@testable import Triage

/// Entities that turn out to be others count for what they are.
@Suite struct AliasTests {
  private static let sid = EntityKey(.user, "S-1-5-21-1-2-3-1000")
  private static let ann = EntityKey(.user, "ws1\\ann")
  private static let aliases = [sid: ann, EntityKey(.process, "made"): EntityKey(.process, "{guid}")]

  /// A user and a process under two names each, and another process below the one.
  private func engine() -> TriageEngine {
    var story = Story()
    story.process("made", "cmd.exe", parent: "{root}", at: 0, host: "WS1", user: "WS1\\ann")
    story.process("{guid}", "cmd.exe", parent: "{root}", at: 0.5, host: "WS1", user: "WS1\\ann")
    story.process("{child}", "x.exe", parent: "made", at: 2, host: "WS1", user: "WS1\\ann")
    story.signal("r1", at: 1, host: "WS1", process: "made", user: Self.sid.id)
    story.signal("r1", at: 2, host: "WS1", process: "{guid}", user: Self.ann.id)
    story.signal("r2", at: 3, host: "WS1", process: nil, user: Self.sid.id)
    story.signal("r2", at: 4, host: "WS1", process: nil, user: Self.ann.id)
    return story.engine()
  }

  @Test func rankOnce() {
    let apart = engine().result()
    #expect(Set(apart.users.map(\.entity)) == [Self.sid, Self.ann])
    let joined = engine().result(aliases: Self.aliases)
    #expect(joined.users.map(\.entity) == [Self.ann])
    #expect(joined.alerts.map(\.ruleID).sorted() == ["r1", "r2"])
    #expect(joined.alerts.map(\.signalCount) == [2, 2])
    let keys = Set(joined.alerts.flatMap(\.entities))
    #expect(keys.isDisjoint(with: Self.aliases.keys))
  }

  @Test func hostsAreRankedOnce() throws {
    var story = Story()
    let now = EntityKey(.host, "ws1")
    story.signal("r1", at: 1, host: "m-1")
    story.signal("r1", at: 2, host: "WS1")
    story.signal("r2", at: 3, host: "m-1")
    let engine = story.engine()
    #expect(engine.result().hosts.count == 2)
    let joined = engine.result(aliases: [EntityKey(.host, "m-1"): now])
    #expect(joined.hosts.map(\.entity) == [now])
    #expect(joined.alerts.map(\.signalCount).sorted() == [1, 2])
    #expect(joined.alerts.allSatisfy { $0.entities.contains(now) })
  }

  @Test func processesAreOneInTheTree() throws {
    let result = engine().result(aliases: Self.aliases)
    let alert = try #require(result.alerts.first { $0.ruleID == "r1" })
    let tree = try #require(result.trees[alert.id])
    #expect(tree.nodes.map(\.id).sorted() == ["{child}", "{guid}"].sorted() || tree.nodes.count == 3)
    #expect(tree.nodes.first { $0.id == "{child}" }?.parentID == "{guid}")
    #expect(!tree.nodes.contains { $0.id == "made" })
  }

  @Test func anEngineThatWasStoredBelievesTheSame() throws {
    let engine = engine()
    let restored = try JSONDecoder().decode(TriageEngine.self, from: JSONEncoder().encode(engine))
    #expect(restored.result() == engine.result())
    #expect(restored.result(aliases: Self.aliases) == engine.result(aliases: Self.aliases))
  }
}
