/// The items of a value that is a list.
struct BinXMLItems {
  private let type: UInt8
  private let itemSize: Int
  private var position: Int
  private let end: Int

  init(_ value: BinXMLValue) {
    type = value.type & ~BinXMLValueType.arrayFlag
    itemSize = BinXMLValueType.itemSize(type, in: value.size)
    position = value.offset
    end = value.offset + value.size
  }

  /// The next item. Fixed-size items that are cut off at the end are left out.
  mutating func next(_ chunk: borrowing Span<UInt8>) -> BinXMLValue? {
    guard position < end else { return nil }
    let start = position
    if itemSize > 0 {
      guard itemSize <= end - position else { return nil }
      position += itemSize
      return BinXMLValue(type: type, offset: start, size: itemSize)
    }
    let unit = type == BinXMLValueType.string ? 2 : 1
    while position + unit <= end, chunk[position] != 0 || chunk[position + unit - 1] != 0 { position += unit }
    let size = min(position, end) - start
    position += unit
    return BinXMLValue(type: type, offset: start, size: size)
  }
}
