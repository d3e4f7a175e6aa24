import ECS
import Foundation
import Testing

@testable import Ingest

@Suite("Entities over time")
struct EntityResolverTests {
  typealias Cells = [(String, Any?)]
  private let second: Int64 = 1_000_000_000

  /// A batch of events, each with its time in seconds; `category` is given as `process/start`.
  private func batch(_ events: [(time: Double, kind: String, cells: Cells)]) -> EventBatch {
    var builder = BatchBuilder(origin: EventOrigin(path: "test", format: "test"))
    for (index, event) in events.enumerated() {
      let parts = event.kind.split(separator: "/").map(String.init)
      let time = 1_600_000_000 * second + Int64(event.time * Double(second))
      builder.append(.timestamp, date: Timestamp(nanoseconds: time))
      if parts.count == 2 {
        builder.append(.eventCategory, string: parts[0])
        builder.append(.eventType, string: parts[1])
      }
      NormalizedRow.fill(&builder, event.cells)
      builder.endRow(at: RecordPosition(offset: 0, record: UInt64(index)))
    }
    return builder.finish()
  }

  private func host(_ name: String = "WKS01") -> (String, Any?) { ("host.name", name) }

  @Test("An event with a number only is given the process that had the number then")
  func pidReuse() {
    var resolver = EntityResolver()
    let start = { (time: Double, name: String) -> (Double, String, Cells) in
      (time, "process/start", [host(), ("process.pid", 100), ("process.name", name), ("user.name", "u-" + name)])
    }
    let output = resolver.resolve(
      batch([
        start(0, "a.exe"), (5, "file/creation", [host(), ("process.pid", 100)]),
        (10, "process/end", [host(), ("process.pid", 100)]), start(20, "b.exe"),
        (25, "file/creation", [host("wks01.corp.test"), ("process.pid", 100)]),
        (26, "file/creation", [host("other"), ("process.pid", 100)]),
      ]))
    let ids = (0..<6).map { output[$0][.processEntityId] }
    #expect(ids[0] == ids[1] && ids[1] == ids[2] && ids[0] != nil)
    #expect(ids[3] == ids[4] && ids[3] != ids[0])
    #expect(ids[5] != ids[3] && ids[5] != nil)
    #expect(output[1][.processName] == "a.exe" && output[4][.processName] == "b.exe")
    #expect(output[4][.userName] == "u-b.exe")
    #expect(output[4]["host.entity.id"] == "wks01" && output[0]["host.entity.id"] == "wks01")
    #expect(output.cells.filter { $0.field == .processEntityId }.allSatisfy { $0.flags.contains(.mapped) })
  }

