import Glibc

/// A file or directory that cannot be read, and why.
public struct FileProblem: Error, Equatable, CustomStringConvertible {
  /// Its path.
  public var path: String
  /// What the system says.
  public var reason: String

  /// The path and the reason.
  public var description: String { "\(path): \(reason)" }

  /// A problem with what the C library says about the last failed call.
  init(path: String) {
    self.path = path
    reason = unsafe String(cString: strerror(errno))
  }

  /// A problem with a reason of our own.
  init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}

/// Regular files below paths, in the order of names. Symbolic links below a path are not followed.
public struct FileWalk {
  /// The files.
  public private(set) var files: [String] = []
  /// What could not be looked at.
  public private(set) var problems: [FileProblem] = []

  /// Walks paths: files, or directories with everything below them.
  public init(_ paths: [String]) {
    for path in paths {
      var info = stat()
      if unsafe stat(path, &info) != 0 {
        problems.append(FileProblem(path: path))
      } else {
        visit(path, info.st_mode)
      }
    }
  }

  private mutating func visit(_ path: String, _ mode: mode_t) {
    switch mode & S_IFMT {
    case S_IFDIR: walk(path)
    case S_IFREG: files.append(path)
    default: break
    }
  }

  private mutating func walk(_ path: String) {
    guard let directory = unsafe opendir(path) else { return problems.append(FileProblem(path: path)) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      // `d_name` is a NUL-terminated array inside the entry.
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    unsafe closedir(directory)
    for name in names.sorted() {
      let child = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
      var info = stat()
      if unsafe lstat(child, &info) != 0 {
        problems.append(FileProblem(path: child))
      } else {
        visit(child, info.st_mode)
      }
    }
  }
}
