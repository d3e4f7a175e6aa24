import Foundation

/// Runs Python, for oracles that nobody here wrote.
enum Python {
  static let isAvailable = (try? run("print(1)", [])) != nil
  static let hasJSONSchema = (try? run("import jsonschema, referencing", [])) != nil

  struct Failure: Error { var text: String }

  static func run(_ script: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + arguments
    let output = Pipe()
    let errors = FileManager.default.temporaryDirectory.appending(path: "shrike-python-\(UUID().uuidString)")
    try Data().write(to: errors)
    defer { try? FileManager.default.removeItem(at: errors) }
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(text: (try? String(contentsOf: errors, encoding: .utf8)) ?? "")
    }
    return String(decoding: data, as: UTF8.self)
  }
}

/// A file that goes away with its owner.
final class TemporaryFile {
  let path: String
  private let folder: URL

  init(_ bytes: [UInt8], name: String) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "shrike-report-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: name)
    try Data(bytes).write(to: file)
    path = file.path()
  }

  deinit { try? FileManager.default.removeItem(at: folder) }
}
