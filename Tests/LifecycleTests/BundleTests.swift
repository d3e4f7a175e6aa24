import Foundation
import Lifecycle
import Signing
import Testing

/// A bundle that anybody touched is refused, and says why.
@Suite struct BundleTests {
  let folder = FileManager.default.temporaryDirectory.appending(path: "shrike-bundle-\(UUID().uuidString)")
  let key = SigningKey()

  private func makeBundle(number: Int = 1) throws -> URL {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data("weights".utf8).write(to: folder.appending(path: "model.shrike"))
    try Data("{}".utf8).write(to: folder.appending(path: "card.json"))
    let lineage = Lineage(data: ["train.csv": "00"], code: "1", seed: 1, environment: ["swift": "6.3"])
    try Data(lineage.json()).write(to: folder.appending(path: "lineage.json"))
    _ = try ModelBundle.seal(folder.path(), name: "pe", version: "v\(number)", number: number, key: key)
    return folder
  }

  @Test func whatWasSealedOpens() throws {
    let place = try makeBundle()
    defer { try? FileManager.default.removeItem(at: folder) }
    let bundle = try ModelBundle(place.path(), trusted: [key.publicKey])
    #expect(bundle.manifest.files.map(\.path) == ["card.json", "lineage.json", "model.shrike"])
    #expect(try bundle.file("model.shrike") == Array("weights".utf8))
    #expect(try bundle.file("other") == nil)
  }

  @Test(arguments: ["change", "add", "remove", "manifest", "signature", "link", "stranger", "expired", "nested"])
  func whatWasTouchedIsRefused(how: String) throws {
    let place = try makeBundle()
    defer { try? FileManager.default.removeItem(at: folder) }
    var trusted = [key.publicKey]
    var now = Int64(Date().timeIntervalSince1970)
    let files = FileManager.default
    switch how {
    case "change": try Data("weightz".utf8).write(to: place.appending(path: "model.shrike"))
    case "add": try Data().write(to: place.appending(path: "extra"))
    case "remove": try files.removeItem(at: place.appending(path: "card.json"))
    case "manifest":
      let file = place.appending(path: "manifest.json")
      let text = try String(contentsOf: file, encoding: .utf8)
      try Data(text.replacing("\"v1\"", with: "\"v9\"").utf8).write(to: file)
    case "signature":
      let file = place.appending(path: "manifest.sig")
      let text = try String(contentsOf: file, encoding: .utf8)
      let mark = try #require(text.range(of: "\"signature\":\""))
      var flipped = text
      let digit = flipped[mark.upperBound]
      flipped.replaceSubrange(mark.upperBound...mark.upperBound, with: digit == "0" ? "1" : "0")
      try Data(flipped.utf8).write(to: file)
    case "link":
      try files.removeItem(at: place.appending(path: "card.json"))
      try files.createSymbolicLink(
        at: place.appending(path: "card.json"), withDestinationURL: URL(filePath: "/dev/null"))
    case "stranger": trusted = [SigningKey().publicKey]
    case "expired":
      _ = try ModelBundle.seal(place.path(), name: "pe", version: "v1", number: 1, key: key, lifetime: 1)
      now += 2 * 86_400
    default:
      let manifest = """
        {"created":1,"files":[{"bytes":1,"path":"../secret","sha256":"00"}],"format":"shrike-bundle/1","name":"pe","number":1,"version":"v1"}
        """
      try Data(manifest.utf8).write(to: place.appending(path: "manifest.json"))
      let signature = try #require(key.signature(of: Array(manifest.utf8)))
      let beside =
        #"{"algorithm":"ed25519","key":"\#(Hexadecimal.text(key.publicKey.bytes))","signature":"\#(Hexadecimal.text(signature))"}"#
      try Data(beside.utf8).write(to: place.appending(path: "manifest.sig"))
    }
    #expect(throws: LifecycleError.self) { try ModelBundle(place.path(), trusted: trusted, now: now) }
  }

  @Test func keysAreWrittenOnceAndReadBack() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "key").path()
    let made = try KeyFile.create(path)
    #expect(try KeyFile.signing(path).publicKey == made)
    #expect(try KeyFile.trusted(path + ".pub") == [made])
    #expect(throws: LifecycleError.self) { try KeyFile.create(path) }
    let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(permissions == 0o600)
  }
}
