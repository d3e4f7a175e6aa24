import Evidence
import Learning

extension RarityDetector {
  private static let version: UInt64 = 1

  /// What was learnt and what is held until the end.
  public func snapshot() -> [UInt8] {
    var writer = StateWriter(tag: id.name, version: Self.version)
    writer.append(events)
    writer.append(count: given)
    for time in [firstTime, lastTime, halvedAt] {
      writer.append(time != nil)
      writer.append(signed: time ?? 0)
    }
    model.write(to: &writer)
    recent.write(to: &writer)
    hosts.write(to: &writer)
    writer.append(count: candidates.count)
    for (key, candidate) in candidates.sorted(by: { $0.key < $1.key }) {
      writer.append(word: key)
      candidate.write(to: &writer)
    }
    return writer.bytes
  }

  /// Takes on what a detector of the same topic and limits had learnt.
  public mutating func restore(_ snapshot: [UInt8]) throws(SnapshotError) {
    do {
      self = try restored(snapshot)
    } catch {
      throw SnapshotError(error.description)
    }
  }

  private func restored(_ snapshot: [UInt8]) throws(StateError) -> RarityDetector {
    var reader = try StateReader(snapshot, tag: id.name, version: Self.version)
    var copy = RarityDetector(topic, configuration)
    copy.events = try reader.number()
    copy.given = try reader.integer(in: 0...Int.max)
    copy.firstTime = try Self.time(&reader)
    copy.lastTime = try Self.time(&reader)
    copy.halvedAt = try Self.time(&reader)
    copy.model = try RarityModel(from: &reader)
    copy.recent = try FirstSeenSet(from: &reader)
    guard copy.model.configuration == model.configuration, copy.recent.capacity == recent.capacity else {
      throw StateError("the snapshot was taken under other limits")
    }
    copy.hosts = try HyperLogLog(from: &reader)
    for _ in 0..<(try reader.count(ofSize: 30)) {
      let key = try reader.word()
      copy.candidates[key] = try RarityCandidate(from: &reader)
    }
    try reader.end()
    return copy
  }

  private static func time(_ reader: inout StateReader) throws(StateError) -> Int64? {
    let isThere = try reader.bool()
    let value = try reader.signed()
    return isThere ? value : nil
  }
}
