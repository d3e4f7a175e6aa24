import Evidence
import Foundation
import Testing

@testable import Pipeline

/// A host is one in the result of a hunt, however late its name comes.
@Suite struct HostAliasTests {
  private static let rule = """
    title: Marker
    id: 0b6f4b6c-52a5-4d6f-9a0e-2f8f2f6a1c11
    status: test
    logsource: {category: process_creation, product: windows}
    detection:
      sel: {CommandLine|contains: 'marker-of-this-test'}
      condition: sel
    level: high
    """

  private static func event(_ second: Int, _ fields: String, user: String = "") -> String {
    let time = "2026-01-01T00:00:\(second < 10 ? "0" : "")\(second).000Z"
    return #"{"@timestamp":"\#(time)","#
      + #""event":{"category":["process"],"type":["start"],"module":"endpoint","kind":"event"},"#
      + #""process":{"pid":\#(100 + second),"name":"x.exe","executable":"C:\\x.exe","#
      + #""command_line":"x.exe marker-of-this-test \#(second)"},\#(user)"host":{"os":{"type":"windows"},\#(fields)}}"#
  }

  private static func hosts(_ fields: [String]) throws -> [(id: String, name: String)] {
    let result = try hunt(fields)
    return result.hosts.map { ($0.entity.id, $0.name) }.sorted { $0.id < $1.id }
  }

  private static func hunt(_ fields: [String], user: String = "") throws -> HuntResult {
    let folder = FileManager.default.temporaryDirectory.appending(path: "shrike-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let events = folder.appending(path: "events.ndjson")
    let rule = folder.appending(path: "rule.yml")
    let lines = fields.enumerated().map { event($0 * 10, $1, user: user) }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: events)
    try Data(Self.rule.utf8).write(to: rule)
    var options = HuntOptions()
    options.usesBundledRules = false
    options.usesRarity = false
    options.rulePaths = [rule.path]
    let result = try Hunt(options).run([events.path])
    #expect(result.alerts.map(\.signalCount).reduce(0, +) == fields.count)
    return result
  }

  @Test func idFirstAndNameLaterIsOneHost() throws {
    let hosts = try Self.hosts([
      #""id":"m-1""#, #""id":"m-1","name":"WS1.corp.test""#, #""name":"WS1""#,
    ])
    #expect(hosts.map(\.id) == ["ws1"])
    #expect(hosts.first?.name.lowercased().hasPrefix("ws1") == true)
  }

  @Test func nameAndIdApartAreOneHostOnceAnEventHasBoth() throws {
    let hosts = try Self.hosts([#""name":"WS1""#, #""id":"m-1""#, #""id":"m-1","name":"ws1""#])
    #expect(hosts.map(\.id) == ["ws1"])
  }

  @Test func aMachineSetUpAnewIsAnotherHost() throws {
    let hosts = try Self.hosts([#""id":"m-1","name":"WS1""#, #""id":"m-2","name":"WS1""#])
    #expect(hosts.map(\.id) == ["ws1", "ws1@m-2"])
  }

  @Test func aLocalUserIsOneWhenTheNameOfTheHostComesLate() throws {
    let result = try Self.hunt(
      [#""id":"m-1""#, #""id":"m-1","name":"WS1""#, #""name":"WS1""#], user: #""user":{"name":"bob"},"#)
    #expect(result.users.map(\.entity.id) == [#"ws1\bob"#])
    #expect(result.alerts.flatMap(\.entities).filter { $0.kind == .user }.allSatisfy { $0.id == #"ws1\bob"# })
  }
}
