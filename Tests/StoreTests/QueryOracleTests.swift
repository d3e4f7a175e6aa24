import ECS
import Foundation
import GRDB
import Testing

@testable import Store

/// Every aggregation against SQLite's own answer over a plain table of the same rows.
@Suite struct QueryOracleTests {
  static let day: Int64 = 1_760_000_000_000_000_000

  /// The same rows in a store and in a table of SQLite. Some have no time, no host or several addresses.
  final class Fixture {
    let folder: TemporaryFolder
    let store: EventStore
    let oracle: DatabaseQueue

    init(seed: UInt64, segmentRows: Int) throws {
      folder = try TemporaryFolder()
      var options = StoreOptions()
      options.durability = .process
      options.policy.segmentRows = segmentRows
      store = try EventStore(path: folder.path("s.db"), options: options)
      oracle = try DatabaseQueue()
      try oracle.write { try $0.execute(sql: "CREATE TABLE t (id, time, host, command, port)") }
      try oracle.write { try $0.execute(sql: "CREATE TABLE address (id, ip)") }
      var random = SplitMix(seed: seed)
      for number in 0..<6 {
        var builder = BatchBuilder(origin: EventOrigin(path: "oracle", format: "test"))
        try oracle.write { database in
          for row in 0..<400 { try Self.add(number * 400 + row, &random, &builder, database) }
        }
        let prints = (0..<400).map { EventFingerprint(low: UInt64(number * 400 + $0), high: 9) }
        try store.ingest(builder.finish(), fingerprints: prints, durability: .buffered)
      }
      try store.flush()
    }

    private static func add(
      _ id: Int, _ random: inout SplitMix, _ builder: inout BatchBuilder, _ database: Database
    ) throws {
      let time =
        Bool.random(using: &random) || id % 11 != 0
        ? day + Int64(id) * 20_000_000_000 + Int64.random(in: -50_000...50_000, using: &random) * 1_000_000 : nil
      let host =
        id % 13 == 0 ? nil : "host-\(Int.random(in: 0...9, using: &random) * Int.random(in: 0...9, using: &random))"
      let command = "run \(Int.random(in: 0...300, using: &random)) -Flag \(id % 7 == 0 ? "-enc" : "-file")"
      let port = id % 3 == 0 ? nil : Int64.random(in: -3...70_000, using: &random)
      let addresses = Set(
        (0..<Int.random(in: 0...3, using: &random)).map { _ in
          "10.0.0.\(Int.random(in: 0...20, using: &random))"
        })
      if let time { builder.append(.timestamp, date: Timestamp(nanoseconds: time)) }
      if let host { builder.append(.hostName, string: host) }
      builder.append(.processCommandLine, string: command)
      if let port { builder.append(.destinationPort, int: port) }
      for address in addresses.sorted() { builder.append(.destinationIp, string: address, flags: .list) }
      builder.endRow(at: RecordPosition(offset: UInt64(id), record: UInt64(id)))
      try database.execute(
        sql: "INSERT INTO t VALUES (?, ?, ?, ?, ?)", arguments: [id, time, host, command, port])
      for address in addresses {
        try database.execute(sql: "INSERT INTO address VALUES (?, ?)", arguments: [id, address])
      }
    }

    func rows(_ sql: String) throws -> [[String]] {
      try oracle.read { database in
        try Row.fetchAll(database, sql: sql).map { row in
          row.databaseValues.map { value in
            switch value.storage {
            case .null: "-"
            case .int64(let number): "\(number)"
            case .string(let text): text
            default: "?"
            }
          }
        }
      }
    }
  }

  static let configurations: [(seed: UInt64, rows: Int)] = [(1, 65_536), (2, 333), (3, 64)]

  static let conditions: [(EventPredicate, String)] = [
    (.all, "1"),
    (.equals(.hostName, "host-12"), "host = 'host-12'"),
    (.equals(.hostName, "nowhere"), "0"),
    (.isOneOf(.hostName, ["host-1", "host-0", "host-81"]), "host IN ('host-1', 'host-0', 'host-81')"),
    (.contains(.processCommandLine, "-enc", ignoringCase: false), "command GLOB '*-enc*'"),
    (.contains(.processCommandLine, "-fLAG", ignoringCase: true), "command LIKE '%-flag%'"),
    (.contains(.processCommandLine, "-fLAG", ignoringCase: false), "command GLOB '*-fLAG*'"),
    (.matches(.processCommandLine, "run 1?0*", ignoringCase: false), "command GLOB 'run 1?0*'"),
    (.matches(.processCommandLine, "*FILE", ignoringCase: true), "command LIKE '%file'"),
    (.between(.destinationPort, 0, 1_024), "port BETWEEN 0 AND 1024"),
    (.equals(.destinationPort, "-2"), "port = -2"),
    (.exists(.destinationPort), "port IS NOT NULL"),
    (.exists(.userName), "0"),
    (.equals(.destinationIp, "10.0.0.7"), "id IN (SELECT id FROM address WHERE ip = '10.0.0.7')"),
    (.not(.exists(.hostName)), "host IS NULL"),
    (
      .and([.exists(.timestamp), .or([.equals(.hostName, "host-4"), .between(.destinationPort, 60_000, 70_000)])]),
      "time IS NOT NULL AND (host IS 'host-4' OR ifnull(port BETWEEN 60000 AND 70000, 0))"
    ),
    (
      .not(.or([.contains(.processCommandLine, "2", ignoringCase: false), .exists(.destinationPort)])),
      "NOT (command GLOB '*2*' OR port IS NOT NULL)"
    ),
  ]

