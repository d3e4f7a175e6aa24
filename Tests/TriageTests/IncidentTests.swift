import Evidence
import TestSupport
import Testing
import Triage

@Suite struct IncidentTests {
  /// A document starts a shell, the shell dumps credentials, an hour and a half later the user is on another host.
  static func intrusion() -> Story {
    var story = Story()
    for host in ["WS01", "WS02", "SRV02", "SRV03", "SRV04"] {
      story.background(host: host, user: "svc", count: 200)
      story.background(host: host, user: host.lowercased() + "-user", count: 200)
    }
    story.background(host: "WS01", user: "alice", count: 60)
    story.process("word", "winword.exe", parent: "shell", at: 1_000, host: "WS01")
    story.process("ps", "powershell.exe", parent: "word", at: 1_010, host: "WS01")
    story.process("dump", "rundll32.exe", parent: "ps", at: 5_000, host: "WS01")
    story.signal("macro", at: 1_010, host: "WS01", process: "ps", techniques: ["T1059.001"], tactics: [.execution])
    story.signal("dump", at: 5_000, host: "WS01", process: "dump", techniques: ["T1003.001"])
    story.signal("remote", at: 5_900, host: "SRV02", techniques: ["T1021.002"], tactics: [.lateralMovement])
    return story
  }

  @Test func anIntrusionOverTwoHostsIsOneStory() throws {
    let result = Self.intrusion().result()
    let incident = try #require(result.incidents.first)
    #expect(result.incidents.count == 1)
    #expect(incident.alertIDs.count == 3)
    #expect(incident.links.count == 2)
    #expect(incident.tactics == ["TA0002", "TA0006", "TA0008"])
    #expect(incident.severity == .critical)
    #expect(
      incident.title
        == "PowerShell execution, credential dumping and lateral movement on WS01 and 1 other host by CORP\\alice")
    #expect(
      incident.links.contains { $0.note.hasPrefix("the same process tree (winword.exe, process 42), 1 hour apart") })
    #expect(incident.links.contains { $0.note == "the same user CORP\\alice, 15 minutes apart" })
  }

  @Test func whatOneHostDoesAllDayIsNotOneStory() {
    var story = Story()
    story.background(host: "WS1", user: "alice", count: 3_000)
    for hour in 0..<24 { story.signal("r\(hour)", at: Double(hour) * 3_600, host: "WS1") }
    #expect(story.result().incidents.allSatisfy { $0.alertIDs.count == 1 })
  }

  @Test(arguments: ["nt authority\\system", "corp\\ws1$", "nt authority\\local service"])
  func accountsOfTheSystemJoinNothing(user: String) {
    var story = Story()
    story.signal("a", at: 0, host: "WS1", user: user)
    story.signal("b", at: 60, host: "WS2", user: user)
    #expect(story.result().incidents.count == 2)
  }

  @Test func launchersOfTheSystemJoinNothing() {
    var story = Story()
    story.process("svc", "services.exe", parent: nil, at: 0, host: "WS1")
    for (id, second) in [("a", 10.0), ("b", 40_000)] {
      story.process(id, "tool\(id).exe", parent: "svc", at: second, host: "WS1", user: "SYSTEM")
      story.signal("r" + id, at: second, host: "WS1", process: id, user: "system")
    }
    #expect(story.result().incidents.count == 2)
  }

  @Test func minutesOnOneHostAreOneStory() {
    var story = Story()
    story.signal("a", at: 0, host: "WS1", user: nil, severity: .medium)
    story.signal("b", at: 240, host: "WS1", user: nil, severity: .medium)
    #expect(story.result().incidents.map(\.alertIDs.count) == [2])
  }

  @Test func aRareFileJoinsHostsAndACommonOneDoesNot() {
    func incidents(known hosts: Int) -> Int {
      var story = Story()
      for host in 0..<40 {
        var fields = ["host.name": "H\(host)"]
        if host < hosts { fields["file.hash.sha256"] = "f00d" }
        story.events.append(ScriptedEvent(second: 0, fields))
      }
      let file = EntityKey(.file, "f00d")
      story.signal("a", at: 0, host: "H0", user: nil, more: [file])
      story.signal("b", at: 3_000, host: "H1", user: nil, more: [file])
      return story.result().incidents.count
    }
    #expect(incidents(known: 2) == 1)
    #expect(incidents(known: 40) == 2)
  }

  @Test func aLogonFromAHostJoinsItsAlertsWithThatHosts() {
    var story = Story()
    for host in ["A", "B", "C"] { story.background(host: host, user: "u", count: 50) }
    story.events.append(ScriptedEvent(second: 0, ["host.name": "A", "host.ip": "10.0.0.1"]))
    story.signal("theft", at: 100, host: "A", user: nil)
    story.signal("logon", at: 2_000, host: "B", user: nil, more: [EntityKey(.address, "10.0.0.1")])
    story.signal("else", at: 2_000, host: "C", user: nil, more: [EntityKey(.address, "10.0.0.9")])
    let incidents = story.result().incidents
    #expect(incidents.map(\.alertIDs.count).sorted() == [1, 2])
  }

  @Test func severityRisesOnlyAlongTheKillChain() throws {
    func severity(_ order: [AttackTactic]) throws -> Severity {
      var story = Story()
      for (step, tactic) in order.enumerated() {
        story.signal("r\(step)", at: Double(step) * 60, host: "WS1", severity: .medium, tactics: [tactic])
      }
      return try #require(story.result().incidents.first).severity
    }
    #expect(try severity([.execution, .credentialAccess, .lateralMovement]) == .high)
    #expect(try severity([.lateralMovement, .credentialAccess, .execution]) == .medium)
    #expect(try severity([.execution, .execution, .credentialAccess]) == .medium)
  }

  @Test func aLoneAlertIsAnIncidentOnlyIfItIsGrave() {
    var story = Story()
    story.signal("low", at: 0, host: "WS1", severity: .medium)
    #expect(story.result().incidents.isEmpty)
    story.signal("high", at: 90_000, host: "WS9", user: nil, severity: .high)
    #expect(story.result().incidents.count == 1)
  }
}
