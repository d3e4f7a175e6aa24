import Foundation

/// Hands out files to threads and puts what comes of them back into order.
final class ScanCollector: Sendable {
  private let count: Int
  private let progress: @Sendable (Int, Int) -> Void
  private let body: @Sendable (ScanOutcome) -> Void
  private let lock = NSLock()
  // Only touched while the lock is held.
  nonisolated(unsafe) private var started = 0
  nonisolated(unsafe) private var delivered = 0
  nonisolated(unsafe) private var waiting: [Int: ScanOutcome] = [:]
  nonisolated(unsafe) private var tally = ScanSummary()

  init(
    count: Int, progress: @Sendable @escaping (Int, Int) -> Void, body: @Sendable @escaping (ScanOutcome) -> Void
  ) {
    self.count = count
    self.progress = progress
    self.body = body
  }

  /// The next file to scan, by its index; nil when there is none left.
  func next() -> Int? {
    lock.withLock {
      guard unsafe started < count else { return nil }
      defer { unsafe started += 1 }
      return unsafe started
    }
  }

  /// Takes what came of a file, and hands on everything that is now in order.
  func take(_ outcome: ScanOutcome, at index: Int) {
    lock.withLock {
      unsafe waiting[index] = outcome
      while let next = unsafe waiting.removeValue(forKey: unsafe delivered) {
        unsafe delivered += 1
        unsafe tally.add(next)
        body(next)
      }
      progress(unsafe delivered, count)
    }
  }

  /// Takes a path that is no file that could be scanned.
  func fail(_ problem: FileProblem) {
    lock.withLock {
      unsafe tally.unreadable += 1
      body(ScanOutcome(path: problem.path, problems: [problem]))
    }
  }

  /// The counts so far.
  var summary: ScanSummary { lock.withLock { unsafe tally } }
}
