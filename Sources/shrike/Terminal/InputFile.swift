import ArgumentParser
import Foundation

/// A file that a command reads whole.
enum InputFile {
  static func bytes(_ path: String) throws -> [UInt8] {
    do {
      return Array(try Data(contentsOf: URL(filePath: path)))
    } catch {
      Terminal.error("shrike: \(path): \(error.localizedDescription)")
      throw ExitCode(1)
    }
  }
}
