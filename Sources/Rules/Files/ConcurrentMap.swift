import Dispatch
import Synchronization

extension Array where Element: Sendable {
  /// Elements that are done by one thread at a time.
  private static var share: Int { 32 }

  /// What becomes of every element, in their order; several are done at a time.
  package func concurrentMap<Output: Sendable>(_ transform: @Sendable (Element) -> Output) -> [Output] {
    guard count > Self.share else { return map(transform) }
    let shares = (count + Self.share - 1) / Self.share
    let results = Mutex([[Output]](repeating: [], count: shares))
    DispatchQueue.concurrentPerform(iterations: shares) { number in
      let start = number * Self.share
      let done = self[start..<Swift.min(start + Self.share, count)].map(transform)
      results.withLock { $0[number] = done }
    }
    return results.withLock { $0.flatMap(\.self) }
  }
}