  @Test("A start learns of its parent, across batches and by identifier")
  func parents() {
    var resolver = EntityResolver()
    _ = resolver.resolve(
      batch([
        (
          0, "process/start",
          [
            host(), ("process.pid", 50), ("process.entity_id", "guid-parent"), ("process.name", "cmd.exe"),
            ("process.executable", #"C:\cmd.exe"#), ("process.command_line", "cmd /c x"),
          ]
        )
      ]))
    let output = resolver.resolve(
      batch([
        (1, "process/start", [host(), ("process.pid", 51), ("process.parent.pid", 50), ("process.name", "a.exe")]),
        (
          2, "process/start",
          [
            host(), ("process.pid", 52), ("process.parent.entity_id", "guid-parent"), ("process.name", "b.exe"),
          ]
        ),
        (3, "process/start", [host(), ("process.pid", 53), ("process.parent.pid", 999), ("process.name", "c.exe")]),
      ]))
    for row in 0..<2 {
      #expect(output[row][.processParentEntityId] == "guid-parent")
      #expect(output[row][.processParentCommandLine] == "cmd /c x")
      #expect(output[row][.processParentName] == "cmd.exe")
    }
    #expect(output[2][.processParentEntityId] != nil && output[2][.processParentName] == nil)
  }

  @Test("Two reports of one start have one identifier, the native one, in either order", arguments: [true, false])
  func twoSources(nativeFirst: Bool) {
    let hashed = String(repeating: "a", count: 32)
    let reports: [(Double, String, Cells)] = [
      (0.1, "process/start", [host(), ("process.pid", 7), ("process.entity_id", "guid-1"), ("process.name", "x.exe")]),
      (0.2, "process/start", [host(), ("process.pid", 7), ("process.name", "X.EXE")]),
    ]
    var builder = BatchBuilder(origin: EventOrigin(path: "", format: ""))
    for (time, _, cells) in nativeFirst ? reports : reports.reversed() {
      builder.append(.timestamp, date: Timestamp(nanoseconds: Int64(time * 1e9)))
      builder.append(.eventCategory, string: "process")
      builder.append(.eventType, string: "start")
      NormalizedRow.fill(&builder, cells)
      if cells.count == 3 { builder.append(.processEntityId, string: hashed, flags: .mapped) }
      builder.endRow(at: RecordPosition(offset: 0, record: 0))
    }
    var resolver = EntityResolver()
    let output = resolver.resolve(builder.finish())
    #expect(output[0].values(.processEntityId) == ["guid-1"])
    #expect(output[1].values(.processEntityId) == ["guid-1"])
  }

  @Test("Events of a logon session know who opened it, from where and how")
  func sessions() {
    var resolver = EntityResolver()
    let output = resolver.resolve(
      batch([
        (
          0, "authentication/start",
          [
            host(), ("winlog.logon.id", "0x3E8A1"), ("winlog.logon.type", "RemoteInteractive"), ("user.name", "alice"),
            ("user.domain", "CORP"), ("source.ip", "10.0.0.9"),
          ]
        ), (1, "process/start", [host(), ("winlog.logon.id", "0x3e8a1"), ("process.pid", 9)]),
        (2, "process/start", [host(), ("winlog.logon.id", "0x3e7"), ("process.pid", 10)]),
      ]))
    #expect(output[1]["shrike.session.id"] == "wks01/0x3e8a1")
    #expect(output[1]["shrike.session.source_ip"] == "10.0.0.9")
    #expect(output[1]["shrike.session.logon_type"] == "RemoteInteractive")
    #expect(output[1]["shrike.session.user_id"] == #"corp\alice"#)
    #expect(output[2]["shrike.session.id"] == nil)
  }

  @Test("The last part of a script block gets the whole text; the parts stay as they were said")
  func scripts() {
    var resolver = EntityResolver()
    let part = { (number: Int, text: String) -> (Double, String, Cells) in
      let row: Cells = [
        host(), ("winlog.provider_name", "Microsoft-Windows-PowerShell"), ("winlog.event_id", 4104),
        ("winlog.event_data.MessageNumber", number), ("winlog.event_data.MessageTotal", 2),
        ("winlog.event_data.ScriptBlockText", text), ("winlog.event_data.ScriptBlockId", "{AB}"),
      ]
      return (Double(number), "", row)
    }
    var builder = BatchBuilder(origin: EventOrigin(path: "", format: ""))
    var state = NormalizerState()
    for (_, _, cells) in [part(2, "-World"), part(1, "Hello")] {
      NormalizedRow.fill(&builder, cells)
      state.apply("windows", to: &builder)
      builder.endRow(at: RecordPosition(offset: 0, record: 0))
    }
    let output = resolver.resolve(builder.finish())
    #expect(output[0].values(.named("powershell.file.script_block_text")) == ["-World"])
    #expect(output[1].values(.named("powershell.file.script_block_text")) == ["Hello-World"])
    #expect(output[1]["winlog.event_data.ScriptBlockText"] == "Hello")
  }

  @Test("A copy of the resolver goes on from the same state, and the same input gives the same output")
  func deterministic() {
    var list: [(time: Double, kind: String, cells: Cells)] = []
    for index in 0..<50 {
      let cells: Cells = [
        host("h\(index % 4)"), ("process.pid", index % 7 + 1), ("user.name", "u\(index % 5)"), ("user.domain", "CORP"),
      ]
      list.append((Double(index), index % 3 == 0 ? "process/start" : "file/creation", cells))
    }
    let events = batch(list)
    var first = EntityResolver()
    _ = first.resolve(events)
    var second = first
    let a = first.resolve(events)
    let b = second.resolve(events)
    #expect(a.cells == b.cells && a.bytes == b.bytes)
  }

  @Test("An agent stands for its host in events about processes there, not in what it passes on")
  func agents() {
    var resolver = EntityResolver()
    let agent: (String, Any?) = ("agent.id", "a1")
    let forwarded: (String, Any?) = ("tags", "forwarded")
    let output = resolver.resolve(
      batch([
        (0, "process/info", [agent, ("process.pid", 5)]), (1, "process/info", [host(), agent, ("process.pid", 5)]),
        (2, "process/info", [host("other"), agent, forwarded, ("process.pid", 5)]),
        (3, "process/start", [agent, ("process.pid", 6), ("process.name", "a.exe")]),
        (4, "iam/info", [agent]), (5, "process/info", [agent, forwarded, ("process.pid", 5)]),
      ]))
    let ids = (0..<6).map { output[$0]["host.entity.id"] }
    #expect(ids[0] == "a1" && ids[1] == "wks01" && ids[2] == "other")
    // What was asked before in a batch is answered alike; the alias says what it is.
    #expect(ids[3] == "a1")
    #expect(ids[4] == nil && ids[5] == nil)
    #expect(resolver.hostIDs == ["a1": "wks01"])
    let later = resolver.resolve(batch([(9, "process/info", [agent, ("process.pid", 5)])]))
    #expect(later[0]["host.entity.id"] == "wks01")
  }

  @Test("A batch about nothing is handed back as it is")
  func nothing() {
    var resolver = EntityResolver()
    let input = batch([(0, "", [("message", "hello")])])
    #expect(resolver.resolve(input).cells == input.cells)
  }

  @Test("A start without an identifier is told to be the one that its own source reports in a later batch")
  func startsInSeveralBatches() {
    var resolver = EntityResolver()
    let early = resolver.resolve(
      batch([(1, "process/start", [host(), ("process.pid", 70), ("process.name", "a.exe")])]))
    let late = resolver.resolve(
      batch([
        (
          1.2, "process/start",
          [host(), ("process.pid", 70), ("process.name", "a.exe"), ("process.entity_id", "{guid-70}")]
        )
      ]))
    let made = early[0][.processEntityId]
    #expect(made != "{guid-70}")
    #expect(late[0][.processEntityId] == "{guid-70}")
    #expect(resolver.aliases.processIDs == [made ?? "": "{guid-70}"])
  }

  @Test("A resolver that was stored and read again goes on as if nothing had happened")
  func storedState() throws {
    func story(_ from: Int, _ to: Int) -> EventBatch {
      batch(
        (from..<to).map { index in
          let sid = "S-1-5-21-1-2-3-\(1_000 + index % 5)"
          let cells: Cells =
            switch index % 4 {
            case 0: [host(), ("process.pid", index % 9 + 1), ("process.name", "p\(index % 9).exe"), ("user.id", sid)]
            case 1:
              [
                host("wks01.corp.test"), ("host.id", index < 40 ? nil : "m1"), ("process.pid", index % 9 + 1),
                ("user.id", sid),
              ]
            case 2: [host(), ("user.id", sid), ("user.name", "u\(index % 5)"), ("user.domain", "WKS01")]
            default: [index < 30 ? ("host.id", "m1") : host("other"), ("user.id", sid), ("process.pid", 3)]
            }
          return (Double(index), index % 4 == 0 ? "process/start" : "process/info", cells)
        })
    }
    var straight = EntityResolver()
    _ = straight.resolve(story(0, 60))
    let data = try JSONEncoder().encode(straight)
    var restored = try JSONDecoder().decode(EntityResolver.self, from: data)
    let (expected, found) = (straight.resolve(story(60, 120)), restored.resolve(story(60, 120)))
    for row in 0..<expected.count {
      for field in [FieldID.processEntityId, .processName, .userName] {
        #expect(found[row][field] == expected[row][field])
      }
      let ids = ["host.entity.id", "user.entity.id"].map { FieldID.named($0) }
      for field in ids { #expect(found[row][field] == expected[row][field]) }
    }
    #expect(restored.aliases.userIDs == straight.aliases.userIDs)
    #expect(!restored.aliases.userIDs.isEmpty)
    #expect(restored.hostIDs == straight.hostIDs && straight.hostIDs == ["m1": "wks01"])
  }
}
