/// A column of strings, dictionary-encoded: every distinct value is stored once, and rows hold its code.
///
/// A predicate on strings is evaluated once per distinct value and then looked up by code.
public struct KeywordColumn: Sendable {
  /// The code of a row without a value.
  public static let missing: UInt32 = 0

  /// The code of each row's first value; 0 where there is none. Code `c` is dictionary entry `c - 1`.
  public internal(set) var codes: [UInt32]
  /// The further values of rows that have several, in row order.
  public internal(set) var extras: [(row: UInt32, code: UInt32)] = []
  /// Where each dictionary entry begins in `bytes`; one more entry than values.
  public internal(set) var offsets: [UInt32] = [0]
  /// The text of all dictionary entries.
  public internal(set) var bytes: [UInt8] = []

  private var table: [Int32] = []
  private var hashes: [UInt64] = []

  init(rows: Int) {
    codes = [UInt32](repeating: Self.missing, count: rows)
  }

  /// The number of distinct values.
  public var distinctCount: Int { offsets.count - 1 }

  /// Whether some row has more than one value.
  public var hasLists: Bool { !extras.isEmpty }

  /// The byte range in `bytes` of the value with a code, which must not be 0.
  @inlinable
  public func range(of code: UInt32) -> Range<Int> {
    Int(offsets[Int(code) - 1])..<Int(offsets[Int(code)])
  }

  /// The value with a code, which must not be 0.
  public func string(of code: UInt32) -> String {
    String(decoding: bytes[range(of: code)], as: UTF8.self)
  }

  /// The first value of a row.
  public func string(ofRow row: Int) -> String? {
    codes[row] == Self.missing ? nil : string(of: codes[row])
  }

  /// The codes of all values of a row, first to last.
  public func allCodes(ofRow row: Int) -> [UInt32] {
    guard codes[row] != Self.missing else { return [] }
    guard hasLists else { return [codes[row]] }
    var low = 0
    var high = extras.count
    while low < high {
      let middle = (low + high) / 2
      if Int(extras[middle].row) < row { low = middle + 1 } else { high = middle }
    }
    var result = [codes[row]]
    while low < extras.count, Int(extras[low].row) == row {
      result.append(extras[low].code)
      low += 1
    }
    return result
  }

  mutating func add(_ value: borrowing Span<UInt8>, row: Int) {
    let code = intern(value)
    if codes[row] == Self.missing { codes[row] = code } else { extras.append((UInt32(row), code)) }
  }

  private mutating func intern(_ value: borrowing Span<UInt8>) -> UInt32 {
    if table.isEmpty { table = [Int32](repeating: -1, count: 64) }
    let hash = ByteHash.hash(value)
    var slot = Int(truncatingIfNeeded: hash) & (table.count - 1)
    while table[slot] >= 0 {
      let entry = Int(table[slot])
      if hashes[entry] == hash, equal(entry, value) { return UInt32(entry + 1) }
      slot = (slot + 1) & (table.count - 1)
    }
    bytes.append(copying: value)
    offsets.append(UInt32(bytes.count))
    hashes.append(hash)
    table[slot] = Int32(hashes.count - 1)
    let code = UInt32(hashes.count)
    if hashes.count * 2 > table.count { grow() }
    return code
  }

  private func equal(_ entry: Int, _ value: borrowing Span<UInt8>) -> Bool {
    let start = Int(offsets[entry])
    guard Int(offsets[entry + 1]) - start == value.count else { return false }
    let mine = bytes.span
    var index = 0
    while index &+ 8 <= value.count {
      if mine.word(at: start &+ index) != value.word(at: index) { return false }
      index &+= 8
    }
    while index < value.count {
      if mine[start &+ index] != value[index] { return false }
      index &+= 1
    }
    return true
  }

  private mutating func grow() {
    table = [Int32](repeating: -1, count: table.count * 2)
    for (entry, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (table.count - 1)
      while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
      table[slot] = Int32(entry)
    }
  }

  /// Frees the table that was needed only while values were added.
  mutating func seal() {
    table = []
    hashes = []
  }
}
