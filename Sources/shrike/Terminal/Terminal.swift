import Glibc

/// The standard streams: whole-buffer writes, and progress that shows only on a terminal.
enum Terminal {
  /// Whether standard error is a terminal.
  static var showsProgress: Bool { isatty(2) == 1 }

  /// Whether standard output is a terminal.
  static var isInteractive: Bool { isatty(1) == 1 }

  /// Writes bytes to standard output. Ends the program quietly when the reader of the pipe has gone.
  static func write(_ bytes: [UInt8]) {
    write(bytes, to: 1)
  }

  /// Writes a line to standard output.
  static func print(_ line: String) {
    write(Array(line.utf8) + [0x0A], to: 1)
  }

  /// Writes a line to standard error.
  static func error(_ line: String) {
    write(Array(line.utf8) + [0x0A], to: 2)
  }

  /// Replaces the progress line on a terminal; does nothing in a pipe.
  static func progress(_ text: String) {
    guard showsProgress else { return }
    let safe = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : String($0) }.joined()
    write(Array("\r\u{1B}[K\(safe.prefix(110))".utf8), to: 2)
  }

  /// Removes the progress line.
  static func clearProgress() {
    guard showsProgress else { return }
    write(Array("\r\u{1B}[K".utf8), to: 2)
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var start = 0
    while start < bytes.count {
      let sent = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + start }, bytes.count - start)
      }
      if sent < 0 {
        if errno == EINTR { continue }
        exit(errno == EPIPE ? 0 : 1)
      }
      start += sent
    }
  }
}
