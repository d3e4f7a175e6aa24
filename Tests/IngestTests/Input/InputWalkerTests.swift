import Foundation
import Ingest
import Testing

/// Containers made by the system's own tools, read back by the walker.
@Suite struct InputWalkerTests {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "shrike-walk-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func shell(_ command: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = folder
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(command)")
  }

  func walk(_ name: String = "") throws -> (files: [String: String], skipped: [InputError]) {
    var files: [String: String] = [:]
    var skipped: [InputError] = []
    let root = folder.path()
    let walker = InputWalker {
      skipped.append($0)
    } visit: { member in
      try member.buffer.fill(to: .max)
      let name = member.path.replacing(root, with: "").drop { $0 == "/" }
      files[String(name)] = String(decoding: member.buffer.bytes, as: UTF8.self)
    }
    try walker.walk(name.isEmpty ? root : folder.appending(path: name).path())
    return (files, skipped)
  }

  @Test(arguments: [
    ("gzip -k a.txt", "a.txt.gz"), ("zstd -q a.txt", "a.txt.zst"), ("xz -k a.txt", "a.txt.xz"),
    ("gzip -c a.txt > two.gz; gzip -c b.txt >> two.gz", "two.gz"),
    ("xz -c a.txt > two.xz; xz -c b.txt >> two.xz", "two.xz"),
    ("zstd -qc a.txt > two.zst; zstd -qc b.txt >> two.zst", "two.zst"),
  ])
  func decompresses(command: String, name: String) throws {
    try shell("echo alpha > a.txt; echo beta > b.txt; \(command)")
    let found = try walk(name)
    #expect(found.files == [name: name.hasPrefix("two") ? "alpha\nbeta\n" : "alpha\n"])
    #expect(found.skipped.isEmpty)
  }

  @Test(arguments: ["--format=ustar", "--format=gnu", "--format=pax", "--format=v7"])
  func walksTar(format: String) throws {
    let long = String(repeating: "d", count: 90)
    try shell("mkdir -p in/\(long); echo alpha > in/a.txt; seq 100000 > in/\(long)/n; tar \(format) -cf t in; rm -r in")
    let found = try walk("t")
    #expect(found.files.keys.sorted() == ["t!/in/\(long)/n", "t!/in/a.txt"].sorted())
    #expect(found.files["t!/in/a.txt"] == "alpha\n")
    #expect(found.files["t!/in/\(long)/n"]?.utf8.count == 588_895)
  }

  @Test func walksZipInsideCompressedTar() throws {
    try shell(
      """
      echo alpha > a.txt; seq 100000 > n
      python3 -c "
      import zipfile
      z = zipfile.ZipFile('z.zip', 'w', zipfile.ZIP_DEFLATED); z.write('a.txt'); z.write('n')
      z.write('a.txt', 'stored.txt', zipfile.ZIP_STORED); z.close()"
      tar -cJf t.tar.xz z.zip a.txt; rm a.txt n z.zip
      """)
    let found = try walk()
    #expect(
      found.files.keys.sorted() == [
        "t.tar.xz!/a.txt", "t.tar.xz!/z.zip!/a.txt", "t.tar.xz!/z.zip!/n", "t.tar.xz!/z.zip!/stored.txt",
      ])
    #expect(found.files["t.tar.xz!/z.zip!/n"]?.utf8.count == 588_895)
    #expect(found.skipped.isEmpty)
  }

  @Test(arguments: ["gz", "zst", "xz"])
  func namesThePlaceOfACut(kind: String) throws {
    let tool = ["gz": "gzip -c", "zst": "zstd -qc", "xz": "xz -c"][kind] ?? ""
    try shell("seq 100000 | \(tool) > whole; head -c 5000 whole > cut.\(kind); rm whole")
    let found = try walk()
    #expect(found.files.isEmpty)
    #expect(found.skipped.count == 1)
    #expect(found.skipped.first?.message.contains("ends early") == true)
  }

  @Test func reportsWhatCannotBeOpened() throws {
    #expect(try walk("missing").skipped.first?.message == "No such file or directory")
  }

  @Test func survivesMutatedArchives() throws {
    try shell("echo alpha > a; seq 2000 > b; tar -czf t.tgz a b; python3 -m zipfile -c z.zip a b; rm a b")
    for name in ["t.tgz", "z.zip"] {
      let url = folder.appending(path: name)
      let original = [UInt8](try Data(contentsOf: url))
      for seed in 0..<60 {
        var bytes = original
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
        for _ in 0..<4 {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 24)
        }
        try Data(bytes).write(to: url)
        _ = try walk(name)
      }
    }
  }

  /// Bytes and files met, with bounds small enough for a test.
  private func walkBounded(_ bytes: [UInt8], members: Int = 1_000) throws -> (bytes: Int, files: Int, [InputError]) {
    var options = InputWalker.Options()
    options.unquestionedBytes = 1 << 20
    options.maximumRatio = 100
    options.maximumMembers = members
    var met = (bytes: 0, files: 0)
    var skipped: [InputError] = []
    let walker = InputWalker(options: options) {
      skipped.append($0)
    } visit: { member in
      met.files += 1
      while try member.buffer.fill(to: 1) { met.bytes += member.buffer.take().count }
    }
    try walker.walk(MemoryStream(bytes), path: "input")
    return (met.bytes, met.files, skipped)
  }

  @Test func stopsABombOfManyBytes() throws {
    try shell("head -c 40000000 /dev/zero | gzip -c | gzip -c > bomb")
    let found = try walkBounded([UInt8](try Data(contentsOf: folder.appending(path: "bomb"))))
    #expect(found.bytes <= 4 << 20)
    #expect(found.2.count == 1)
    #expect(found.2.first?.message.contains("too many for its size") == true)
  }

  /// Every member of every archive is the same archive one level down.
  @Test func stopsABombOfManyFiles() throws {
    try shell(
      """
      python3 -c "
      import zipfile, io
      data = b'x'
      for level in range(4):
          out = io.BytesIO()
          z = zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED)
          for n in range(40): z.writestr(str(n), data)
          z.close(); data = out.getvalue()
      open('bomb', 'wb').write(data)"
      """)
    let found = try walkBounded([UInt8](try Data(contentsOf: folder.appending(path: "bomb"))), members: 500)
    #expect(found.files <= 500)
    #expect(found.2.count == 1)
  }

  @Test func readsManyEmptyGzipMembersInOneGo() throws {
    try shell(
      "printf '' | gzip -nc > empty; echo alpha | gzip -nc > last; for i in 1 2 3 4 5 6 7; do cat empty empty > t; mv t empty; done; cat empty last > all.gz; rm empty last"
    )
    let found = try walk("all.gz")
    #expect(found.files == ["all.gz": "alpha\n"])
    #expect(found.skipped.isEmpty)
  }

  /// Where its directory lies is what an archive says, and may be beyond what the system can seek to.
  @Test(arguments: [UInt64.max, 1 << 63, UInt64(Int64.max)])
  func survivesOffsetsOutOfThisWorld(offset: UInt64) throws {
    var bytes: [UInt8] = Array("PK".utf8) + [3, 4] + [UInt8](repeating: 0, count: 26)
    func append(_ value: UInt64, _ count: Int) {
      for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
    }
    append(0x0706_4B50, 4)
    append(0, 4)
    append(offset, 8)
    append(1, 4)
    append(0x0605_4B50, 4)
    append(0, 18)
    try Data(bytes).write(to: folder.appending(path: "far.zip"))
    #expect(try walk("far.zip").files.isEmpty)
    #expect(try walkBounded(bytes).files == 0)
  }
}
