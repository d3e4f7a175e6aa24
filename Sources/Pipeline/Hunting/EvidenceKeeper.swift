import ECS
import Evidence
import Store

/// Keeps the events that signals point at, as JSON, so that a report can show them.
///
/// Events are written when the batch that holds them passes; signals that come later (a detector that decides at the
/// end of the input) find their events in the batches still retained, up to a memory limit, and beyond that in an archive.
struct EvidenceKeeper {
  /// More events than this are not kept; alerts then show only the reference.
  static let maximumEvents = 100_000

  private var writer = EventJSONWriter()
  private var kept: [String: HuntResult.EvidenceEvent] = [:]
  private var retained: [(batch: EventBatch, fingerprints: [EventFingerprint])] = []
  private var retainedBytes = 0
  private let memoryLimit: Int
  private let archive: EventArchive

  init(memoryLimit: Int, archive: EventArchive) {
    self.memoryLimit = memoryLimit
    self.archive = archive
  }

  /// Keeps the events of `signals` that are in this batch, and the batch itself while there is room.
  mutating func observe(_ batch: EventBatch, _ fingerprints: [EventFingerprint], signals: ArraySlice<Signal>) {
    keep(wanted(signals.lazy.flatMap { $0.events }), in: batch, fingerprints)
    retained.append((batch, fingerprints))
    retainedBytes += batch.bytes.count + batch.cells.count * MemoryLayout<Cell>.stride
    while retainedBytes > memoryLimit, retained.count > 1 {
      let (old, prints) = retained.removeFirst()
      archive.add(old, prints)
      retainedBytes -= old.bytes.count + old.cells.count * MemoryLayout<Cell>.stride
    }
  }

  /// The events that alerts rest on.
  mutating func events(for alerts: [Alert]) -> [String: HuntResult.EvidenceEvent] {
    let references = alerts.flatMap { $0.signals.flatMap(\.events) }
    for (batch, fingerprints) in retained { keep(wanted(references), in: batch, fingerprints) }
    for events in archive.events(wanted(references)) {
      let origins = (0..<events.count).map { events.origin(ofRow: $0).path }
      keep(Set(events.fingerprints), in: events.batch, events.fingerprints, paths: origins)
    }
    let ids = Set(references.map(\.id))
    return kept.filter { ids.contains($0.key) }
  }

  private func wanted(_ references: some Sequence<EventReference>) -> Set<EventFingerprint> {
    var result: Set<EventFingerprint> = []
    for reference in references where kept[reference.id] == nil {
      if let fingerprint = EventFingerprint(hex: reference.id) { result.insert(fingerprint) }
    }
    return result
  }

  private mutating func keep(
    _ wanted: Set<EventFingerprint>, in batch: EventBatch, _ fingerprints: [EventFingerprint], paths: [String]? = nil
  ) {
    guard !wanted.isEmpty else { return }
    for (row, fingerprint) in fingerprints.enumerated() {
      guard wanted.contains(fingerprint), kept.count < Self.maximumEvents else { continue }
      let id = fingerprint.hex
      var json: [UInt8] = []
      writer.append(batch, row: row, to: &json)
      kept[id] = HuntResult.EvidenceEvent(
        id: id, path: paths?[row] ?? batch.origin(ofRow: row).path, record: batch.positions[row].record,
        time: batch[row].timestamp?.nanoseconds ?? 0, json: String(decoding: json, as: UTF8.self))
    }
  }
}
