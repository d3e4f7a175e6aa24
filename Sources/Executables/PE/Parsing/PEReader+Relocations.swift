/// Which words of relocation blocks were seen; forgetting them costs nothing.
private struct WordsSeen {
  private var stamps: [UInt32] = []
  private var current: UInt32 = 0

  /// Forgets everything.
  mutating func reset() {
    if stamps.isEmpty { stamps = [UInt32](repeating: 0, count: 0x1_0000) }
    current &+= 1
  }

  /// Adds a word and says whether it is new.
  mutating func insert(_ word: UInt16) -> Bool {
    if stamps[Int(word)] == current { return false }
    stamps[Int(word)] = current
    return true
  }
}

extension PEReader {
  private static let headerSize = 8

  /// How the entries of a block are laid out.
  enum RelocationEntries {
    /// Type and offset in 16 bits; a pair of both occurs once.
    case typed
    /// An offset in the low twelve bits of that many bytes; an offset occurs once.
    case offsets(size: Int)
  }

  /// Walks blocks of relocations and says whether there is any.
  mutating func readRelocations(
    _ data: borrowing Span<UInt8>, at start: Int, size: Int, entries: RelocationEntries = .typed
  ) -> Bool {
    let sizeOfImage = file.optionalHeader.sizeOfImage
    var seen = WordsSeen()
    var address = start
    var hasBlocks = false
    while address < start &+ size, spend(4) {
      guard let range = try? bytes(at: address, Self.headerSize) else {
        note(.relocationUnreadable, at: address)
        break
      }
      guard let place = structure(range, Self.headerSize) else { break }
      let page = data.u32(at: place) ?? 0
      let blockSize = data.u32(at: place + 4) ?? 0
      if page > sizeOfImage {
        note(.relocationOutsideImage, at: Int(page))
        break
      }
      if blockSize > sizeOfImage {
        note(.relocationBlockTooLarge, at: Int(blockSize))
        break
      }
      checkBlock(data, at: address + Self.headerSize, size: Int(blockSize) - Self.headerSize, entries, &seen)
      hasBlocks = true
      if blockSize == 0 { break }
      address += Int(blockSize)
    }
    return hasBlocks
  }

  private mutating func checkBlock(
    _ data: borrowing Span<UInt8>, at address: Int, size: Int, _ entries: RelocationEntries, _ seen: inout WordsSeen
  ) {
    guard let range = try? bytes(at: address, size) else { return note(.relocationDataUnreadable, at: address) }
    guard range.count >= 2, spend(range.count / 2) else { return }
    seen.reset()
    var place = range.lowerBound
    var step = 2
    var mask: UInt16 = 0xffff
    if case .offsets(let entrySize) = entries {
      step = entrySize
      mask = 0xfff
    }
    while place &+ step <= range.upperBound {
      if !seen.insert((data.u16(at: place) ?? 0) & mask) { return note(.relocationsOverlap, at: address) }
      place &+= step
    }
  }
}
