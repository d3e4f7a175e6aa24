import ECS
import Foundation
import Store

/// Events that no longer fit into memory and that an alert at the end of a hunt may still point at: in the hunt's store,
/// or else in one of its own, in the folder for temporary files, which goes when the hunt ends.
final class EventArchive {
  private let store: EventStore?
  private var own: (store: EventStore, folder: URL)?
  /// Why events could not be set aside; nothing is tried after the first failure.
  private(set) var failure: String?

  /// An archive in front of the store that has all events, if there is one.
  init(store: EventStore?) { self.store = store }

  deinit {
    guard let own else { return }
    own.store.discardPending()
    try? own.store.close()
    try? FileManager.default.removeItem(at: own.folder)
  }

  /// Sets events aside, unless the store has them.
  func add(_ batch: EventBatch, _ fingerprints: [EventFingerprint]) {
    guard store == nil, failure == nil else { return }
    do {
      try openOwn().ingest(batch, fingerprints: fingerprints, durability: .buffered)
    } catch {
      failure = "events could not be set aside: \(error)"
    }
  }

  /// The events with these fingerprints, as far as they were set aside.
  func events(_ fingerprints: Set<EventFingerprint>) -> [StoredEvents] {
    guard !fingerprints.isEmpty, let source = store ?? own?.store else { return [] }
    do {
      try source.flush()
      return try source.events(withFingerprints: fingerprints)
    } catch {
      failure = failure ?? "events could not be read back: \(error)"
      return []
    }
  }

  private func openOwn() throws -> EventStore {
    if let own { return own.store }
    let folder = FileManager.default.temporaryDirectory.appending(path: "shrike-\(UUID().uuidString)")
    let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: attributes)
    var options = StoreOptions()
    options.durability = .process
    let store = try EventStore(path: folder.appending(path: "events.db").path(percentEncoded: false), options: options)
    own = (store, folder)
    return store
  }
}
