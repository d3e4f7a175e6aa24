import Foundation
import Lifecycle
import Signing
import Testing

/// The life of versions: one stage at a time, in the log, and back again.
@Suite struct RegistryTests {
  let folder = FileManager.default.temporaryDirectory.appending(path: "shrike-registry-\(UUID().uuidString)")
  let key = SigningKey()

  private func bundle(_ number: Int, refused: Bool = false) throws -> String {
    let place = folder.appending(path: "bundle-\(number)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try Data("weights \(number)".utf8).write(to: place.appending(path: "model.shrike"))
    let metrics = #"{"refused":\#(refused),"reasons":\#(refused ? #"["no baseline"]"# : "[]")}"#
    try Data(metrics.utf8).write(to: place.appending(path: "metrics.json"))
    _ = try ModelBundle.seal(place.path(), name: "pe", version: "v\(number)", number: number, key: key)
    return place.path()
  }

  private func actor(_ reason: String = "test") -> ModelRegistry.Actor { .init("tester", reason: reason) }

  private func registry() throws -> ModelRegistry {
    try ModelRegistry(folder.appending(path: "registry").path(), creatingWith: [key.publicKey])
  }

  private func release(_ number: Int, in registry: inout ModelRegistry) throws {
    try registry.add(try bundle(number), by: actor())
    try registry.promote("pe", "v\(number)", to: .shadow, by: actor())
    try registry.promote("pe", "v\(number)", to: .canary, share: 0.1, by: actor())
    try registry.promote("pe", "v\(number)", to: .active, by: actor())
  }

  @Test func versionsGoOneStageAtATimeAndComeBack() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var registry = try registry()
    try release(1, in: &registry)
    try registry.add(try bundle(2), by: actor())
    #expect(throws: LifecycleError.self) { try registry.promote("pe", "v2", to: .active, by: actor()) }
    try registry.promote("pe", "v2", to: .shadow, by: actor())
    try registry.promote("pe", "v2", to: .canary, share: 0.05, by: actor())
    try registry.promote("pe", "v2", to: .canary, share: 0.5, by: actor())
    let hosts = (0..<2_000).map { "host-\($0)" }
    let chosen = hosts.filter { registry.version(of: "pe", onHost: $0) == "v2" }
    #expect((850...1_150).contains(chosen.count))
    let few = hosts.filter { CanaryShare.contains(host: $0, model: "pe", version: "v2", share: 0.05) }
    #expect(Set(few).isSubset(of: chosen) && (60...140).contains(few.count))
    try registry.promote("pe", "v2", to: .active, by: actor())
    #expect(registry.version(of: "pe", onHost: "a") == "v2")
    try registry.rollBack("pe", by: actor("worse"))
    #expect(registry.version(of: "pe", onHost: "a") == "v1")
    let again = try ModelRegistry(registry.folder.path())
    #expect(again.state == registry.state && again.entries.count == registry.entries.count)
    #expect(again.entries.last?.reason == "worse")
  }

