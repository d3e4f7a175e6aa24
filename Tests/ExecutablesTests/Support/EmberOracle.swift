import Foundation

/// Files and the vectors that the reference extractor of EMBER2024 made of them.
struct EmberOracle {
  /// A file of the oracle.
  struct File {
    /// `pe`, `fuzz` (damaged PE), `elf` or `macho`.
    var kind: String
    /// SHA-256, which is also its name.
    var sha256: String
    var bytes: [UInt8]
    /// 2,568 numbers.
    var vector: [Float]
  }

  /// All files, unpacked once for all tests.
  static let files = Result { try load() }

  private static func load() throws -> [File] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "shrike-ember-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = SharedData.root.appending(path: "executables")
    try SharedData.run(["tar", "xf", source.appending(path: "files.tar.xz").path(), "-C", folder.path()])
    try SharedData.run(
      ["python3", "-m", "zipfile", "-e", source.appending(path: "ember_v3.npz").path(), folder.path()])
    let vectors = try floats(folder.appending(path: "vectors.npy"))
    let manifest = try String(contentsOf: source.appending(path: "manifest.csv"), encoding: .utf8)
    let lines = manifest.split(whereSeparator: \.isNewline).dropFirst().map { $0.split(separator: ",", maxSplits: 3) }
    let columns = vectors.count / max(lines.count, 1)
    return try lines.enumerated().map { row, fields in
      let (kind, name) = (String(fields[1]), String(fields[2]))
      let bytes = [UInt8](try Data(contentsOf: folder.appending(path: "\(kind)/\(name)")))
      return File(
        kind: kind, sha256: name, bytes: bytes, vector: Array(vectors[row * columns..<(row + 1) * columns]))
    }
  }

  /// The numbers of an NPY file in single precision, little endian.
  private static func floats(_ url: URL) throws -> [Float] {
    let bytes = [UInt8](try Data(contentsOf: url))
    guard bytes.count > 10, bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw CocoaError(.fileReadCorruptFile)
    }
    let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    return stride(from: start, to: bytes.count - 3, by: 4).map { place in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) })
    }
  }
}
