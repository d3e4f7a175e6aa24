import Evidence
import Learning

/// Something seen too rarely so far to be called usual, with the evidence kept until the end of the input.
struct RarityCandidate: Sendable {
  /// A category seen more often than this is not kept: with so many sightings it is no longer a single finding.
  static let maximumSightings: UInt32 = 3

  var context: TextKey
  var category: TextKey
  var sightings: UInt32
  var entities: [EntityKey]
  /// The event that showed it first.
  var reference: EventReference

  /// The key under which a pair of context and category is kept.
  static func key(_ context: UInt64, _ category: UInt64) -> UInt64 { SplitMix64.mix(context) ^ category }
}

extension RarityCandidate {
  func write(to writer: inout StateWriter) {
    for key in [context, category] {
      writer.append(key.text)
      writer.append(word: key.hash)
    }
    writer.append(UInt64(sightings))
    writer.append(count: entities.count)
    for entity in entities {
      writer.append(entity.kind.rawValue)
      writer.append(entity.id)
    }
    writer.append(reference.id)
    writer.append(reference.path)
    writer.append(reference.record)
    writer.append(signed: reference.time)
  }

  init(from reader: inout StateReader) throws(StateError) {
    context = TextKey(shown: try reader.string(), countedAs: try reader.word())
    category = TextKey(shown: try reader.string(), countedAs: try reader.word())
    sightings = UInt32(try reader.integer(in: 1...Int(Self.maximumSightings)))
    entities = []
    for _ in 0..<(try reader.count(ofSize: 2)) {
      guard let kind = EntityKey.Kind(rawValue: try reader.string()) else { throw StateError("unknown sort of entity") }
      entities.append(EntityKey(kind, try reader.string()))
    }
    reference = EventReference(
      id: try reader.string(), path: try reader.string(), record: try reader.number(), time: try reader.signed())
  }
}
