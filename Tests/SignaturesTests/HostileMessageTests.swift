import Executables
import SwiftASN1
import Testing

@testable import Signatures

/// Messages that nobody's tool writes: what a file may choose must not decide how much memory or text comes of it.
@Suite struct HostileMessageTests {
  /// A tree of a hundred bytes for each element of two would let a file choose how much memory it takes.
  @Test(arguments: [(BoundedASN1.mostElements - 1, false), (BoundedASN1.mostElements, true)])
  func aMessageOfTooManyElementsIsNotRead(nulls: Int, isTooLarge: Bool) throws {
    let content = [UInt8](repeating: 0, count: 2 * nulls).enumerated().map { $0.offset % 2 == 0 ? UInt8(5) : 0 }
    let message = [0x30, 0x83] + [16, 8, 0].map { UInt8(truncatingIfNeeded: content.count >> $0) } + content
    let report = try Self.check(message)
    #expect(report.status == .malformed)
    #expect(report.notes.contains { $0.contains("\(BoundedASN1.mostElements) elements") } == isTooLarge)
  }

  @Test func elementsAreCountedWhateverHoldsThem() {
    // A sequence of two integers and a set of one, and three that claim more than there is.
    #expect(BoundedASN1.count([0x30, 0x09, 2, 1, 7, 2, 1, 8, 0x31, 1, 5]) == 5)
    #expect(BoundedASN1.count([0x30, 0x80, 2, 1, 7, 0, 0]) == 3)
    #expect(BoundedASN1.count([0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 4, 0x7f, 1]) == 2)
    #expect(BoundedASN1.count([0x04, 0x89, 1, 1, 1, 1, 1, 1, 1, 1, 1]) == 1)
    #expect(BoundedASN1.count([]) == 0)
  }

  /// Reports write digests and identifiers out, so that one of megabytes would be several times as much text.
  @Test(arguments: [(64, 64, true), (65, 64, false), (64, 65, false)])
  func digestsAndIdentifiersHaveTheLengthsOfRealOnes(digest: Int, identifier: Int, isRead: Bool) throws {
    let algorithm = Self.element(0x30, Self.element(6, [UInt8](repeating: 1, count: identifier)))
    let information = Self.element(0x30, algorithm + Self.element(4, [UInt8](repeating: 7, count: digest)))
    let report = try Self.check(Self.message(content: Self.element(0x30, Self.element(0x30, []) + information)))
    #expect(report.status == .malformed)
    #expect((report.signedDigest != nil) == isRead)
    #expect(report.notes.contains("the signature cannot be read") != isRead)
  }

  @Test func timesHaveTheLengthsOfRealOnes() throws {
    func time(_ digits: Int) throws -> Double {
      let text = "20300101000000." + String(repeating: "5", count: digits) + "Z"
      return try ASN1Time.seconds(BoundedASN1.element(Self.element(0x18, Array(text.utf8))[...]))
    }
    #expect(Int64(try time(48)) == 1_893_456_000)
    #expect(throws: ASN1Error.self) { try time(49) }
  }

  /// DER has only 255 for true; the library's BOOLEAN is as strict, and the certificate would be missing.
  @Test func anExtensionMayBeCriticalInBasicEncoding() throws {
    var bytes = try Fixture.bytes("sha1.exe")
    // basicConstraints and its criticality: both authorities have it.
    let critical: [UInt8] = [0x06, 0x03, 0x55, 0x1d, 0x13, 0x01, 0x01, 0xff]
    let places = (0..<bytes.count - critical.count).filter { bytes[$0..<$0 + critical.count].elementsEqual(critical) }
    #expect(places.count == 2)
    for place in places { bytes[place + 7] = 1 }
    let report = try #require(
      Authenticode.check(try PEFile(parsing: bytes.span), bytes.span, now: Fixture.now).first)
    // The changed authority is not the one that its issuer signed, but it is read, as an authority.
    #expect(report.status == .chainBroken)
    #expect(report.chain.map(\.certificate.isAuthority) == [false, true])
    #expect(!report.notes.contains { $0.contains("cannot be read") })
  }

  @Test func aContentInPartsIsThePartsTogether() throws {
    func content(_ parts: [[UInt8]]) throws -> [UInt8] {
      let message = Self.message(content: Self.element(0x24, parts.flatMap { $0 }))
      return Array(try SignedMessage(BoundedASN1.element(message[...])).hashedContent)
    }
    #expect(try content([Self.element(4, [1, 2]), Self.element(4, [3])]) == [1, 2, 3])
    #expect(try content([Self.element(4, [1, 2])]) == [1, 2])
    #expect(try content([]) == [])
    // Parts of parts are not put together: what is hashed then is what stands there.
    let nested = Self.element(0x24, Self.element(4, [1]))
    #expect(try content([nested]) == nested)
  }

  private static func check(_ message: [UInt8]) throws -> SignatureReport {
    let bytes = try file(withSignature: message)
    return try #require(Authenticode.check(try PEFile(parsing: bytes.span), bytes.span, now: Fixture.now).first)
  }

  /// An element of less than 64 KiB.
  private static func element(_ identifier: UInt8, _ content: [UInt8]) -> [UInt8] {
    [identifier, 0x82, UInt8(content.count >> 8), UInt8(content.count & 0xff)] + content
  }

  /// A SignedData about a program, without certificates, by a signer with RSA and SHA-256.
  private static func message(content: [UInt8]) -> [UInt8] {
    let signedData: [UInt8] = [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2]
    let indirectData: [UInt8] = [6, 10, 0x2b, 6, 1, 4, 1, 0x82, 0x37, 2, 1, 4]
    let sha256: [UInt8] = [0x30, 11, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1]
    let rsa: [UInt8] = [0x30, 11, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]
    let identity = element(0x30, [0x30, 0, 2, 1, 1])
    let signer = element(0x30, [2, 1, 1] + identity + sha256 + rsa + [4, 1, 0])
    let about = element(0x30, indirectData + element(0xa0, content))
    let fields = [2, 1, 1, 0x31, 0] + about + element(0x31, signer)
    return element(0x30, signedData + element(0xa0, element(0x30, fields)))
  }

  /// The fixture with another message for its signature.
  private static func file(withSignature message: [UInt8]) throws -> [UInt8] {
    let bytes = try Fixture.bytes("sha1.exe")
    let file = try PEFile(parsing: bytes.span)
    let start = Int(try #require(file.directory(.security)).virtualAddress)
    let size = 8 + message.count + (8 - message.count % 8) % 8
    var result = Array(bytes[..<start])
    result += [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: size >> $0) } + [0, 2, 2, 0] + message
    result += [UInt8](repeating: 0, count: start + size - result.count)
    let entry = file.optionalHeader.offset + (file.optionalHeader.kind == .pe32 ? 128 : 144)
    for (index, shift) in [0, 8, 16, 24].enumerated() {
      result[entry + 4 + index] = UInt8(truncatingIfNeeded: size >> shift)
    }
    return result
  }
}
