extension PEReader {
  private static let start = 0x80
  private static let rich: UInt32 = 0x6863_6952
  private static let dans: UInt32 = 0x536e_6144

  /// Reads the Rich header, which stands between the DOS program and the PE header (ntcore.com, *Rich Signature*).
  mutating func readRichHeader(_ data: borrowing Span<UInt8>) {
    guard let end = richOffset(data), (end - Self.start) % 4 == 0, let key = data.u32(at: end + 4) else { return }
    func word(_ index: Int) -> UInt32 { data.u32(at: Self.start + 4 * index) ?? 0 }
    if word(0) ^ key != Self.dans || word(1) != key || word(2) != key || word(3) != key {
      note(.richHeaderUnusual, at: Self.start)
    }
    // Pairs follow behind four words; the footer is a pair itself. Half a pair before it hides it.
    let words = (end + 8 - Self.start) / 4
    var pairs: [PERichHeader.Pair] = []
    var index = 4
    while index + 1 < words {
      if word(index) == Self.rich {
        if word(index + 1) != key { note(.richHeaderMalformed, at: end) }
        break
      }
      pairs.append(PERichHeader.Pair(tool: word(index) ^ key, count: word(index + 1) ^ key))
      index += 2
    }
    file.richHeader = PERichHeader(key: key, pairs: pairs)
  }

  private func richOffset(_ data: borrowing Span<UInt8>) -> Int? {
    let limit = min(file.optionalHeader.offset, data.count)
    var offset = Self.start
    while offset + 4 <= limit {
      if data[offset] == 0x52, data.u32(at: offset) == Self.rich { return offset }
      offset += 1
    }
    return nil
  }
}
