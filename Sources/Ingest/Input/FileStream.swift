import Glibc

/// The bytes of a file, read in order.
final class FileStream: ByteStream {
  let path: String
  private let descriptor: Int32
  private var offset: UInt64 = 0

  /// Opens a file for reading.
  init(path: String) throws(InputError) {
    self.path = path
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw InputError(path: path, offset: 0, message: SystemError.current()) }
  }

  deinit { close(descriptor) }

  func read(into buffer: inout [UInt8], atMost count: Int) throws(InputError) -> Int {
    let start = buffer.count
    var got = -1
    // The new tail is reserved, written by the system call, and shortened to what it wrote.
    buffer.append(contentsOf: repeatElement(0, count: count))
    repeat {
      got = unsafe buffer.withUnsafeMutableBytes { bytes in
        unsafe Glibc.read(descriptor, bytes.baseAddress.map { unsafe $0 + start }, count)
      }
    } while got < 0 && errno == EINTR
    let reason = got < 0 ? SystemError.current() : ""
    buffer.removeLast(count - max(got, 0))
    guard got >= 0 else { throw InputError(path: path, offset: offset, message: reason) }
    offset += UInt64(got)
    return got
  }
}

/// What the C library says about the last failed call.
enum SystemError {
  static func current() -> String {
    guard let text = unsafe strerror(errno) else { return "error \(errno)" }
    return unsafe String(cString: text)
  }
}
