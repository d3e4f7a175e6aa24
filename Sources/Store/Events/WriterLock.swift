import Glibc

/// Keeps other processes from adding events to the same store: an advisory lock on a file beside it.
///
/// The system drops the lock when the process ends, however it ends. The empty file stays.
final class WriterLock {
  private let descriptor: Int32

  init(path: String) throws(StoreError) {
    let lockPath = path + "-writer"
    descriptor = unsafe open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw errno == EACCES || errno == EROFS
        ? .readOnly(path: lockPath)
        : errno == ENOSPC ? .diskFull(path: lockPath) : .cannotOpen(path: lockPath, reason: "error \(errno)")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .inUse(path: path)
    }
  }

  deinit {
    close(descriptor)
  }
}
