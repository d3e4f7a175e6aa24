import Foundation

/// Real executables: those of the system the tests run on, and those beside the repository.
enum SampleFiles {
  /// `../shared/data/executables`, seen from the root of the repository.
  static let archive: URL = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { url.deleteLastPathComponent() }
    return url.deletingLastPathComponent().appendingPathComponent("shared/data/executables/files.tar.xz")
  }()

  static var isAvailable: Bool { FileManager.default.fileExists(atPath: archive.path) }

  /// The first bytes of a program of this system.
  static func system(_ path: String) -> [UInt8]? { FileManager.default.contents(atPath: path).map { [UInt8]($0) } }

  /// Files of one folder of the archive (`elf`, `macho`, `pe`, `fuzz`) up to a size, in order of their names.
  static func unpacked(_ folder: String, upTo size: Int) throws -> [(name: String, bytes: [UInt8])] {
    let place = FileManager.default.temporaryDirectory.appendingPathComponent("shrike-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["tar", "xf", archive.path, "-C", place.path, folder]
    try process.run()
    process.waitUntilExit()
    let inside = place.appendingPathComponent(folder)
    return try FileManager.default.contentsOfDirectory(atPath: inside.path).sorted().compactMap { name in
      let data = try Data(contentsOf: inside.appendingPathComponent(name))
      return data.count <= size ? (name, [UInt8](data)) : nil
    }
  }
}
