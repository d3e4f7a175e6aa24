import ECS

/// A field that names things, over the rows of a batch: codes from 1 in the order of the dictionary, 0 where it is missing.
struct KeyColumn {
  /// The code of each row's first value.
  let codes: [UInt32]
  private let keywords: KeywordColumn?
  private let texts: [String]

  /// The number of codes, 0 included.
  let codeCount: Int

  /// Reads any column; `nil` for a field without one counts as missing everywhere.
  init(_ column: Column?, rows: Int) {
    switch column {
    case .keyword(let column): self.init(keywords: column)
    case nil: self.init(texts: [], codes: [UInt32](repeating: 0, count: rows))
    case .integer(let column): self.init(column, rows: rows) { String($0) }
    case .double(let column): self.init(column, rows: rows) { "\($0)" }
    case .boolean(let column): self.init(column, rows: rows) { $0 ? "true" : "false" }
    case .date(let column): self.init(column, rows: rows) { Timestamp(nanoseconds: $0).iso8601 }
    case .ip(let column): self.init(column, rows: rows) { $0.description }
    }
  }

  private init(keywords column: KeywordColumn) {
    codes = column.codes
    keywords = column
    texts = []
    codeCount = column.distinctCount + 1
  }

  /// A column of given texts.
  init(texts: [String], codes: [UInt32]) {
    self.codes = codes
    self.texts = texts
    keywords = nil
    codeCount = texts.count + 1
  }

  private init<Value: Hashable>(_ column: ScalarColumn<Value>, rows: Int, _ text: (Value) -> String) {
    var known: [Value: UInt32] = [:]
    var texts: [String] = []
    var codes = [UInt32](repeating: 0, count: rows)
    for row in 0..<rows {
      guard let value = column[row] else { continue }
      if let code = known[value] {
        codes[row] = code
      } else {
        texts.append(text(value))
        codes[row] = UInt32(texts.count)
        known[value] = UInt32(texts.count)
      }
    }
    self.init(texts: texts, codes: codes)
  }

  /// The text of a code; empty for 0.
  func text(_ code: UInt32) -> String {
    guard code > 0 else { return "" }
    return keywords?.string(of: code) ?? texts[Int(code) - 1]
  }

  /// The hash of a code's text; that of a missing value is its own.
  func hash(_ code: UInt32) -> UInt64 {
    guard code > 0 else { return KeyHash.missing }
    guard let keywords else { return KeyHash.hash(texts[Int(code) - 1]) }
    return KeyHash.hash(keywords.bytes.span.extracting(keywords.range(of: code)))
  }
}

/// Hashes of names. SipHash with a fixed key, so that results repeat and nobody makes two names meet by accident.
enum KeyHash {
  static let missing: UInt64 = 0x6A09_E667_F3BC_C909

  static func hash(_ bytes: borrowing Span<UInt8>) -> UInt64 {
    var hash = SipHash128(key: (0x243F_6A88_85A3_08D3, 0x1319_8A2E_0370_7344))
    hash.combine(bytes)
    return hash.finalize().low
  }

  static func hash(_ text: String) -> UInt64 {
    let bytes = Array(text.utf8)
    return hash(bytes.span)
  }

  /// The hash of several names together.
  static func join(_ first: UInt64, _ second: UInt64) -> UInt64 {
    var hash = ByteHash(seed: first)
    hash.combine(second)
    return hash.value
  }
}
