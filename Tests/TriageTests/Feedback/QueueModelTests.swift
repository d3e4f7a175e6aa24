import Evidence
import Learning
import Testing

@testable import Triage

/// What a model of the queue reads, and how it moves alerts.
@Suite struct QueueModelTests {
  private static let hour: Int64 = 3_600_000_000_000
  /// Monday, 2 March 2026.
  private static let start: Int64 = 1_772_409_600_000_000_000

  private static func alert(
    _ id: String, at hours: Int64, host: String = "web-1", rule: String = "r", severity: Severity = .medium,
    risk: Double = 40
  ) -> Alert {
    let time = start + hours * hour
    let signal = Signal(
      detector: DetectorID(name: "rules", version: "1"), ruleID: rule, title: rule, time: time, severity: severity,
      score: 1, pValue: 0.01, logLikelihoodRatio: 2)
    return Alert(
      id: id, title: rule, ruleID: rule, severity: severity, risk: risk, firstSeen: time, lastSeen: time + hour,
      techniques: ["T1059"], tactics: [], entities: [EntityKey(.host, host)], signals: [signal], signalCount: 3,
      traits: ["rule": rule, "host": host, "process": "cmd.exe", "parent": "p.exe"])
  }

  private static func value(_ name: String, _ row: [Double]) throws -> Double {
    row[try #require(AlertFeatures.names.firstIndex(of: name))]
  }

  @Test func featuresSayWhatWasKnownWhenTheAlertWas() throws {
    let alerts = [
      Self.alert("a", at: 2), Self.alert("b", at: 5, rule: "s"), Self.alert("c", at: 30),
      Self.alert("d", at: 31, host: "web-2"),
    ]
    let rows = AlertFeatures(alerts).rows
    #expect(rows.allSatisfy { $0.count == AlertFeatures.names.count && $0.allSatisfy(\.isFinite) })
    #expect(try Self.value("hour", rows[0]) == 2 && Self.value("weekday", rows[0]) == 0)
    #expect(try Self.value("weekday", rows[2]) == 1 && Self.value("hour", rows[2]) == 6)
    #expect(try Self.value("severity", rows[0]) == 47 && Self.value("evidence", rows[0]) == 2)
    #expect(try abs(Self.value("surprise", rows[0]) - 4.605) < 1e-3)
    // On the same host within a day before: none, one of another rule, and at 30 h only that of 5 h is too old by an hour.
    #expect(try Self.value("host_alerts_day", rows[0]) == 0 && Self.value("host_rules_day", rows[1]) == 1)
    #expect(try Self.value("host_alerts_day", rows[2]) == 0)
    // The pattern is the same on every host.
    #expect(try Self.value("pattern_age", rows[0]) == 0 && Self.value("pattern_age", rows[3]) > 0)
    #expect(try Self.value("rule_hosts_fortnight", rows[3]) == Logarithm.of(2), "one host so far")
  }

  /// The order in which alerts are given, and whether earlier ones are given as history or beside them, changes nothing.
  @Test func aDayHasTheSameRowsWithItsHistoryAsInTheWhole() {
    var random = Xoshiro256(seed: 3)
    let all = (0..<200).map { number in
      Self.alert(
        "a\(number)", at: Int64(number * 3), host: "web-\(Int(random.nextUnit() * 5))",
        rule: "r\(Int(random.nextUnit() * 3))")
    }
    let whole = AlertFeatures(all).rows
    let day = Array(all[150..<170])
    #expect(AlertFeatures(day, history: all).rows == Array(whole[150..<170]))
    #expect(AlertFeatures(day, history: Array(all[..<150])).rows == Array(whole[150..<170]))
    #expect(AlertFeatures(all.reversed()).rows == whole.reversed())
  }

  @Test func nothingGrowsForAsLongAsAStoreIsKept() throws {
    let rows = AlertFeatures((0..<600).map { Self.alert("a\($0)", at: Int64($0 * 12)) }).rows
    for name in AlertFeatures.names where name != "weekday" && name != "hour" {
      #expect(try Self.value(name, rows[100]) == Self.value(name, rows[599]), "\(name)")
    }
  }

  /// A model of one split: by night malicious with 0.9, by day with 0.05.
  private static func model(_ feature: String = "hour", night: Double = 0.9) -> ModelFile {
    var ensemble = TreeEnsemble(featureCount: 1)
    ensemble.featureNames = [feature]
    ensemble.trees = [
      DecisionTree(nodes: [
        .split(feature: 0, .lessThan, threshold: 6, left: 1, right: 2, missingGoesLeft: true), .leaf(night),
        .leaf(0.05),
      ])
    ]
    return ModelFile(ensemble, threshold: 0.5)
  }

  @Test func alertsMoveByTheVersionOfTheirHostWithinTheLimits() throws {
    let versions = [
      try QueueModel.Version(name: "v1", stage: "active", Self.model(night: 0.5)),
      try QueueModel.Version(name: "v2", stage: "canary", Self.model()),
    ]
    let model = QueueModel(name: "queue", versions: versions) { $0 == "web-9" ? nil : $0 == "web-2" ? 1 : 0 }
    let alerts = [
      Self.alert("day", at: 12), Self.alert("night", at: 2), Self.alert("canary", at: 2, host: "web-2"),
      Self.alert("grave", at: 12, severity: .critical, risk: 90), Self.alert("none", at: 2, host: "web-9"),
    ]
    let (moved, moves, summary) = model.apply(to: alerts, history: [])
    #expect(moves["none"] == nil && moves["canary"]?.version == "v2" && moves["night"]?.version == "v1")
    // ln(0.9/0.1) = 2.197 units of 10 points; ln(0.05/0.95) = −2.944.
    #expect(abs((moves["canary"]?.points ?? 0) - 21.97) < 0.01 && abs(moves["night"]?.points ?? 1) < 1e-9)
    #expect(abs((moves["day"]?.points ?? 0) + 29.44) < 0.01)
    // By at most 40 points, never below the floor of its severity, never above 99, and nothing leaves the queue.
    let grave = try #require(moved.first { $0.id == "grave" })
    #expect(abs(grave.risk - (90 - 29.44)) < 0.01 && grave.risk >= FeedbackPolicy().floor(.critical, risk: 90))
    #expect(Set(moved.map(\.id)) == Set(alerts.map(\.id)))
    #expect(summary.versions.map(\.alerts) == [3, 1] && summary.raised == 1 && summary.lowered == 2)
    #expect(moved.map(\.risk) == moved.map(\.risk).sorted(by: >))
    #expect(moves["canary"]?.words == "+22: P(malicious) 0.9 by version v2 of the queue's model")
  }

  @Test func modelsOfSomethingElseAreRefused() {
    #expect(throws: QueueModelError.self) { try QueueModel.Version(name: "v", stage: "s", Self.model("entropy")) }
    var nameless = Self.model()
    nameless.ensemble.featureNames = []
    #expect(throws: QueueModelError.self) { try QueueModel.Version(name: "v", stage: "s", nameless) }
  }
}
