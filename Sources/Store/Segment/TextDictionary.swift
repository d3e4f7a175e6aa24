import ECS

/// The distinct values of a stored stream of strings, in the order in which they first occurred.
struct TextDictionary {
  /// Where each entry begins in `bytes`; one more entry than values.
  var offsets: [UInt32] = [0]
  /// The text of the entries, one after the other; other bytes may stand before and behind.
  var bytes: [UInt8] = []

  var count: Int { offsets.count - 1 }

  init() {}

  /// Reads what `TextStream.encodedDictionary` wrote.
  init(_ reader: inout ByteReader, _ source: [UInt8], limit: Int) throws(MalformedBytes) {
    let block = try reader.blockRange()
    var lengthReader = ByteReader(source, in: block)
    let lengths = try NumberCoding.decode32(&lengthReader, source, limit: limit)
    let text = try reader.blockRange()
    var total: UInt64 = 0
    for length in lengths { total += UInt64(length) }
    guard total == UInt64(text.count) else { throw MalformedBytes("a dictionary and its text disagree") }
    // The sum is right, so no partial sum is above it.
    var end = UInt32(truncatingIfNeeded: text.lowerBound)
    offsets = [UInt32](repeating: end, count: lengths.count + 1)
    for (index, length) in lengths.enumerated() {
      end &+= length
      offsets[index + 1] = end
    }
    bytes = source
  }

  func range(_ entry: Int) -> Range<Int> {
    Int(offsets[entry])..<Int(offsets[entry + 1])
  }

  func string(_ entry: Int) -> String {
    String(decoding: bytes[range(entry)], as: UTF8.self)
  }

  /// Restores codes from what `TextStream.markedCodes` made; every code is within the dictionary.
  func unmark(_ codes: inout [UInt32]) throws(MalformedBytes) {
    var next: UInt32 = 0
    var output = codes.mutableSpan
    for index in 0..<output.count {
      let code = output[index]
      if code == 0 {
        output[index] = next
        next &+= 1
      } else {
        // Only entries that have occurred can occur again, so the check of `next` below covers these too.
        guard code <= next else { throw MalformedBytes("a code has no value") }
        output[index] = code &- 1
      }
    }
    guard Int(next) == count else { throw MalformedBytes("codes and values disagree") }
  }
}
