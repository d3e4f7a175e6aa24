import ArgumentParser
import Glibc

/// A file that a command writes.
final class OutputFile {
  private let path: String
  private let descriptor: Int32

  /// Creates or empties a file.
  init(_ path: String) throws {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.failure(path) }
  }

  deinit { close(descriptor) }

  /// Appends bytes.
  func write(_ bytes: [UInt8]) throws {
    var start = 0
    while start < bytes.count {
      let sent = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + start }, bytes.count - start)
      }
      if sent < 0, errno == EINTR { continue }
      guard sent >= 0 else { throw Self.failure(path) }
      start += sent
    }
  }

  /// Replaces the first bytes.
  func overwriteStart(_ bytes: [UInt8]) throws {
    let sent = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, bytes.count, 0) }
    guard sent == bytes.count else { throw Self.failure(path) }
  }

  private static func failure(_ path: String) -> any Error {
    Terminal.error("shrike: \(path): \(String(cString: strerror(errno)))")
    return ExitCode(1)
  }
}
