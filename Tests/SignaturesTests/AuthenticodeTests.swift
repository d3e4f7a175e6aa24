import Executables
import Testing

@testable import Signatures

/// Files signed by osslsigncode and openssl: what they say of themselves, and what damage does to it.
@Suite struct AuthenticodeTests {
  private static func check(_ bytes: [UInt8], now: Int64 = Fixture.now) throws -> [SignatureReport] {
    Authenticode.check(try PEFile(parsing: bytes.span), bytes.span, now: now)
  }

  private static func table(_ bytes: [UInt8]) throws -> Range<Int> {
    let directory = try #require(try PEFile(parsing: bytes.span).directory(.security))
    return Int(directory.virtualAddress)..<Int(directory.virtualAddress + directory.size)
  }

  @Test(arguments: [
    ("stamped-sha256.exe", "sha256"), ("sha1.exe", "sha1"), ("sha512.exe", "sha512"), ("curve-sha384.exe", "sha384"),
  ])
  func goodSignaturesHold(name: String, algorithm: String) throws {
    let report = try #require(try Self.check(try Fixture.bytes(name)).first)
    #expect(report.status == .validNotAnchored)
    #expect(report.algorithm == algorithm)
    #expect(report.signedDigest == report.fileDigest)
    #expect(report.signer?.mayCodeSign == true)
    #expect(report.isTimeValid == true)
    #expect(report.notes.isEmpty, "\(report.notes)")
  }

  @Test func theWholeChainIsToldAsItWasGiven() throws {
    let report = try #require(try Self.check(try Fixture.bytes("stamped-sha256.exe")).first)
    #expect(report.signer?.subject == #"CN=Fixture Signer,O=Fixture\, Inc.,C=DE"#)
    #expect(report.programName == "Fixture Program")
    #expect(report.chain.map(\.issuerCheck) == [.valid, .valid, .selfSigned])
    #expect(report.chain.last?.certificate.subject == "CN=Fixture Root,O=Fixture")
    let curve = try #require(try Self.check(try Fixture.bytes("curve-sha384.exe")).first)
    #expect(curve.chain.map(\.issuerCheck) == [.valid, .issuerNotGiven])
  }

  @Test func aTimeStampSaysWhenItWasSigned() throws {
    let bytes = try Fixture.bytes("stamped-sha256.exe")
    let report = try #require(try Self.check(bytes).first)
    #expect(report.timeStamp?.time == 1_893_456_000)
    #expect(report.timeStamp?.status == .validNotAnchored)
    #expect(report.timeStamp?.authority == "CN=Fixture Time Stamps")
    // Long after the certificate's end the signature is still good, because it was made before.
    #expect(try Self.check(bytes, now: 6_000_000_000).first?.isTimeValid == true)
    #expect(try Self.check(try Fixture.bytes("sha1.exe"), now: 6_000_000_000).first?.isTimeValid == false)
  }

  @Test func aNestedSignatureIsCheckedToo() throws {
    let reports = try Self.check(try Fixture.bytes("nested.exe"))
    #expect(reports.map(\.depth) == [0, 1])
    #expect(reports.map(\.algorithm) == ["sha1", "sha256"])
    #expect(reports.allSatisfy { $0.status == .validNotAnchored })
  }

  @Test func anIssuerOfTheRightNameWithAnotherKeyBreaksTheChain() throws {
    let report = try #require(try Self.check(try Fixture.bytes("broken-chain.exe")).first)
    #expect(report.status == .chainBroken)
    #expect(report.signedDigest == report.fileDigest)
  }

  @Test func aChangedFileIsNotTheSignedOne() throws {
    var bytes = try Fixture.bytes("stamped-sha256.exe")
    bytes[513] ^= 1
    let report = try #require(try Self.check(bytes).first)
    #expect(report.status == .digestMismatch)
    #expect(report.signedDigest != report.fileDigest)
  }

  @Test func checksumAndTableMayChange() throws {
    var bytes = try Fixture.bytes("stamped-sha256.exe")
    let checksum = try PEFile(parsing: bytes.span).optionalHeader.offset + 64
    bytes[checksum] ^= 0xff
    #expect(try Self.check(bytes).first?.status == .validNotAnchored)
  }

  /// Whoever changes the file and writes the new digest into the message still has no key to sign it with.
  @Test func aNewDigestInAnOldMessageIsForged() throws {
    var bytes = try Fixture.bytes("stamped-sha256.exe")
    bytes[513] ^= 1
    let before = try #require(try Self.check(bytes).first)
    let old = try #require(before.signedDigest)
    let new = try #require(before.fileDigest)
    let places = Self.places(of: Self.octets(old), in: bytes)
    #expect(!places.isEmpty)
    for place in places { bytes.replaceSubrange(place..<place + 32, with: Self.octets(new)) }
    let report = try #require(try Self.check(bytes).first)
    #expect(report.signedDigest == report.fileDigest)
    #expect(report.status == .signatureInvalid)
  }

  @Test func bytesHiddenBehindTheSignatureAreTold() throws {
    var bytes = try Fixture.bytes("sha1.exe")
    let table = try Self.table(bytes)
    let entry = try PEFile(parsing: bytes.span).optionalHeader.offset + 144
    let size = UInt32(table.count + 64)
    bytes += Array(repeating: 0x41, count: 64)
    for (place, value) in [(entry + 4, size), (table.lowerBound, size)] {
      for index in 0..<4 { bytes[place + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index))) }
    }
    let report = try #require(try Self.check(bytes).first)
    #expect(report.status == .validNotAnchored)
    #expect(report.notes.contains { $0.contains("covered by nothing") })
  }

  @Test func anUnsignedFileHasNoReport() throws {
    var bytes = try Fixture.bytes("sha1.exe")
    let entry = try PEFile(parsing: bytes.span).optionalHeader.offset + 144
    for index in 0..<8 { bytes[entry + index] = 0 }
    #expect(try Self.check(bytes).isEmpty)
  }

  /// No byte of the table can be changed so that the file counts as somebody else's, and none makes the reader fail.
  @Test func damageNeverChangesTheSignerOfAValidSignature() throws {
    let bytes = try Fixture.bytes("curve-sha384.exe")
    let signer = try #require(try Self.check(bytes).first?.signer)
    for place in try Self.table(bytes) where place % 3 == 0 {
      var damaged = bytes
      damaged[place] ^= 0x11
      for report in try Self.check(damaged) where report.status == .validNotAnchored {
        #expect(report.signer?.subject == signer.subject, "byte \(place)")
      }
    }
  }

  @Test func aTableThatIsCutIsMalformed() throws {
    let bytes = try Fixture.bytes("nested.exe")
    let table = try Self.table(bytes)
    for keep in stride(from: table.lowerBound + 1, to: table.upperBound, by: 97) {
      let reports = try Self.check(Array(bytes[..<keep]))
      #expect(reports.map(\.status) == [.malformed])
    }
  }

  private static func octets(_ hexadecimal: String) -> [UInt8] {
    let digits = Array(hexadecimal.utf8).map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x57 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  private static func places(of needle: [UInt8], in bytes: [UInt8]) -> [Int] {
    (0...(bytes.count - needle.count)).filter { bytes[$0..<$0 + needle.count].elementsEqual(needle) }
  }
}
