import Glibc

/// Standard input.
struct StandardInput: ByteStream {
  /// How often a wait for more asks whether it is over, in milliseconds: a signal may have come to another thread.
  private static let patience: Int32 = 200

  /// Whether there is nothing more to wait for; nil when it ends by itself.
  private let isStopped: (@Sendable () -> Bool)?

  init(isStopped: (@Sendable () -> Bool)? = nil) throws(InputError) { self.isStopped = isStopped }

  mutating func read(into buffer: inout [UInt8], atMost count: Int) throws(InputError) -> Int {
    var chunk = [UInt8](repeating: 0, count: count)
    while waits() {
      // The chunk has `count` bytes.
      let got = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(0, $0.baseAddress, count) }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw InputError(path: "-", offset: 0, message: SystemError.current()) }
      buffer.append(contentsOf: chunk[0..<got])
      return got
    }
    return 0
  }

  /// Waits until there is something to read, or the end; false when it is to stop.
  private func waits() -> Bool {
    guard let isStopped else { return true }
    var descriptor = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    while !isStopped() {
      // One descriptor. A signal that interrupts the wait may be the one to stop; any other error is for `read` to find.
      let ready = unsafe poll(&descriptor, 1, Self.patience)
      if ready > 0 || ready < 0 && errno != EINTR { return true }
    }
    return false
  }
}
