import ECS

extension TextMatcher {
  /// Which entries of a dictionary match.
  func hits(in dictionary: TextDictionary) -> [Bool] {
    if case .contains(let wanted, let ignoringCase) = self, wanted.count > 1 {
      return Self.search(dictionary, wanted, ignoringCase: ignoringCase)
    }
    return (0..<dictionary.count).map { entry in
      matches(dictionary.bytes.span.extracting(dictionary.range(entry)))
    }
  }

  /// Searches the text of all entries at once, and finds the entry of each place.
  private static func search(_ dictionary: TextDictionary, _ wanted: [UInt8], ignoringCase: Bool) -> [Bool] {
    var hits = [Bool](repeating: false, count: dictionary.count)
    guard let first = dictionary.offsets.first, let last = dictionary.offsets.last else { return hits }
    let text = ignoringCase ? dictionary.bytes.map(folded) : dictionary.bytes
    let needle = ignoringCase ? wanted.map(folded) : wanted
    var entry = 0
    var start = Int(first)
    let end = Int(last)
    while let place = place(of: needle, in: text, from: start, to: end) {
      // Places are found in order, so the entry is never before the last one.
      entry = Self.entry(at: place, in: dictionary, from: entry)
      let range = dictionary.range(entry)
      if place + needle.count <= range.upperBound {
        hits[entry] = true
        start = range.upperBound
      } else {
        start = place + 1
      }
    }
    return hits
  }

  private static func entry(at place: Int, in dictionary: TextDictionary, from first: Int) -> Int {
    var low = first
    var step = 1
    // Gallop, then bisect: the next place is mostly near.
    while low + step < dictionary.count, Int(dictionary.offsets[low + step]) <= place {
      low += step
      step *= 2
    }
    var high = min(low + step, dictionary.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(dictionary.offsets[middle]) <= place { low = middle } else { high = middle }
    }
    return low
  }

  /// The first place of a needle of at least two bytes: eight places at a time are tested for its first and last byte.
  ///
  /// Source of the test for a zero byte: S. E. Anderson, Bit Twiddling Hacks; its lowest hit is exact.
  private static func place(of needle: [UInt8], in text: [UInt8], from start: Int, to end: Int) -> Int? {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    let first = UInt64(needle[0]) &* ones
    let last = UInt64(needle[needle.count - 1]) &* ones
    let span = text.span
    let reach = needle.count - 1
    var index = start
    while index &+ reach &+ 8 <= end {
      let differences = (span.word(at: index) ^ first) | (span.word(at: index &+ reach) ^ last)
      let zeros = (differences &- ones) & ~differences & highs
      if zeros == 0 {
        index &+= 8
        continue
      }
      index &+= zeros.trailingZeroBitCount &>> 3
      if isPlace(index, of: needle, in: span) { return index }
      index &+= 1
    }
    while index + reach < end {
      if isPlace(index, of: needle, in: span) { return index }
      index += 1
    }
    return nil
  }

  private static func isPlace(_ index: Int, of needle: [UInt8], in text: borrowing Span<UInt8>) -> Bool {
    for step in needle.indices where text[index &+ step] != needle[step] { return false }
    return true
  }
}
