import Foundation

/// Lets threads hold at most so many bytes of files at once; a single file may be larger, and is then held alone.
final class ByteGate: Sendable {
  private let limit: Int
  private let condition = NSCondition()
  // Only touched while the condition's lock is held.
  nonisolated(unsafe) private var held = 0

  init(limit: Int) { self.limit = limit }

  /// Waits until there is room.
  func enter(_ count: Int) {
    condition.lock()
    while unsafe held > 0, unsafe held + count > limit { condition.wait() }
    unsafe held += count
    condition.unlock()
  }

  /// Takes room without waiting, for a file that grows while it is read: waiting for others while holding some would end in
  /// everybody waiting.
  func add(_ count: Int) {
    condition.lock()
    unsafe held += count
    condition.unlock()
  }

  /// Gives room back.
  func leave(_ count: Int) {
    condition.lock()
    unsafe held -= count
    condition.broadcast()
    condition.unlock()
  }
}
