import ECS

/// Numbers texts in the order of their first occurrence, for counting across segments.
///
/// Texts of up to fifteen bytes (addresses, user names, event codes) are packed into sixteen with their length: telling
/// two apart takes one comparison and no walk through memory. Longer ones are kept apart.
struct TextNumbers {
  /// No text's number.
  static let none = UInt32.max
  /// Long texts have the numbers from here on.
  private static let firstLong: UInt32 = 1 << 31
  /// Texts looked up at a time.
  private static let blockSize = 256

  private var packed: [PackedText] = []
  private var long = TextStream()
  /// Hash table of the packed texts: the high half of the hash, and the number plus one; 0 is an empty slot.
  private var slots = [UInt64](repeating: 0, count: 64)

  /// The text with a number.
  func string(_ number: UInt32) -> String {
    number < Self.firstLong ? packed[Int(number)].string : long.string(Int(number & ~Self.firstLong))
  }

  /// The numbers of those entries of a dictionary that are wanted, by code (the entry plus one); others are `none`.
  mutating func numbers(of dictionary: TextDictionary, wanted: [Bool]) -> [UInt32] {
    var numbers = [UInt32](repeating: Self.none, count: dictionary.count + 1)
    let bytes = dictionary.bytes.span
    var block: [(code: Int, text: PackedText)] = []
    block.reserveCapacity(Self.blockSize)
    for entry in 0..<dictionary.count where wanted[entry &+ 1] {
      let range = dictionary.range(entry)
      guard range.count <= PackedText.limit else {
        numbers[entry &+ 1] = Self.firstLong | long.intern(bytes.extracting(range))
        continue
      }
      block.append((entry &+ 1, PackedText(bytes, range)))
      if block.count == Self.blockSize { number(&block, &numbers) }
    }
    number(&block, &numbers)
    return numbers
  }

  /// Numbers a block of texts, no two of which are the same.
  ///
  /// The table is larger than a cache, so what counts is how many places the processor waits for at a time. Each pass
  /// does one look-up of each text and takes no decision that the next text would have to wait for.
  private mutating func number(_ block: inout [(code: Int, text: PackedText)], _ numbers: inout [UInt32]) {
    var heads = [UInt64](repeating: 0, count: block.count)
    let mask = slots.count &- 1
    for index in block.indices {
      heads[index] = slots[Int(truncatingIfNeeded: block[index].text.hash) & mask]
    }
    var isKnown = [Bool](repeating: false, count: block.count)
    for index in block.indices where heads[index] != 0 {
      isKnown[index] = packed[Int(truncatingIfNeeded: heads[index] & 0xFFFF_FFFF) &- 1] == block[index].text
    }
    for index in block.indices {
      let (code, text) = block[index]
      numbers[code] = isKnown[index] ? UInt32(truncatingIfNeeded: heads[index]) &- 1 : number(of: text)
    }
    block.removeAll(keepingCapacity: true)
  }

  private mutating func number(of text: PackedText) -> UInt32 {
    let hash = text.hash
    let tag = hash & 0xFFFF_FFFF_0000_0000
    let mask = slots.count &- 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let number = Int(truncatingIfNeeded: slots[slot] & 0xFFFF_FFFF) &- 1
      if slots[slot] & 0xFFFF_FFFF_0000_0000 == tag, packed[number] == text {
        return UInt32(truncatingIfNeeded: number)
      }
      slot = (slot &+ 1) & mask
    }
    let number = packed.count
    slots[slot] = tag | UInt64(number &+ 1)
    packed.append(text)
    if packed.count * 3 > slots.count * 2 { grow() }
    return UInt32(truncatingIfNeeded: number)
  }

  private mutating func grow() {
    var grown = [UInt64](repeating: 0, count: slots.count * 2)
    let mask = grown.count - 1
    for (number, text) in packed.enumerated() {
      let hash = text.hash
      var slot = Int(truncatingIfNeeded: hash) & mask
      while grown[slot] != 0 { slot = (slot &+ 1) & mask }
      grown[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(number &+ 1)
    }
    slots = grown
  }
}

/// A text of up to fifteen bytes, then zeros, and its length in the last byte.
struct PackedText: Equatable {
  /// The longest text that fits.
  static let limit = 15

  private var low: UInt64
  private var high: UInt64

  /// Packs a range of at most `limit` bytes.
  init(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
    let count = min(range.count, Self.limit)
    let start = range.lowerBound
    if start &+ 16 <= bytes.count {
      // What follows the text is cut off.
      let (first, second) = (bytes.word(at: start), bytes.word(at: start &+ 8))
      low = count >= 8 ? first : first & ((1 &<< UInt64(count &* 8)) &- 1)
      high = count > 8 ? second & ((1 &<< UInt64((count &- 8) &* 8)) &- 1) : 0
    } else {
      (low, high) = (0, 0)
      for index in 0..<count {
        let byte = UInt64(bytes[start &+ index]) &<< UInt64((index & 7) &* 8)
        if index < 8 { low |= byte } else { high |= byte }
      }
    }
    high |= UInt64(count) &<< 56
  }

  /// Mixed as in `StoreHash`, but never stored.
  var hash: UInt64 {
    let product = (low ^ 0xA54F_F53A_5F1D_36F1).multipliedFullWidth(by: high ^ 0x9B05_688C_2B3E_6C1F)
    return (product.high ^ product.low) &* 0x9E37_79B9_7F4A_7C15
  }

  var string: String {
    var bytes: [UInt8] = []
    for index in 0..<Int(high &>> 56) {
      let word = index < 8 ? low : high
      bytes.append(UInt8(truncatingIfNeeded: word &>> UInt64((index & 7) * 8)))
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
