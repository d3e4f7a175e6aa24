import Foundation
import Testing

/// What `shrike scan` says with the models that come with it of files that hide what they do, or are like nothing known.
@Suite struct StrangeFilesTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  enum Format: String, CaseIterable, Sendable {
    case pe, elf
    case machO = "mach-o"
  }

  private static func noise(_ count: Int) -> [UInt8] {
    var state: UInt64 = 1
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
  }

  private static func set(_ value: Int, bytes count: Int, at place: Int, _ bytes: inout [UInt8]) {
    for index in 0..<count { bytes[place + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
  }

  /// A 64-bit ELF program of one segment that is loaded, read and executed.
  private static func elf(_ content: [UInt8]) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 120)
    bytes.replaceSubrange(0..<7, with: [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1])
    let size = 120 + content.count
    for (value, count, place) in [
      (2, 2, 16), (62, 2, 18), (1, 4, 20), (0x400078, 8, 24), (64, 8, 32), (64, 2, 52), (56, 2, 54), (1, 2, 56),
      (1, 4, 64), (5, 4, 68), (0x400000, 8, 80), (0x400000, 8, 88), (size, 8, 96), (size, 8, 104), (4096, 8, 112),
    ] { set(value, bytes: count, at: place, &bytes) }
    return bytes + content
  }

  private static func fixture(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: root.appending(path: "Tests/SignaturesTests/Fixtures/\(name)")))
  }

  /// A program whose code is as a packer leaves it: compressed, so that its bytes look random.
  private static func packed(_ format: Format) throws -> [UInt8] {
    switch format {
    case .elf: return elf(noise(65_536))
    case .machO:
      // Its text segment has 8 KiB, of which the commands need less than one.
      var bytes = try fixture("ad-hoc.macho")
      bytes.replaceSubrange(1024..<8192, with: noise(7168))
      return bytes
    case .pe:
      var bytes = try fixture("sha1.exe")
      let place = bytes.count
      bytes += noise(65_536)
      let section = try #require(bytes.indices.first { bytes[$0...].starts(with: Array(".text".utf8)) })
      for (offset, value) in [(8, 65_536), (16, 65_536), (20, place)] {
        set(value, bytes: 4, at: section + offset, &bytes)
      }
      return bytes
    }
  }

  private static func record(_ bytes: [UInt8]) throws -> (status: Int32, record: [String: Any], table: String) {
    try Binary.withFolder { folder in
      let file = folder.appending(path: "program")
      try Data(bytes).write(to: file)
      let outcome = try Binary.run(["scan", "--hashes", "none", "--format", "ndjson", file.path()])
      let line = try #require(outcome.output.split(separator: "\n").first)
      let record = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      return (outcome.status, record, try Binary.run(["scan", "--hashes", "none", file.path()]).output)
    }
  }

  @Test(arguments: Format.allCases) func aPackedFileIsUnknown(format: Format) throws {
    let (status, record, table) = try Self.record(try Self.packed(format))
    #expect(record["format"] as? String == format.rawValue)
    #expect(record["verdict"] as? String == "unknown", "\(record)")
    let reasons = try #require(record["reasons"] as? [String])
    #expect(reasons.contains("it looks packed, and what it does cannot be seen"), "\(reasons)")
    #expect(table.contains("it looks packed"))
    #expect(status == 0)
  }

  private static let sentence = Array("The quick brown fox jumps over the lazy dog. ".utf8)

  /// A program that no compiler makes, without dense code: its code is prose.
  private static func unlike(_ format: Format) throws -> [UInt8] {
    let prose = (0..<2000).flatMap { _ in sentence }
    switch format {
    case .elf: return elf(prose)
    case .machO:
      var bytes = try fixture("ad-hoc.macho")
      set(0xFFFF_FFFF, bytes: 4, at: 24, &bytes)
      bytes.replaceSubrange(1024..<8192, with: prose.prefix(7168))
      return bytes
    case .pe: return try fixture("sha1.exe") + prose
    }
  }

  @Test(arguments: Format.allCases) func aFileUnlikeAnythingIsUnknown(format: Format) throws {
    let (status, record, table) = try Self.record(try Self.unlike(format))
    #expect(record["verdict"] as? String == "unknown", "\(record)")
    #expect(status == 0)
    let reasons = try #require(record["reasons"] as? [String])
    if format == .pe {
      // The classifier of PE files is weak, so that no file below its threshold is more than unknown.
      #expect(reasons.contains("it is too weak a model to call a file benign"), "\(reasons)")
    } else {
      #expect(reasons.contains { $0.contains("knows nothing like it") }, "\(reasons)")
      #expect(table.contains("nearest known files: benign"), "\(table)")
    }
    let novelty = try #require(record["novelty"] as? [String: Any])
    let near = try #require((novelty["neighbours"] as? [[String: Any]])?.first)
    #expect(near["label"] as? String == "benign")
    // What is nearest is far; the PE is an ordinary program with prose behind it.
    #expect(try #require(near["similarity"] as? Double) < (format == .pe ? 0.75 : 0.5))
  }
}
