import Foundation

/// The real telemetry beside the repository, which nobody here wrote. Tests that need it are skipped where it is missing.
enum SharedData {
  /// `../shared/data`, seen from the root of the repository.
  static let root: URL = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { url.deleteLastPathComponent() }
    return url.deletingLastPathComponent().appendingPathComponent("shared/data")
  }()

  /// Whether the data is there.
  static var isAvailable: Bool { FileManager.default.fileExists(atPath: root.appendingPathComponent("README.md").path) }

  /// Unpacks an archive into a temporary folder, hands the folder over and removes it.
  static func withUnpacked<R>(_ archive: String, _ body: (URL) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("shrike-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try run(["tar", "xf", root.appendingPathComponent(archive).path, "-C", folder.path])
    return try body(folder)
  }

  /// The content of a gzip file.
  static func unzipped(_ file: String) throws -> [UInt8] {
    try run(["gzip", "-dc", (file.hasPrefix("/") ? file : root.appendingPathComponent(file).path)])
  }

  @discardableResult
  private static func run(_ arguments: [String]) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileReadCorruptFile) }
    return Array(output)
  }
}
