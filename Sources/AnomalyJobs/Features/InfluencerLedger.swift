/// Who took part in which series of a bucket: one entry for an event, or for several equal ones in a row.
///
/// Kept until the bucket is judged, because only then it is known which series matter. Bounded; what comes after the limit
/// is counted.
struct InfluencerLedger {
  /// Entries of a bucket and detector.
  static let capacity = 1 << 20

  private var slots: [Int32] = []
  private var weights: [Float] = []
  /// As many values an entry as there are influencers.
  private var values: [Int32] = []
  /// Events that were too many to keep.
  private(set) var dropped = 0.0

  mutating func add(slot: Int, _ influencers: InfluencerColumns, row: Int, weight: Double) {
    let width = influencers.count
    if slots.last == Int32(slot) {
      let start = values.count - width
      if (0..<width).allSatisfy({ values[start + $0] == influencers.id($0, row) }) {
        weights[weights.count - 1] += Float(weight)
        return
      }
    }
    guard slots.count < Self.capacity else {
      dropped += weight
      return
    }
    slots.append(Int32(slot))
    weights.append(Float(weight))
    for influencer in 0..<width { values.append(influencers.id(influencer, row)) }
  }

  /// Calls with every entry of the chosen series: the series, the influencer's index, its value and the weight.
  func forEach(width: Int, _ body: (_ slot: Int, _ influencer: Int, _ value: Int, _ weight: Double) -> Void) {
    for (entry, slot) in slots.enumerated() {
      for influencer in 0..<width {
        let value = values[entry * width + influencer]
        if value >= 0 { body(Int(slot), influencer, Int(value), Double(weights[entry])) }
      }
    }
  }

  /// Bytes of memory.
  var size: Int { 8 * slots.count + 4 * values.count }
}

/// The values of influencers in one bucket, numbered.
struct InfluencerValues {
  private var keys = SlotTable()
  private(set) var texts: [String] = []
  private(set) var fields: [Int] = []

  /// The number of a value of an influencer.
  mutating func number(_ field: Int, _ hash: UInt64, _ text: () -> String) -> Int32 {
    let (slot, isNew) = keys.slot(KeyHash.join(UInt64(field), hash))
    if isNew {
      texts.append(text())
      fields.append(field)
    }
    return Int32(slot)
  }

  /// How many values an influencer has in the bucket.
  func count(_ field: Int) -> Int { fields.reduce(0) { $0 + ($1 == field ? 1 : 0) } }
}
