import Foundation
import Testing

/// `shrike features` on the real binary.
@Suite struct FeaturesTests {
  /// A line as docs/schemas/features.schema.json describes it.
  private struct Line: Decodable {
    var path: String
    var sha256: String
    var vector: [Float]?
  }

  @Test func writesOneLineAFile() throws {
    try Binary.withFolder { folder in
      try Data("abc".utf8).write(to: folder.appending(path: "b"))
      try Data("MZ quote\"".utf8).write(to: folder.appending(path: "a\""))
      let outcome = try Binary.run(["features", folder.path()])
      #expect(outcome.status == 0, "\(outcome.error)")
      let lines = try outcome.output.split(separator: "\n").map {
        try JSONDecoder().decode(Line.self, from: Data($0.utf8))
      }
      #expect(lines.map { URL(filePath: $0.path).lastPathComponent } == ["a\"", "b"])
      #expect(lines.last?.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
      #expect(lines.allSatisfy { $0.vector?.count == 2568 })
      #expect(lines.last?.vector?.prefix(7) == [3, Float(log2(3.0)), 0, 97, 98, 99, 0])
    }
  }

  @Test func writesAnArray() throws {
    try Binary.withFolder { folder in
      try Data("abc".utf8).write(to: folder.appending(path: "x"))
      let array = folder.appending(path: "out.npy")
      let outcome = try Binary.run(
        ["features", "--format", "npy", "--output", array.path(), folder.appending(path: "x").path(), "/nonexistent"])
      #expect(outcome.status == 1)
      #expect(outcome.error.contains("/nonexistent: No such file or directory"))
      let bytes = [UInt8](try Data(contentsOf: array))
      #expect(bytes.count == 128 + 4 * 2568)
      #expect(String(decoding: bytes[10..<128], as: UTF8.self).contains("'shape': (1, 2568)"))
      #expect(bytes[128..<132].elementsEqual([0, 0, 0x40, 0x40]))
      #expect(outcome.output.contains("\"sha256\":\"ba7816bf"))
    }
  }
}
