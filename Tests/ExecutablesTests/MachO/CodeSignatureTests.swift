import Testing

@testable import Executables

@Suite struct CodeSignatureTests {
  static let plist = """
    <?xml version="1.0" encoding="UTF-8"?>
    <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
    <plist version="1.0"><dict><!-- <key>no</key> --><key>com.apple.security.get-task-allow</key><true/>
    <key>a&amp;b</key><string>x&lt;y&#65;</string><key>groups</key><array><string>g1</string><string>g2</string></array>
    <key>d</key><dict><key>inner</key><false/></dict></dict></plist>
    """

  /// A signature over some bytes, of SHA-256 and pages of 16 bytes.
  static func signature(over bytes: [UInt8], entitlements: String) -> [UInt8] {
    var directory = ByteWriter(order: .big)
    let pages = (bytes.count + 15) / 16
    let identifier = 88
    let team = identifier + 8
    let hashes = team + 8
    for value in [
      0xFADE_0C02, UInt32(hashes + 32 * pages), 0x20400, 0x10002, UInt32(hashes), UInt32(identifier), 0, UInt32(pages),
      UInt32(bytes.count), 0x2002_0004, 0, 0, UInt32(team), 0,
    ] { directory.put(value) }
    directory.pad(to: identifier)
    directory.put("app.one\0TEAMTEA\0")
    for page in 0..<pages {
      directory.bytes += SHA256.hash(bytes.span, page * 16..<Swift.min(page * 16 + 16, bytes.count))
    }
    var text = ByteWriter(order: .big)
    text.put(UInt32(0xFADE_7171))
    text.put(UInt32(8 + entitlements.utf8.count))
    text.put(entitlements)
    var blob = ByteWriter(order: .big)
    for value in [
      0xFADE_0CC0, UInt32(28 + directory.bytes.count + text.bytes.count), 2, 0, 28, 5,
      UInt32(28 + directory.bytes.count),
    ] { blob.put(value) }
    return blob.bytes + directory.bytes + text.bytes
  }

  @Test func readsAndChecksPages() throws {
    let code = [UInt8](0..<100)
    var bytes = code + Self.signature(over: code, entitlements: Self.plist)
    var anomalies = AnomalyTally<MachOAnomaly>()
    let signature = try #require(CodeSignature(bytes.span, 100..<bytes.count, &anomalies))
    #expect(anomalies.total == 0, "\(anomalies.present)")
    let directory = try #require(signature.best)
    #expect(directory.identifier == "app.one")
    #expect(directory.teamIdentifier == "TEAMTEA")
    #expect(signature.isAdHoc && signature.hasHardenedRuntime && !signature.isLinkerSigned)
    #expect(directory.verify(bytes.span) == CodeDirectory.Verification(matching: 7, differing: 0, missing: 0))
    bytes[20] ^= 1
    #expect(directory.verify(bytes.span) == CodeDirectory.Verification(matching: 6, differing: 1, missing: 0))
  }

  @Test func readsEntitlements() throws {
    let read = EntitlementPlist.read(Array(Self.plist.utf8).span, 0..<Self.plist.utf8.count)
    let entitlements = try #require(read)
    #expect(
      entitlements == [
        Entitlement(key: "com.apple.security.get-task-allow", value: .boolean(true)),
        Entitlement(key: "a&b", value: .string("x<yA")),
        Entitlement(key: "groups", value: .strings(["g1", "g2"])),
        Entitlement(key: "d", value: .other),
      ])
  }

  @Test("Broken lists are refused", arguments: ["", "<plist><dict>", "<plist></dict></dict></plist>", "<!-- "])
  func refusesBrokenLists(text: String) {
    let read = EntitlementPlist.read(Array(text.utf8).span, 0..<text.utf8.count)
    #expect(read == nil)
  }

  @Test func readsKeysOfDER() {
    // [APPLICATION 16] { INTEGER 1, [16] { SEQUENCE { UTF8String "ab", BOOLEAN true } } }
    let bytes: [UInt8] = [0x70, 14, 2, 1, 1, 0xB0, 9, 0x30, 7, 0x0C, 2, 0x61, 0x62, 1, 1, 0xFF]
    let keys = EntitlementDER.keys(bytes.span, 0..<bytes.count)
    #expect(keys == ["ab"])
    let cut = EntitlementDER.keys(bytes.span, 0..<bytes.count - 1)
    #expect(cut == nil)
  }

  @Test("Lengths and offsets of the signature may be anything")
  func survivesAnyField() {
    let code = [UInt8](0..<100)
    let good = code + Self.signature(over: code, entitlements: Self.plist)
    for place in stride(from: 100, to: 220, by: 4) {
      for value: UInt8 in [0, 0x7F, 0xFF] {
        var bytes = good
        for offset in place..<place + 4 { bytes[offset] = value }
        var anomalies = AnomalyTally<MachOAnomaly>()
        let signature = CodeSignature(bytes.span, 100..<bytes.count, &anomalies)
        for directory in signature?.directories ?? [] {
          let check = directory.verify(bytes.span)
          #expect((check?.matching ?? 0) <= 7)
        }
      }
    }
  }
}
