import ECS

/// The values with bytes of one field while a segment is being filled: each distinct value once, and a code a value.
///
/// The text of a value written twice is stored once; what is new is recognised by a hash table that is dropped when the
/// segment is finished.
struct TextStream {
  /// The code of each value: its index in the dictionary.
  private(set) var codes: [UInt32] = []
  /// Where each dictionary entry begins in `bytes`; one more entry than values.
  private(set) var offsets: [UInt32] = [0]
  private(set) var bytes: [UInt8] = []
  private(set) var hashes: [UInt64] = []
  /// Hash table of entries: the high half of the hash, and the entry plus one; 0 is an empty slot.
  private var table = [UInt64](repeating: 0, count: 32)

  var distinctCount: Int { hashes.count }

  /// Adds a value.
  mutating func add(_ value: borrowing Span<UInt8>) {
    codes.append(intern(value))
  }

  /// The code of a value, which is added to the dictionary when it is new.
  mutating func intern(_ value: borrowing Span<UInt8>) -> UInt32 {
    let hash = StoreHash.hash(value)
    let tag = hash & 0xFFFF_FFFF_0000_0000
    let mask = table.count &- 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while table[slot] != 0 {
      let entry = Int(truncatingIfNeeded: table[slot] & 0xFFFF_FFFF) &- 1
      if table[slot] & 0xFFFF_FFFF_0000_0000 == tag, isEqual(entry, value) {
        return UInt32(truncatingIfNeeded: entry)
      }
      slot = (slot &+ 1) & mask
    }
    let entry = hashes.count
    table[slot] = tag | UInt64(entry &+ 1)
    bytes.append(copying: value)
    offsets.append(UInt32(truncatingIfNeeded: bytes.count))
    hashes.append(hash)
    if hashes.count * 2 > table.count { grow() }
    return UInt32(truncatingIfNeeded: entry)
  }

  private func isEqual(_ entry: Int, _ value: borrowing Span<UInt8>) -> Bool {
    bytes.span.extracting(Int(offsets[entry])..<Int(offsets[entry + 1])).isEqual(to: value)
  }

  private mutating func grow() {
    table = [UInt64](repeating: 0, count: table.count * 4)
    let mask = table.count - 1
    for (entry, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & mask
      while table[slot] != 0 { slot = (slot + 1) & mask }
      table[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(entry + 1)
    }
  }

  /// The text of a dictionary entry.
  func string(_ entry: Int) -> String {
    String(decoding: bytes[Int(offsets[entry])..<Int(offsets[entry + 1])], as: UTF8.self)
  }

  /// Lengths of the entries, then their bytes.
  func encodedDictionary() -> [UInt8] {
    var lengths: [UInt64] = []
    lengths.reserveCapacity(distinctCount)
    for entry in 0..<distinctCount { lengths.append(UInt64(offsets[entry + 1] - offsets[entry])) }
    var writer = ByteWriter()
    writer.block(NumberCoding(lengths).encoded(.planes))
    writer.block(bytes)
    return writer.bytes
  }

  /// The codes with 0 for each first occurrence, which the reader counts up by itself, and otherwise the code plus one.
  ///
  /// A field whose values are all different has nothing but zeros.
  func markedCodes() -> [UInt64] {
    var next: UInt32 = 0
    return codes.map { code in
      if code == next {
        next &+= 1
        return 0
      }
      return UInt64(code) + 1
    }
  }
}

extension Span where Element == UInt8 {
  /// Whether two runs of bytes are the same, compared eight at a time.
  func isEqual(to other: borrowing Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    guard count >= 8 else {
      for index in 0..<count where self[index] != other[index] { return false }
      return true
    }
    var index = 0
    while index &+ 8 < count {
      if word(at: index) != other.word(at: index) { return false }
      index &+= 8
    }
    // The last word overlaps the one before.
    return word(at: count &- 8) == other.word(at: count &- 8)
  }
}