  @Test(arguments: configurations.indices)
  func countsAsSQLiteDoes(index: Int) throws {
    let (seed, rows) = Self.configurations[index]
    let fixture = try Fixture(seed: seed, segmentRows: rows)
    let range = Self.day + 5_000_000_000_000..<Self.day + 20_123_000_000_000
    let inRange = "time >= \(range.lowerBound) AND time < \(range.upperBound)"
    for (predicate, sql) in Self.conditions {
      let all = try fixture.rows("SELECT count(*) FROM t WHERE \(sql)")
      #expect("\(try fixture.store.count(where: predicate))" == all[0][0], "\(sql)")
      let some = try fixture.rows("SELECT count(*) FROM t WHERE (\(sql)) AND \(inRange)")
      #expect("\(try fixture.store.count(where: predicate, in: range))" == some[0][0], "\(sql) in a range")
      let events = try fixture.store.events(where: predicate, in: range, limit: .max)
      let ids = events.flatMap { $0.batch.positions.map { "\($0.record)" } }
      #expect(ids == (try fixture.rows("SELECT id FROM t WHERE (\(sql)) AND \(inRange) ORDER BY id")).map { $0[0] })
    }
    #expect(fixture.store.problems.isEmpty)
  }

  @Test(arguments: configurations.indices)
  func ranksValuesAsSQLiteDoes(index: Int) throws {
    let (seed, rows) = Self.configurations[index]
    let fixture = try Fixture(seed: seed, segmentRows: rows)
    for (predicate, sql) in Self.conditions {
      let hosts = try fixture.store.topValues(of: .hostName, limit: 5, where: predicate)
      let expected = try fixture.rows(
        "SELECT host, count(*) FROM t WHERE host IS NOT NULL AND (\(sql)) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5")
      #expect(hosts.map { [$0.value, "\($0.count)"] } == expected, "\(sql)")
      let addresses = try fixture.store.topValues(of: .destinationIp, limit: .max, where: predicate)
      let expectedAddresses = try fixture.rows(
        "SELECT ip, count(*) FROM t JOIN address USING (id) WHERE \(sql) GROUP BY 1 ORDER BY 2 DESC, 1")
      #expect(addresses.map { [$0.value, "\($0.count)"] } == expectedAddresses, "\(sql)")
    }
    let ports = try fixture.store.topValues(of: .destinationPort, limit: 20)
    let expected = try fixture.rows(
      "SELECT CAST(port AS TEXT), count(*) FROM t WHERE port IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20")
    #expect(ports.map { [$0.value, "\($0.count)"] } == expected)
  }

  @Test(arguments: configurations.indices)
  func countsBucketsAsSQLiteDoes(index: Int) throws {
    let (seed, rows) = Self.configurations[index]
    let fixture = try Fixture(seed: seed, segmentRows: rows)
    let hour: Int64 = 3_600_000_000_000
    for (predicate, sql) in Self.conditions {
      let plain = try fixture.store.histogram(interval: hour, where: predicate)
      #expect(
        plain.map { ["\($0.start)", "\($0.count)"] }
          == (try fixture.rows(
            "SELECT time / \(hour) * \(hour), count(*) FROM t WHERE time IS NOT NULL AND (\(sql)) GROUP BY 1 ORDER BY 1"
          )))
      let byHost = try fixture.store.histogram(interval: hour, by: .hostName, where: predicate)
      #expect(
        byHost.map { ["\($0.start)", $0.value ?? "-", "\($0.count)"] }
          == (try fixture.rows(
            """
            SELECT time / \(hour) * \(hour), host, count(*) FROM t
            WHERE time IS NOT NULL AND host IS NOT NULL AND (\(sql)) GROUP BY 1, 2 ORDER BY 1, 2
            """)))
    }
  }

  @Test(arguments: configurations.indices)
  func countsDistinctValuesAsSQLiteDoes(index: Int) throws {
    let (seed, rows) = Self.configurations[index]
    let fixture = try Fixture(seed: seed, segmentRows: rows)
    let hour: Int64 = 3_600_000_000_000
    for (predicate, sql) in Self.conditions {
      let plain = try fixture.store.distinctCounts(of: .destinationIp, by: .hostName, where: predicate)
      #expect(
        plain.map { [$0.group, "\($0.count)"] }
          == (try fixture.rows(
            """
            SELECT host, count(DISTINCT ip) FROM t JOIN address USING (id)
            WHERE host IS NOT NULL AND (\(sql)) GROUP BY 1 ORDER BY 2 DESC, 1
            """)))
      let hourly = try fixture.store.distinctCounts(of: .destinationIp, by: .hostName, interval: hour, where: predicate)
      #expect(
        hourly.map { ["\($0.start ?? 0)", $0.group, "\($0.count)"] }
          == (try fixture.rows(
            """
            SELECT time / \(hour) * \(hour), host, count(DISTINCT ip) FROM t JOIN address USING (id)
            WHERE time IS NOT NULL AND host IS NOT NULL AND (\(sql)) GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2
            """)))
    }
  }

  @Test func bucketsTimesBeforeTheEpoch() {
    var buckets = TimeBuckets(interval: 1_000)
    for time in [Int64.min, -1_001, -1_000, -1, 0, 999, 1_000, Int64.max] { _ = buckets.number(of: time) }
    #expect(buckets.starts == [Int64.min, -2_000, -1_000, 0, 1_000, Int64.max / 1_000 * 1_000])
  }
}
