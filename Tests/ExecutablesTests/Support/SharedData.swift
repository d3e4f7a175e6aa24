import Foundation

/// Real files beside the repository, which nobody here made. Tests that need them are skipped where they are missing.
enum SharedData {
  /// `../shared/data`, seen from the root of the repository.
  static let root: URL = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { url.deleteLastPathComponent() }
    return url.deletingLastPathComponent().appending(path: "shared/data")
  }()

  /// Whether the data is there.
  static var isAvailable: Bool { FileManager.default.fileExists(atPath: root.appending(path: "README.md").path()) }

  /// The content of a file.
  static func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: root.appending(path: path))) }

  /// Runs a program of the system, whose failure is an error.
  static func run(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileReadCorruptFile) }
  }
}
