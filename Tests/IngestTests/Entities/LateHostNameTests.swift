import ECS
import Foundation
import Testing

@testable import Ingest

/// What was learned of a host under the identifier that it had before is still known when its name comes.
@Suite("Hosts whose name comes late")
struct LateHostNameTests {
  typealias Cells = [(String, Any?)]

  private static func batch(_ events: [(kind: String, cells: Cells)], from start: Int64) -> EventBatch {
    var builder = BatchBuilder(origin: EventOrigin(path: "test", format: "test"))
    for (index, event) in events.enumerated() {
      let parts = event.kind.split(separator: "/").map(String.init)
      let time = (1_600_000_000 + start + Int64(index)) * 1_000_000_000
      builder.append(.timestamp, date: Timestamp(nanoseconds: time))
      builder.append(.eventCategory, string: parts[0])
      builder.append(.eventType, string: parts[1])
      NormalizedRow.fill(&builder, event.cells)
      builder.endRow(at: RecordPosition(offset: 0, record: UInt64(index)))
    }
    return builder.finish()
  }

  /// How an event names a host before its name is known, and how one tells both.
  static let beginnings: [(unnamed: [String: String], both: [String: String])] = [
    (["host.id": "m-1"], ["host.id": "m-1", "host.name": "WKS01.corp.test"]),
    (["agent.id": "a-1"], ["agent.id": "a-1", "host.name": "wks01"]),
    (["host.name": "old"], ["host.id": "m-1", "host.name": "old"]),
  ]

  @Test("Processes, sessions and local users are those seen before", arguments: beginnings.indices)
  func found(index: Int) {
    let (unnamed, both) = Self.beginnings[index]
    // The third host is renamed: its machine is known as `wks01` when `old` turns out to be it.
    let known = Self.batch([("host/info", [("host.id", "m-1"), ("host.name", "wks01")])], from: 0)
    let before = Self.batch(
      [
        (
          "process/start",
          unnamed.map { ($0.key, $0.value) } + [
            ("process.pid", 70), ("process.name", "a.exe"), ("user.name", "bob"),
            ("user.id", "S-1-5-21-1-2-3-1001"), ("user.domain", "WKS01"),
          ]
        ),
        (
          "authentication/start",
          unnamed.map { ($0.key, $0.value) } + [
            ("process.pid", 4), ("winlog.logon.id", "0x99"), ("winlog.logon.type", "Network"), ("user.name", "bob"),
            ("event.outcome", "success"), ("source.ip", "10.0.0.9"),
          ]
        ),
      ], from: 10)
    let joined = Self.batch([("process/info", both.map { ($0.key, $0.value) } + [("process.pid", 1)])], from: 20)
    let after = Self.batch(
      [
        ("file/creation", [("host.name", "wks01"), ("process.pid", 70)]),
        ("process/info", [("host.name", "wks01"), ("process.pid", 71), ("winlog.logon.id", "0x99")]),
        ("process/start", [("host.name", "wks01"), ("process.pid", 72), ("process.parent.pid", 70)]),
      ], from: 30)

    var resolver = EntityResolver()
    if index == 2 { _ = resolver.resolve(known) }
    let first = resolver.resolve(before)
    _ = resolver.resolve(joined)
    let last = resolver.resolve(after)

    let old = first[0]["host.entity.id"] ?? ""
    #expect(old != "wks01" && resolver.hostIDs[old] == "wks01")
    #expect(last[0]["host.entity.id"] == "wks01")
    #expect(last[0][.processEntityId] == first[0][.processEntityId] && last[0][.processName] == "a.exe")
    #expect(last[2][.processParentEntityId] == first[0][.processEntityId])
    #expect(last[1]["shrike.session.source_ip"] == first[1]["shrike.session.source_ip"])
    #expect(last[1]["shrike.session.id"] == "wks01/0x99")
    let session = first[1]["shrike.session.id"] ?? ""
    #expect(session == old + "/0x99")
    #expect(EntityResolver.current(session: session, hosts: resolver.hostIDs) == "wks01/0x99")
    let user = first[1]["user.entity.id"] ?? ""
    #expect(
      EntityResolver.current(user: user, hosts: resolver.hostIDs, users: resolver.aliases.userIDs) == #"wks01\bob"#,
      "\(user)")
  }

  @Test("A local account's SID that was learned before the host's name means the account on the named host")
  func accounts() {
    var resolver = EntityResolver()
    let sid = "S-1-5-21-1-2-3-1001"
    _ = resolver.resolve(
      Self.batch([("process/info", [("host.id", "m-1"), ("user.id", "1001"), ("user.name", "bob")])], from: 0))
    _ = resolver.resolve(Self.batch([("host/info", [("host.id", "m-1"), ("host.name", "wks01")])], from: 1))
    let after = resolver.resolve(
      Self.batch(
        [
          ("process/info", [("host.name", "wks01"), ("user.id", "1001")]),
          ("process/info", [("host.name", "wks02"), ("user.id", "1001")]),
          ("process/info", [("host.name", "wks01"), ("user.id", sid)]),
        ], from: 2))
    #expect(after[0]["user.entity.id"] == #"wks01\bob"#)
    #expect(after[1]["user.entity.id"] == #"wks02\1001"#)
    #expect(after[2]["user.entity.id"] == sid)
  }

  @Test(
    "Identifiers made of a host's are translated with it, others stay",
    arguments: [
      (#"m-1\bob"#, #"wks01\bob"#), (#"nt authority\system@m-1"#, #"nt authority\system@wks01"#),
      (#"nt authority\system@wks09@m-9"#, #"nt authority\system@srv"#), (#"corp\bob"#, #"corp\bob"#),
      ("bob@m-1", "bob@m-1"), ("bob", "bob"), ("S-1-5-21-1-2-3-1001", #"wks01\ann"#), ("", ""), (#"\"#, #"\"#),
      ("@", "@"),
    ])
  func translation(id: String, now: String) {
    let hosts = ["m-1": "wks01", "wks09@m-9": "srv"]
    let users = ["S-1-5-21-1-2-3-1001": #"m-1\ann"#]
    #expect(EntityResolver.current(user: id, hosts: hosts, users: users) == now)
  }

  @Test("What hosts were before takes bounded room, however often they become others")
  func bounds() {
    var former = FormerHosts(capacity: 16)
    for number in 0..<1_000 { former.note("h\(number)", is: "h\(number + 1)") }
    #expect(former.of("h1000") == ["h999", "h998", "h997", "h996"])
    #expect(former.of("h5") == [])
    for number in 0..<1_000 { former.note("x\(number)", is: "h1000") }
    #expect(former.of("h1000").count == 4)
    former.note("h1000", is: "h1000")
    #expect(former.of("h1000").count == 4)
  }
}
