import Executables
import Foundation
import Testing

@testable import Signatures

@Suite struct SignedListTests {
  private static let hash = String(repeating: "ab", count: 32)
  private static func payload(expires: String = "2031-01-01T00:00:00Z") -> String {
    #"{"name":"ours","expires":"\#(expires)","known_bad":[{"sha256":"\#(hash)","note":"Worm"}]}"#
  }

  private static func file(_ list: SignedList) throws -> Data { try JSONEncoder().encode(list) }

  @Test func aListIsReadByWhoeverHasTheKey() throws {
    let key = SignedList.makeKey()
    let file = try Self.file(try SignedList(signing: Self.payload(), key: key.privateKey))
    let list = try SignedList.open(file, keys: [SignedList.makeKey().publicKey, key.publicKey], now: Fixture.now)
    var known = KnownFiles()
    known.add(list)
    #expect(known.bad(Self.hash) == .init(list: "ours", note: "Worm"))
    #expect(known.good(Self.hash) == nil)
  }

  @Test func aChangedListIsRefused() throws {
    let key = SignedList.makeKey()
    var list = try SignedList(signing: Self.payload(), key: key.privateKey)
    list.payload = list.payload.replacingOccurrences(of: "known_bad", with: "known_good")
    let error = #expect(throws: KnownListError.self) {
      try SignedList.open(try Self.file(list), keys: [key.publicKey], now: Fixture.now)
    }
    #expect(error?.description.contains("the list was changed, or somebody else signed it") == true)
  }

  @Test func anEndedListIsRefused() throws {
    let key = SignedList.makeKey()
    let file = try Self.file(
      try SignedList(signing: Self.payload(expires: "2026-01-01T00:00:00Z"), key: key.privateKey))
    let error = #expect(throws: KnownListError.self) {
      try SignedList.open(file, keys: [key.publicKey], now: Fixture.now)
    }
    #expect(error?.description == "the list 'ours' ended at 2026-01-01T00:00:00Z; get a new one")
  }

  @Test(arguments: ["", "{}", "[1]", #"{"name":"a","expires":"soon"}"#, #"{"name":"a"}"#])
  func aListThatCannotBeReadIsNotSigned(payload: String) {
    #expect(throws: KnownListError.self) {
      try SignedList(signing: payload, key: SignedList.makeKey().privateKey)
    }
  }

  @Test func aTrustedAuthorityVouchesForItsSigners() throws {
    let bytes = try Fixture.bytes("stamped-sha256.exe")
    let report = try #require(
      Authenticode.check(try PEFile(parsing: bytes.span), bytes.span, now: Fixture.now).first)
    let root = try #require(report.chain.last?.certificate.sha256)
    func trust(
      _ signer: KnownList.Signer, _ report: SignatureReport, now: Int64 = Fixture.now
    ) -> KnownFiles.Entry? {
      var list = KnownList(name: "signers", expires: "")
      list.trustedSigners = [signer]
      var known = KnownFiles()
      known.add(list)
      return known.trust(in: report, now: now)
    }
    #expect(trust(.init(certificateSha256: root, note: "Fixture"), report)?.note == "Fixture")
    #expect(trust(.init(certificateSha256: root, subjectContains: "Fixture Signer"), report) != nil)
    #expect(trust(.init(certificateSha256: root, subjectContains: "Somebody Else"), report) == nil)
    #expect(trust(.init(certificateSha256: Self.hash), report) == nil)
    // Long after the certificate's end the countersignature decides, and only one by an authority that the list names.
    let later: Int64 = 6_000_000_000
    #expect(trust(.init(certificateSha256: root), report, now: later) != nil)
    #expect(trust(.init(certificateSha256: report.chain[0].certificate.sha256), report, now: later) == nil)
    // Only authorities issue, and only certificates for code sign code.
    var issued = report
    issued.chain[1].certificate.isAuthority = false
    #expect(trust(.init(certificateSha256: root), issued) == nil)
    var other = report
    other.signer?.mayCodeSign = false
    #expect(trust(.init(certificateSha256: root), other) == nil)
    var changed = bytes
    changed[513] ^= 1
    let invalid = try #require(
      Authenticode.check(try PEFile(parsing: changed.span), changed.span, now: Fixture.now).first)
    #expect(trust(.init(certificateSha256: root), invalid) == nil)
  }
}
