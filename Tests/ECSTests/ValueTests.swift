import ECS
import Testing

@Suite struct TimestampTests {
  // Expected values from GNU date and Python's datetime.
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2016-07-08T18:12:51.681640Z", 1_468_001_571_681_640_000),
    ("2024-02-29T23:59:59.999999999Z", 1_709_251_199_999_999_999), ("2020-01-01 00:00:00,5", 1_577_836_800_500_000_000),
    ("2020-01-01T02:00:00+02:00", 1_577_836_800_000_000_000), ("2019-12-31T19:00:00-0500", 1_577_836_800_000_000_000),
    ("1969-12-31T23:59:59.5Z", -500_000_000), ("2020-01-01", 1_577_836_800_000_000_000),
  ])
  func readsISO8601(text: String, nanoseconds: Int64) {
    #expect(Timestamp(iso8601: text)?.nanoseconds == nanoseconds)
  }

  @Test(arguments: [
    "", "2020", "2020-13-01T00:00:00Z", "2021-02-29T00:00:00Z", "2020-01-01T24:00:00Z", "2020-01-01T00:00:00Zx",
    "2020-01-01T00:00:00.Z", "9999-01-01T00:00:00Z", "1601-01-01T00:00:00Z", "2020-01-01T00:00:00+2",
  ])
  func refusesWhatIsNoTime(text: String) {
    #expect(Timestamp(iso8601: text) == nil)
  }

  @Test func writesAndReadsBackEveryTime() {
    var state: UInt64 = 42
    for _ in 0..<2_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let time = Timestamp(nanoseconds: Int64(bitPattern: state))
      #expect(Timestamp(iso8601: time.iso8601) == time)
    }
  }

  @Test(arguments: [
    (1_577_836_800_000_000_000, "2020-01-01T00:00:00.000Z"),
    (1_577_836_800_123_456_700, "2020-01-01T00:00:00.1234567Z"),
    (1_577_836_800_123_456_000, "2020-01-01T00:00:00.123456Z"),
    (1_577_836_800_123_456_789, "2020-01-01T00:00:00.123456789Z"),
  ])
  func writesAsManyDigitsAsNeeded(nanoseconds: Int64, text: String) {
    #expect(Timestamp(nanoseconds: nanoseconds).iso8601 == text)
  }

  @Test func readsFileTimes() {
    // [MS-DTYP]: 100 ns since 1601. The example is 2016-07-08T18:12:51.6816400Z.
    #expect(Timestamp(fileTime: 131_124_751_716_816_400)?.iso8601 == "2016-07-08T18:12:51.681640Z")
    #expect(Timestamp(fileTime: 0) == nil)
    #expect(Timestamp(fileTime: .max) == nil)
  }

  @Test func knowsTheDayOfTheWeek() {
    #expect(Timestamp(iso8601: "2026-11-22T00:00:00Z").map { CivilTime($0).weekday } == 6)
    #expect(Timestamp(iso8601: "1969-12-29T00:00:00Z").map { CivilTime($0).weekday } == 0)
  }
}

@Suite struct IPAddressTests {
  // The canonical forms are those of RFC 5952 §4 and Python's ipaddress.
  @Test(arguments: [
    ("10.1.2.3", "10.1.2.3"), ("2001:0db8:0:0:0:0:0:1", "2001:db8::1"), ("::", "::"), ("::1", "::1"),
    ("fe80::1%eth0", "fe80::1"), ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("::ffff:1.2.3.4", "1.2.3.4"),
    ("2001:DB8::2:1", "2001:db8::2:1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("1::", "1::"),
  ])
  func readsAndWrites(text: String, canonical: String) {
    #expect(IPAddress(text)?.description == canonical)
  }

  @Test(arguments: [
    "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1..2.3", ":", ":::", "1::2::3", "12345::", "1:2:3:4:5:6:7", "::g",
    "1.2.3.4:80",
    "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "-",
  ])
  func refusesWhatIsNoAddress(text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test(arguments: [
    ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("2001:db8::/32", "2001:db8:ffff::1", true),
    ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "2001:db8::1", false), ("192.168.1.7", "192.168.1.7", true),
    ("192.168.1.7/32", "192.168.1.8", false), ("::/0", "8.8.8.8", true),
  ])
  func knowsWhatANetworkHolds(network: String, address: String, isInside: Bool) throws {
    let network = try #require(IPNetwork(network))
    let address = try #require(IPAddress(address))
    #expect(network.contains(address) == isInside)
  }

  @Test(arguments: ["10.0.0.0/33", "10.0.0.0/-1", "::/129", "x/8", "10.0.0.0/"])
  func refusesWhatIsNoNetwork(text: String) {
    #expect(IPNetwork(text) == nil)
  }
}
