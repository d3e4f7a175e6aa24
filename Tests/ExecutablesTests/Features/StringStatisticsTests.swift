import Testing

@testable import Executables

@Suite struct StringStatisticsTests {
  /// The keys of the patterns that one string has.
  static func patterns(_ text: String) -> Set<String> {
    let bytes = Array(text.utf8)
    let counts = StringStatistics(bytes.span).patterns
    return Set(counts.indices.filter { counts[$0] > 0 }.map { StringPattern.all[$0].key })
  }

  @Test(arguments: [
    ("xhttp://a", ["http://"]), ("see http://a", ["http://", "url"]), ("http://", ["http://"]),
    ("HTTPS://A", ["https://"]), ("ftp://[x", ["ftp", "url"]), ("http:///x", ["http://"]),
    ("click()", []), ("onclick", ["onlick", ".click("]), ("CRYPTcrypt", ["crypt"]), ("CRYPT", []),
    ("1.2.3.4", ["ipv4_addr"]), ("1.2.3.256", []), ("x1.2.3.4", []), ("v 001.2.3.255;", ["ipv4_addr"]),
    ("1.2.3.4567", []), ("300.1.2.3.4", ["ipv4_addr"]), ("1.2.3.4_", []),
    ("g:12:34:", ["ipv6_addr"]), ("12::zz", ["ipv6_addr"]), ("12345::z", []), ("a:12345:1", []), ("12::  ", []),
    ("a:b:cx ", []), ("00:11-22:33-44:55", ["mac_addr", "email_addr"]), ("00:11-22:33-44:556", []),
    ("1BoatSLRHtKNngkdXEeobR76b53LETtpyT", ["btc_wallet"]), ("1BoatSLRHtKNngkdXEeobR76b", []),
    ("0BoatSLRHtKNngkd1EeobR76b53LETtpyTabc", []), ("xC:/a", []), ("(C:/a", ["file_path"]), ("xHKCU", []),
    ("\\HKCU", ["registry_key"]), ("HKLM\\", []),
    ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", []),
    ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz012345678999/", ["base64string"]),
    ("HTTP/1.1 ", ["http"]), ("hTmLfIlE", ["html", "file"]), ("profile", ["file"]), ("GET /ab", ["get"]), ("file", []),
  ])
  func patternsOf(text: String, keys: [String]) {
    #expect(Self.patterns(text) == Set(keys))
  }

  @Test func keysAreSorted() {
    let keys = StringPattern.all.map(\.key)
    #expect(keys.count == 77)
    #expect(keys == keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
  }

  /// Strings of all lengths at all places relative to the blocks of 64 bytes, against a simple search.
  @Test(arguments: 0..<20)
  func findsRunsEverywhere(seed: Int) {
    var mutation = Mutation(seed: UInt64(seed + 1))
    let bytes = (0..<700).map { _ -> UInt8 in
      mutation.next() % (2 + seed) == 0 ? 0x80 : UInt8(0x20 + mutation.next() % 96)
    }
    let statistics = StringStatistics(bytes.span)
    let runs = bytes.split(separator: 0x80).filter { $0.count >= 5 }
    #expect(statistics.count == runs.count)
    #expect(statistics.printableBytes == runs.map(\.count).reduce(0, +))
    var characters = [UInt32](repeating: 0, count: 96)
    for byte in runs.joined() { characters[Int(byte) - 0x20] += 1 }
    #expect(statistics.characters == characters)
  }
}
