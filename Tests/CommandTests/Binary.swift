import Foundation

/// The real binary, built beside the tests.
enum Binary {
  struct Outcome {
    var status: Int32
    var output: String
    var error: String
  }

  static let url = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "shrike")

  /// Runs `shrike` with arguments; `input` goes to its standard input.
  ///
  /// - Parameter environment: variables beside those of the tests.
  static func run(_ arguments: [String], input: String = "", environment: [String: String] = [:]) throws -> Outcome {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    if !environment.isEmpty {
      process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, own in own }
    }
    let folder = FileManager.default.temporaryDirectory
    let names = (0..<3).map { folder.appending(path: "shrike-\(UUID().uuidString)-\($0)") }
    defer { for name in names { try? FileManager.default.removeItem(at: name) } }
    try Data(input.utf8).write(to: names[0])
    for name in names[1...] { try Data().write(to: name) }
    // Files instead of pipes: no output is large enough to block.
    process.standardInput = try FileHandle(forReadingFrom: names[0])
    process.standardOutput = try FileHandle(forWritingTo: names[1])
    process.standardError = try FileHandle(forWritingTo: names[2])
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: try String(contentsOf: names[1], encoding: .utf8),
      error: try String(contentsOf: names[2], encoding: .utf8))
  }

  /// A folder that is removed when `body` returns.
  static func withFolder<R>(_ body: (URL) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.appending(path: "shrike-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
