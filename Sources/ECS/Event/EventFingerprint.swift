/// The identity of an event: a keyed 128-bit hash of everything its source said.
///
/// The same record read twice has the same fingerprint, wherever it was read; what normalization added does not count.
public struct EventFingerprint: Sendable, Hashable {
  /// The low word.
  public let low: UInt64
  /// The high word.
  public let high: UInt64

  /// A fingerprint by its two words.
  public init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  /// A fingerprint from its 32 hexadecimal digits.
  public init?(hex: String) {
    guard hex.utf8.count == 32, let high = UInt64(hex.prefix(16), radix: 16),
      let low = UInt64(hex.suffix(16), radix: 16)
    else { return nil }
    self.init(low: low, high: high)
  }

  /// 32 hexadecimal digits.
  public var hex: String {
    let digits = { (word: UInt64) in
      let text = String(word, radix: 16)
      return String(repeating: "0", count: 16 - text.count) + text
    }
    return digits(high) + digits(low)
  }
}

/// Computes fingerprints under one key. Events compare only under the same key.
public struct Fingerprinter: Sendable {
  private let key: (UInt64, UInt64)
  private var names: [UInt64] = []

  /// A fingerprinter with a secret key.
  public init(key: (UInt64, UInt64)) {
    self.key = key
  }

  /// The fingerprint of one event.
  public mutating func fingerprint(_ batch: EventBatch, row: Int) -> EventFingerprint {
    let range = batch.cellRange(ofRow: row)
    let cells = batch.cells.span
    let bytes = batch.bytes.span
    var hash = SipHash128(key: key)
    for index in range {
      let cell = cells[index]
      if !cell.flags.intersection([.mapped, .derived]).isEmpty { continue }
      hash.combine(nameHash(cell.field))
      if cell.hasBytes {
        hash.combine(UInt64(cell.range.count))
        hash.combine(bytes.extracting(cell.range.indices))
      } else {
        hash.combine(UInt64(cell.kind.rawValue))
        hash.combine(cell.bits)
      }
    }
    let value = hash.finalize()
    return EventFingerprint(low: value.low, high: value.high)
  }

  /// Field numbers differ between runs, names do not.
  private mutating func nameHash(_ field: FieldID) -> UInt64 {
    while names.count <= field.index { names.append(0) }
    if names[field.index] == 0 {
      var hash = SipHash128(key: key)
      let path = Array(field.path.utf8)
      hash.combine(path.span)
      names[field.index] = hash.finalize().low | 1
    }
    return names[field.index]
  }
}
