import Learning

/// In how many buckets each value of a field was seen, to leave out what is always there (`exclude_frequent`).
struct FrequentValues {
  /// A value in more than this share of the buckets is frequent.
  private static let share = 0.1
  private static let capacity = 100_000
  private var counts: [UInt64: UInt32] = [:]
  private var buckets = 0

  mutating func learn(_ values: Set<UInt64>) {
    buckets += 1
    for value in values where counts[value] != nil || counts.count < Self.capacity { counts[value, default: 0] += 1 }
  }

  func isFrequent(_ value: UInt64) -> Bool {
    buckets >= 20 && Double(counts[value] ?? 0) > Self.share * Double(buckets)
  }

  var size: Int { 24 * counts.count }

  func write(to writer: inout StateWriter) {
    writer.append(count: buckets)
    writer.append(count: counts.count)
    for (value, count) in counts.sorted(by: { $0.key < $1.key }) {
      writer.append(word: value)
      writer.append(UInt64(count))
    }
  }

  init() {}

  init(from reader: inout StateReader) throws(StateError) {
    buckets = try reader.integer(in: 0...Int(Int32.max))
    for _ in 0..<(try reader.count(ofSize: 9)) {
      let value = try reader.word()
      counts[value] = UInt32(try reader.integer(in: 0...Int(UInt32.max)))
    }
  }
}
