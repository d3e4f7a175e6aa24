import Glibc

/// Standard input.
struct StandardInput: ByteStream {
  init() throws(InputError) {}

  mutating func read(into buffer: inout [UInt8], atMost count: Int) throws(InputError) -> Int {
    var chunk = [UInt8](repeating: 0, count: count)
    // The chunk has `count` bytes.
    let got = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(0, $0.baseAddress, count) }
    guard got >= 0 else { throw InputError(path: "-", offset: 0, message: SystemError.current()) }
    buffer.append(contentsOf: chunk[0..<got])
    return got
  }
}
