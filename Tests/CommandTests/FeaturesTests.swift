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

  @Test("EMBER2018's vectors are read a row at a time, and a cut row is an error")
  func readsVectorsOfDataSets() throws {
    try Binary.withFolder { folder in
      let file = folder.appending(path: "X.dat")
      var row = [UInt8](repeating: 0, count: 4 * 2381)
      row[2] = 0x80
      row[3] = 0x3F
      try Data(row + row + [1]).write(to: file)
      let outcome = try Binary.run(["features", "--set", "ember-v2", file.path()])
      #expect(outcome.status == 1)
      #expect(outcome.error.contains("ends inside row 2"))
      let lines = try outcome.output.split(separator: "\n").map {
        try JSONDecoder().decode(Line.self, from: Data($0.utf8))
      }
      #expect(lines.map { URL(filePath: $0.path).lastPathComponent } == ["X.dat#0", "X.dat#1"])
      #expect(lines.allSatisfy { $0.vector?.count == 2381 && $0.vector?.first == 1 })
    }
  }

  @Test("Raw features that are no JSON, or lack a group, are named by line")
  func namesLinesOfRawFeatures() throws {
    try Binary.withFolder { folder in
      let file = folder.appending(path: "raw.jsonl")
      try Data("{\"sha256\":\"ab\"}\n\n{\n".utf8).write(to: file)
      let outcome = try Binary.run(["features", "--set", "ember-v2", file.path()])
      #expect(outcome.status == 1)
      #expect(outcome.error.contains("line 1: the group histogram is missing"))
      #expect(outcome.error.contains("line 3: is not JSON"))
      #expect(outcome.output.isEmpty)
    }
  }

  @Test("Sets of executables leave other files out, and say so")
  func leavesOthersOut() throws {
    try Binary.withFolder { folder in
      try Data("text".utf8).write(to: folder.appending(path: "a"))
      let outcome = try Binary.run(["features", "--set", "shrike-1", folder.path(), "/bin/sh"])
      #expect(outcome.status == 0, "\(outcome.error)")
      #expect(outcome.error.contains("1 files are of no kind that shrike-1 describes"))
      let line = try JSONDecoder().decode(Line.self, from: Data(outcome.output.utf8))
      #expect(line.path == "/bin/sh" && line.vector?.count == 1000)
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