  @Test func oldOrStrangeOrRefusedBundlesGoNowhere() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var registry = try registry()
    try registry.add(try bundle(2), by: actor())
    #expect(throws: LifecycleError.self) { try registry.add(try bundle(1), by: actor()) }
    #expect(throws: LifecycleError.self) { try registry.add(try bundle(2), by: actor()) }
    try registry.add(try bundle(3, refused: true), by: actor())
    try registry.promote("pe", "v3", to: .shadow, by: actor())
    #expect(throws: LifecycleError.self) { try registry.promote("pe", "v3", to: .canary, share: 0.1, by: actor()) }
    try registry.promote("pe", "v3", to: .canary, share: 0.1, override: true, by: actor("known"))
    #expect(registry.entries.last?.reason == "override: known")
    // Changed after it was added.
    try Data("other".utf8).write(to: URL(filePath: registry.place(of: "pe", "v3")).appending(path: "model.shrike"))
    #expect(throws: LifecycleError.self) { try registry.promote("pe", "v3", to: .active, by: actor()) }
  }

  @Test func brokenGuardRailsRollBackAndFreeze() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var registry = try registry()
    try release(1, in: &registry)
    try registry.add(try bundle(2), by: actor())
    try registry.promote("pe", "v2", to: .shadow, by: actor())
    try registry.promote("pe", "v2", to: .canary, share: 0.1, by: actor())
    let fine = ReleaseObservation(
      alerts: 12, endpointDays: 100, referenceAlerts: 90, referenceEndpointDays: 900, trusted: 5_000, trustedReported: 2
    )
    #expect(try registry.enforce(GuardRails(), fine, on: "pe", time: 1).broken.isEmpty)
    #expect(registry.state.models["pe"]?.canary != nil)
    var wrong = fine
    wrong.trustedReported = wrong.trusted + 1
    #expect(throws: LifecycleError.self) { _ = try registry.enforce(GuardRails(), wrong, on: "pe", time: 2) }
    var loud = fine
    loud.alerts = 80
    #expect(try registry.enforce(GuardRails(), loud, on: "pe", time: 2).broken.count == 1)
    #expect(registry.state.models["pe"]?.canary == nil && registry.version(of: "pe", onHost: "x") == "v1")
    #expect(throws: LifecycleError.self) { try registry.promote("pe", "v2", to: .active, by: actor()) }
    try registry.add(try bundle(3), by: actor())
    #expect(throws: LifecycleError.self) { try registry.promote("pe", "v3", to: .shadow, by: actor()) }
    try registry.setFrozen(false, "pe", by: actor())
    try registry.promote("pe", "v3", to: .shadow, by: actor())
  }

  private static let loud = ReleaseObservation(
    alerts: 80, endpointDays: 100, referenceAlerts: 90, referenceEndpointDays: 900, trusted: 5_000, trustedReported: 2)

  @Test func aBrokenFirstVersionIsFrozenAndSaysWhy() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var registry = try registry()
    try release(1, in: &registry)
    let outcome = try registry.enforce(GuardRails(), Self.loud, on: "pe", time: 2)
    #expect(outcome.broken.count == 1 && !outcome.isRolledBack && outcome.versionInUse == "v1")
    #expect(registry.state.models["pe"]?.isFrozen == true)
  }

  @Test func aBrokenActiveVersionGoesAndAShadowStays() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var registry = try registry()
    try release(1, in: &registry)
    try release(2, in: &registry)
    try registry.add(try bundle(3), by: actor())
    try registry.promote("pe", "v3", to: .shadow, by: actor())
    let outcome = try registry.enforce(GuardRails(), Self.loud, on: "pe", time: 2)
    #expect(outcome.version == "v2" && outcome.isRolledBack && outcome.versionInUse == "v1")
    #expect(registry.state.models["pe"]?.versions.first { $0.version == "v3" }?.stage == .shadow)
  }

  @Test func everyGuardRailBreaksAndHolds() {
    var rails = GuardRails()
    rails.latency = 100
    rails.alertsPerEndpointDay = 0.5
    #expect(rails.broken(ReleaseObservation(alerts: 3, endpointDays: 10), look: 1).isEmpty)
    #expect(rails.broken(ReleaseObservation(alerts: 30, endpointDays: 10), look: 1).count == 1)
    #expect(
      rails.broken(ReleaseObservation(alerts: 0, endpointDays: 1, trusted: 10_000, trustedReported: 60), look: 3).count
        == 1)
    #expect(rails.broken(ReleaseObservation(alerts: 0, endpointDays: 1, latency: 101), look: 1).count == 1)
  }

  @Test(arguments: ["changed", "removed", "cut"]) func theLogIsChained(how: String) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var registry = try registry()
    try release(1, in: &registry)
    let log = registry.folder.appending(path: "log.ndjson")
    var lines = try String(contentsOf: log, encoding: .utf8).split(separator: "\n").map(String.init)
    switch how {
    case "changed": lines[1] = lines[1].replacing("tester", with: "nobody")
    case "removed": lines.remove(at: 1)
    default: break
    }
    let text = lines.joined(separator: "\n") + "\n"
    try Data((how == "cut" ? text + #"{"number":5,"# : text).utf8).write(to: log)
    if how == "cut" {
      var opened = try ModelRegistry(registry.folder.path())
      try opened.setFrozen(true, "pe", by: actor())
      #expect(try ModelRegistry(registry.folder.path()).state.models["pe"]?.isFrozen == true)
    } else {
      #expect(throws: LifecycleError.self) { try ModelRegistry(registry.folder.path()) }
    }
  }

  /// Two writers that do not know of each other: the second is told instead of forking the history.
  @Test func aSecondWriterIsNoticed() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var first = try registry()
    try first.add(try bundle(1), by: actor())
    var second = try registry()
    try first.promote("pe", "v1", to: .shadow, by: actor())
    #expect(throws: LifecycleError.self) { try second.promote("pe", "v1", to: .shadow, by: actor()) }
  }
}
