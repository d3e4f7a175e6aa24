import Executables
import Testing

@testable import Signatures

@Suite struct MachOSigningTests {
  private static func check(_ bytes: [UInt8]) throws -> MachOSignatureReport {
    try #require(MachOSigning.check(try MachOFile(bytes.span), bytes.span, now: Fixture.now).first)
  }

  @Test func aSignedProgramHolds() throws {
    let report = try Self.check(try Fixture.bytes("signed.macho"))
    #expect(report.status == .validNotAnchored)
    #expect(report.identifier == "org.example.fixture")
    #expect(report.teamIdentifier == "FIXTURE123")
    #expect((report.matchingPages, report.differingPages) == (2, 0))
    #expect(report.entitlements == ["com.apple.security.get-task-allow"])
    #expect(report.hasHardenedRuntime)
    #expect(report.message?.signer?.subject == #"CN=Fixture Signer,O=Fixture\, Inc.,C=DE"#)
    #expect(report.codeDirectoryHash?.count == 40)
  }

  @Test func withoutAMessageNobodySigned() throws {
    let report = try Self.check(try Fixture.bytes("ad-hoc.macho"))
    #expect(report.status == .adHoc)
    #expect(report.message == nil)
  }

  @Test func aChangedPageIsFound() throws {
    var bytes = try Fixture.bytes("signed.macho")
    bytes[5000] ^= 1
    let report = try Self.check(bytes)
    #expect(report.status == .digestMismatch)
    #expect((report.matchingPages, report.differingPages) == (1, 1))
  }

  /// Whoever also writes the page's new hash into the code directory breaks the signer's message.
  @Test func aChangedPageWithItsHashIsForged() throws {
    var bytes = try Fixture.bytes("signed.macho")
    let old = PESignature.Digest.sha256.hash(bytes.span, [4096..<8192])
    bytes[5000] ^= 1
    let new = PESignature.Digest.sha256.hash(bytes.span, [4096..<8192])
    let place = try #require((8192..<bytes.count - 32).first { bytes[$0..<$0 + 32].elementsEqual(old) })
    bytes.replaceSubrange(place..<place + 32, with: new)
    let report = try Self.check(bytes)
    #expect(report.differingPages == 0)
    #expect(report.status == .signatureInvalid)
  }

  @Test func changedEntitlementsAreFound() throws {
    var bytes = try Fixture.bytes("signed.macho")
    let name = Array("get-task-allow".utf8)
    let place = try #require((8192..<bytes.count - 32).first { bytes[$0..<$0 + name.count].elementsEqual(name) })
    bytes[place] = 0x73
    let report = try Self.check(bytes)
    #expect(report.status == .digestMismatch)
    #expect(report.notes.contains { $0.contains("entitlements") })
  }

  @Test func damageIsNeverFatal() throws {
    let bytes = try Fixture.bytes("signed.macho")
    for place in stride(from: 8192, to: 8192 + 5000, by: 7) {
      var damaged = bytes
      damaged[place] ^= 0x81
      guard let file = try? MachOFile(damaged.span) else { continue }
      for report in MachOSigning.check(file, damaged.span, now: Fixture.now) where report.status == .validNotAnchored {
        #expect(report.message?.signer?.subject == #"CN=Fixture Signer,O=Fixture\, Inc.,C=DE"#, "byte \(place)")
      }
    }
  }
}
