import Detectors
import ECS
import Evidence
import Rules
import TestSupport
import Testing

/// What every detector must do, run for every detector of the catalog.
@Suite struct DetectorConformanceTests {
  /// Limits so small and budgets so generous that everything a detector can do happens within a small script.
  static let catalog: DetectorCatalog = {
    var configuration = RarityDetector.Configuration()
    configuration.signalsPerTenThousandEvents = 500
    configuration.maximumPValue = 0.5
    configuration.minimumSupport = 5
    configuration.candidateCapacity = 200
    configuration.pairCapacity = 1_000
    configuration.contextCapacity = 200
    var stream = configuration
    stream.mode = .stream(learning: 2 * 86_400_000_000_000)
    stream.halfLife = 5 * 86_400_000_000_000
    let rule = Rule(
      id: "suite.rule", name: "A tool by its name", severity: .high,
      query: #"process where process.name : "mimikatz.exe""#)
    var catalog = DetectorCatalog.standard(rules: RuleSet([rule]), rarity: configuration)
    catalog.entries.append(
      .init("rules.related", purpose: "Rules that relate several events.") {
        RuleDetector(relatedRules, limits: RunLimits(lateness: 2_000_000_000, heldPerRule: 50, waiting: 100))
      })
    for entry in DetectorCatalog.rarity(stream).entries {
      catalog.entries.append(.init("stream." + entry.name, purpose: entry.purpose, entry.make))
    }
    return catalog
  }()

  /// Rules of every form, with limits that are reached.
  static let relatedRules = RuleSet(
    [
      "sequence by host.name with maxspan=1h [process where true] [process where process.name : \"mimikatz.exe\"]",
      "sequence by process.name, host.name with maxspan=10m [process where true] with runs=3",
      "sequence by host.name with maxspan=1h [any where process.name : \"mimikatz.exe\"] ![file where true]",
      "sample by host.name [process where process.name : \"cmd.exe\"] [any where process.name : \"mimikatz.exe\"]",
      "any where process.name : \"mimikatz.exe\" | unique host.name | head 5",
      "process where descendant of [process where process.name : \"explorer.exe\"] and process.name : \"m*\"",
    ].enumerated().map { number, query in
      Rule(id: "related.\(number)", name: "Related \(number)", severity: .medium, query: query)
    })

  static let names = catalog.entries.map(\.name)

  static let script: [ScriptedEvent] = {
    var fleet = FleetScript(seed: 17, hosts: 3, days: 6, hasAnomalies: true)
    return fleet.events()
  }()

  func detector(_ name: String) throws -> any Detector {
    try #require(Self.catalog.entries.first { $0.name == name }).make()
  }

  /// Columns of every field that any detector reads, as a pipeline makes them.
  static let fields = catalog.makeAll().flatMap(\.fields)

  static func observed(_ events: [ScriptedEvent], rows: Int) -> [ObservedBatch] {
    Script.batches(events, rows: rows).map { Script.observed($0, fields) }
  }

  /// The script, in batches of several sizes.
  static let batches: [Int: [ObservedBatch]] = Dictionary(
    [1, 7, 100, 1_000, Int.max].map { ($0, observed(script, rows: $0)) }, uniquingKeysWith: { first, _ in first })

  static func script(rows: Int) -> [ObservedBatch] { batches[rows] ?? [] }

  func run(_ detector: inout any Detector, _ batches: [ObservedBatch]) -> [Signal] {
    var signals: [Signal] = []
    for batch in batches { detector.observe(batch, into: &signals) }
    detector.finish(into: &signals)
    return signals
  }

  func run(_ name: String, _ batches: [ObservedBatch]) throws -> [Signal] {
    var detector = try detector(name)
    return run(&detector, batches)
  }

  @Test(arguments: names) func isRepeatable(name: String) throws {
    var first = try detector(name)
    var second = try detector(name)
    let batches = Self.script(rows: 1_000)
    #expect(run(&first, batches) == run(&second, batches))
    #expect(first.snapshot() == second.snapshot())
  }

  @Test(arguments: names) func doesNotDependOnTheSizeOfBatches(name: String) throws {
    let whole = try run(name, Self.script(rows: .max))
    for rows in [1, 7, 100] { #expect(try run(name, Self.script(rows: rows)) == whole, "\(rows) rows") }
  }

  /// Otherwise the other tests would hold for a detector that does nothing.
  @Test(arguments: names) func findsSomethingInTheScript(name: String) throws {
    #expect(try !run(name, Self.script(rows: 1_000)).isEmpty)
  }

  @Test(arguments: names) func saysWhatItFindsInFull(name: String) throws {
    for signal in try run(name, Self.script(rows: 1_000)) {
      #expect(!signal.title.isEmpty && !signal.reasons.isEmpty && !signal.entities.isEmpty)
      #expect(signal.events.contains { $0.time == signal.time })
      #expect(signal.logLikelihoodRatio.isFinite && signal.score.isFinite)
      #expect(signal.pValue.map { $0 > 0 && $0 <= 1 } ?? true)
    }
  }

  @Test(arguments: names) func continuesFromASnapshot(name: String) throws {
    let batches = Self.script(rows: 100)
    var reference = try detector(name)
    let expected = run(&reference, batches)
    for cut in [0, 1, batches.count / 2, batches.count - 1] {
      var before = try detector(name)
      var signals: [Signal] = []
      for batch in batches[..<cut] { before.observe(batch, into: &signals) }
      var after = try detector(name)
      try after.restore(before.snapshot())
      #expect(after.snapshot() == before.snapshot())
      signals += run(&after, Array(batches[cut...]))
      #expect(signals == expected, "cut after \(cut) batches")
    }
  }

  @Test(arguments: names) func refusesDamagedSnapshots(name: String) throws {
    var full = try detector(name)
    _ = run(&full, Array(Self.script(rows: 100).prefix(4)))
    let snapshot = full.snapshot()
    for length in stride(from: 0, to: snapshot.count, by: max(1, snapshot.count / 25)) {
      var fresh = try detector(name)
      #expect(throws: SnapshotError.self) { try fresh.restore(Array(snapshot[..<length])) }
    }
    var other = try detector(name)
    #expect(throws: SnapshotError.self) { try other.restore(snapshot + [0]) }
  }

  /// Flipped bits may go unnoticed, but must not crash or make later work crash.
  @Test(arguments: names) func survivesFlippedBits(name: String) throws {
    var full = try detector(name)
    _ = run(&full, Array(Self.script(rows: 100).prefix(3)))
    let snapshot = full.snapshot()
    for position in stride(from: 0, to: snapshot.count, by: max(1, snapshot.count / 20)) {
      var damaged = snapshot
      damaged[position] ^= 0x81
      var fresh = try detector(name)
      try? fresh.restore(damaged)
      _ = run(&fresh, Array(Self.script(rows: 7).suffix(5)))
    }
  }

  @Test(arguments: names) func saysNothingAboutNothing(name: String) throws {
    #expect(try run(name, Self.observed([], rows: 10)) == [])
    let unrelated = (0..<200).map { ScriptedEvent(second: Double($0), ["something.else": "\($0)"]) }
    #expect(try run(name, Self.observed(unrelated, rows: 10)) == [])
    #expect(try run(name, Self.observed((0..<50).map { ScriptedEvent(second: Double($0), [:]) }, rows: 10)) == [])
  }

  @Test(arguments: names) func survivesHostileEvents(name: String) throws {
    for seed in UInt64(0)..<3 {
      let events = HostileScript.events(seed: seed, count: 60)
      let signals = try run(name, Self.observed(events, rows: 40))
      #expect(try run(name, Self.observed(events, rows: 1)) == signals)
    }
  }

  static let floods = (UInt64(0)..<3).map { observed(HostileScript.flood(seed: $0, count: 1_500), rows: 500) }

  /// The state after a flood of new values stays where it was when the tables were full.
  @Test(arguments: names) func staysWithinItsMemory(name: String) throws {
    var detector = try detector(name)
    var sizes: [Int] = []
    var signals: [Signal] = []
    for seed in UInt64(0)..<3 {
      for batch in Self.floods[Int(seed)] { detector.observe(batch, into: &signals) }
      sizes.append(detector.snapshot().count)
    }
    #expect(sizes[2] <= sizes[0] * 5 / 4 + 20_000)
    #expect(sizes[2] < 1 << 20)
  }
}
