#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The little of the file system that rule files need, without Foundation.
package enum FileTree {
  /// Files that a tree may have; more are an error, so that a loop of links ends.
  static let maximumFiles = 100_000

  /// The path itself if it is a file, else all files below it whose name ends in `suffix`, sorted by path. Names that
  /// begin with a dot are left out.
  package static func files(below path: String, suffix: String) throws(RuleLoadError) -> [String] {
    try files(below: path, suffixes: [suffix])
  }

  /// The same for several endings.
  package static func files(below path: String, suffixes: [String]) throws(RuleLoadError) -> [String] {
    guard let isFolder = isFolder(path) else { throw RuleLoadError(path: path, reason: message(errno)) }
    guard isFolder else { return [path] }
    var result: [String] = []
    var pending = [(path: path, depth: 0)]
    while let folder = pending.popLast() {
      for (name, kind) in try names(in: folder.path) {
        let child = folder.path.hasSuffix("/") ? folder.path + name : folder.path + "/" + name
        if kind ?? Self.isFolder(child) == true {
          if folder.depth < 32 { pending.append((child, folder.depth + 1)) }
        } else if suffixes.contains(where: { name.utf8.suffix($0.utf8.count).elementsEqual($0.utf8) }) {
          result.append(child)
        }
        guard result.count + pending.count <= maximumFiles else {
          throw RuleLoadError(path: path, reason: "more than \(maximumFiles) files")
        }
      }
    }
    return result.sorted()
  }

  /// The bytes of a file of at most `limit` bytes.
  package static func read(_ path: String, limit: Int) throws(RuleLoadError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw RuleLoadError(path: path, reason: message(errno)) }
    defer { close(descriptor) }
    var status = stat()
    // The call writes into `status` only. What is no regular file has no size to go by.
    let isRegular = unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    let size = isRegular ? Int(clamping: status.st_size) : 0
    guard size <= limit else { throw RuleLoadError(path: path, reason: "larger than \(limit) bytes") }
    // One byte more than there should be, to see the end.
    var bytes = [UInt8](repeating: 0, count: isRegular && size > 0 ? size + 1 : 8_192)
    var filled = 0
    while true {
      // `read` fills at most the rest of the buffer.
      let count = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe systemRead(descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      }
      guard count >= 0 else { throw RuleLoadError(path: path, reason: message(errno)) }
      filled += count
      guard filled <= limit else { throw RuleLoadError(path: path, reason: "larger than \(limit) bytes") }
      if count == 0 || (isRegular && filled == size) { break }
      if filled == bytes.count { bytes += [UInt8](repeating: 0, count: bytes.count) }
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }

  private static func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    #if canImport(Glibc)
      unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
    #elseif canImport(Musl)
      unsafe Musl.read(descriptor, buffer.baseAddress, buffer.count)
    #elseif canImport(Darwin)
      unsafe Darwin.read(descriptor, buffer.baseAddress, buffer.count)
    #endif
  }

  private static func isFolder(_ path: String) -> Bool? {
    var status = stat()
    // The call writes into `status` only.
    guard unsafe stat(path, &status) == 0 else { return nil }
    return status.st_mode & S_IFMT == S_IFDIR
  }

  /// The names in a folder, and whether each is a folder where the file system says so.
  private static func names(in folder: String) throws(RuleLoadError) -> [(name: String, isFolder: Bool?)] {
    guard let handle = unsafe opendir(folder) else { throw RuleLoadError(path: folder, reason: message(errno)) }
    defer { unsafe closedir(handle) }
    var result: [(name: String, isFolder: Bool?)] = []
    while let entry = unsafe readdir(handle) {
      // `d_name` is a C string inside the entry, valid until the next call.
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      guard name.utf8.first != UInt8(ascii: ".") else { continue }
      let kind = Int(unsafe entry.pointee.d_type)
      result.append((name, kind == Int(DT_DIR) ? true : kind == Int(DT_REG) ? false : nil))
    }
    return result
  }

  private static func message(_ code: Int32) -> String {
    // `strerror` returns a static string.
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
  }
}
