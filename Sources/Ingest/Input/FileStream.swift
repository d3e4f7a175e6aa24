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
    var got = -1
    buffer.append(addingCapacity: count) { tail in
      unsafe tail.withUnsafeMutableBufferPointer { free, filled in
        repeat {
          got = unsafe Glibc.read(descriptor, free.baseAddress.map { unsafe $0 + filled }, count)
        } while got < 0 && errno == EINTR
        filled += max(got, 0)
      }
    }
    let reason = got < 0 ? SystemError.current() : ""
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
