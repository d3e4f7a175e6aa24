import Glibc

/// Reads whole files, without more memory than they have bytes.
enum FileContents {
  /// What identifies a state of a file: one of these changes when the content does, unless somebody sets the clock back and
  /// edits the disk itself.
  struct Identity: Sendable, Hashable {
    var size: Int64
    var modified: Int64
    var changed: Int64
    var inode: UInt64
    var device: UInt64

    init(size: Int64, modified: Int64, changed: Int64, inode: UInt64, device: UInt64) {
      self.size = size
      self.modified = modified
      self.changed = changed
      self.inode = inode
      self.device = device
    }

    init(_ info: stat) {
      size = Int64(info.st_size)
      modified = Int64(info.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(info.st_mtim.tv_nsec)
      changed = Int64(info.st_ctim.tv_sec) &* 1_000_000_000 &+ Int64(info.st_ctim.tv_nsec)
      inode = UInt64(info.st_ino)
      device = UInt64(info.st_dev)
    }
  }

  /// An open file, closed when it is no longer used.
  struct Open: ~Copyable {
    let path: String
    let identity: Identity
    private let descriptor: Int32

    init(_ path: String) throws(FileProblem) {
      // Without O_NONBLOCK, a pipe that took the place of the file since it was listed would block for ever.
      let opened = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
      guard opened >= 0 else { throw FileProblem(path: path) }
      var info = stat()
      // The call writes into `info` only.
      guard unsafe fstat(opened, &info) == 0 else {
        let problem = FileProblem(path: path)
        close(opened)
        throw problem
      }
      guard info.st_mode & S_IFMT == S_IFREG else {
        close(opened)
        throw FileProblem(path: path, reason: "is not a file")
      }
      self.path = path
      descriptor = opened
      identity = Identity(info)
    }

    deinit { close(descriptor) }

    /// At most `count` bytes from the beginning.
    func read(_ count: Int) throws(FileProblem) -> [UInt8] {
      var failed = false
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        // What the system call wrote, and no more, counts as initialised.
        while filled < count {
          let rest = count - filled
          let got = unsafe pread(descriptor, buffer.baseAddress.map { unsafe $0 + filled }, rest, off_t(filled))
          if got < 0, errno == EINTR { continue }
          if got < 0 { failed = true }
          guard got > 0 else { break }
          filled += got
        }
      }
      if failed { throw FileProblem(path: path) }
      return bytes
    }
  }
}
