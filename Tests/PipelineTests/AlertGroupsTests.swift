import Evidence
import Learning
import Testing
import Triage

@testable import Pipeline

/// Alerts that look alike are one group; what is like nothing else is in none.
@Suite struct AlertGroupsTests {
  private static func alert(
    _ id: String, _ rule: String, host: String, traits: [String: String] = [:], techniques: [String] = [],
    severity: Severity = .medium
  ) -> Alert {
    Alert(
      id: id, title: "title of \(rule)", ruleID: rule, severity: severity, risk: 40, firstSeen: 0, lastSeen: 0,
      techniques: techniques, tactics: [], entities: [EntityKey(.host, host)], signals: [], signalCount: 1,
      traits: traits)
  }

  private static func groups(_ alerts: [Alert]) -> [AlertGroup] {
    AlertGroups(alerts.map { ($0, AlertTraits($0)) }).groups
  }

  /// Ten services made on servers, six tasks made on desktops, and four of which each is different.
  private static let alerts: [Alert] = {
    var alerts = (0..<10).map {
      alert(
        "s\($0)", "service", host: "web-0\($0)", traits: ["process": "services.exe"], techniques: ["T1543.003"],
        severity: $0 == 7 ? .high : .medium)
    }
    alerts += (0..<6).map {
      alert("t\($0)", "task", host: "desk-\($0)", traits: ["process": "schtasks.exe", "user": "ann"])
    }
    for number in 0..<4 {
      alerts.append(
        alert("o\(number)", "rule \(number)", host: ["mail", "file", "print", "time"][number]))
    }
    return alerts
  }()

  @Test func alertsThatLookAlikeAreAGroupWithWhatTheyShare() throws {
    let groups = Self.groups(Self.alerts)
    try #require(groups.count == 2)
    #expect(groups[0].number == 1 && groups[0].alerts == (0..<10).map { "s\($0)" })
    #expect(groups[0].severity == .high && groups[0].title == "title of service")
    #expect(
      groups[0].traits.map { "\($0.name)=\($0.value) \($0.count)" }
        == ["host_group=web-# 10", "process=services.exe 10", "rule=service 10", "technique=T1543.003 10"])
    #expect(groups[1].alerts == (0..<6).map { "t\($0)" })
    #expect(groups[1].traits.contains { $0.name == "user" && $0.value == "ann" && $0.count == 6 })
  }

  @Test func theOrderOfTheQueueChangesOnlyTheOrderWithinGroups() {
    var random = Xoshiro256(seed: 11)
    let expected = Self.groups(Self.alerts).map { Set($0.alerts) }
    for _ in 0..<20 {
      #expect(Self.groups(Self.alerts.shuffled(using: &random)).map { Set($0.alerts) } == expected)
    }
  }

  @Test("Few alerts, and alerts of which none is like another, have no groups", arguments: [0, 1, 5, 40])
  func nothingAlikeIsNoGroup(count: Int) {
    let alerts = (0..<count).map {
      Self.alert("a\($0)", "rule \($0)", host: "host-\(Character(UnicodeScalar(UInt8(65 + $0))))")
    }
    #expect(Self.groups(alerts).isEmpty)
  }

  @Test func alertsThatShareOnlyAHostAreNotAlike() {
    let mixed = (0..<8).map {
      Self.alert("m\($0)", "own rule \($0)", host: "file", traits: ["process": "only-\($0).exe", "user": "u\($0)"])
    }
    let groups = Self.groups(Self.alerts + mixed)
    #expect(groups.map { Set($0.alerts.map { $0.prefix(1) }) } == [["s"], ["t"]])
  }

  @Test func oneKindAloneIsOneGroup() {
    let groups = Self.groups(Array(Self.alerts.prefix(10)))
    #expect(groups.count <= 1)
    #expect(groups.allSatisfy { $0.alerts.count == 10 })
  }

  @Test func veryManyAlertsAreBounded() {
    let alerts = (0..<3_000).map { Self.alert("a\($0)", "rule \($0 % 700)", host: "h\($0 % 50)") }
    let groups = Self.groups(alerts)
    #expect(groups.flatMap(\.alerts).count <= AlertGroups.most)
    #expect(Set(groups.flatMap(\.alerts)).count == groups.flatMap(\.alerts).count)
  }
}
