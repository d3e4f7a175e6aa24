/// What may still be spent on a file whose tables may overlap as they like: a million symbols that all point at one long name,
/// or five tables that are the whole file each, cost no more time and memory than the file is long, times a small number.
struct ReadingBudget: Sendable {
  /// The bytes of names that may still be read.
  private(set) var nameBytes: Int
  /// The bytes of memory that may still be filled with records.
  private(set) var memory: Int
  /// Whether a name was cut, or a record left out, because of the budget.
  private(set) var isSpent = false

  /// Four bytes of names and three of records for each byte of a file, and some for small ones.
  init(fileSize: Int) {
    nameBytes = (1 << 20) &+ 4 &* fileSize
    memory = (1 << 20) &+ 3 &* fileSize
  }

  /// The range of the name at an offset of a string table, without its zero; nil outside the table.
  mutating func name(
    _ bytes: borrowing Span<UInt8>, in table: Range<Int>, at offset: Int, limit: Int
  ) -> Range<Int>? {
    guard offset >= 0, offset < table.count else { return nil }
    let start = table.lowerBound &+ offset
    let most = Swift.min(limit, table.count &- offset, nameBytes)
    if most < limit, most == nameBytes { isSpent = true }
    guard let range = bytes.terminatedRange(at: start, limit: most) else { return nil }
    nameBytes &-= range.count
    return range
  }

  /// Takes memory for a record. False when nothing is left.
  mutating func reserve(_ size: Int) -> Bool {
    guard size <= memory else {
      isSpent = true
      return false
    }
    memory &-= size
    return true
  }
}
