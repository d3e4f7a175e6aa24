import ECS

/// A text and the hash by which models know it.
struct TextKey: Sendable, Hashable {
  /// For people.
  let text: String
  /// For counting.
  let hash: UInt64

  /// Hashes a text.
  init(_ text: String) {
    self.text = text
    hash = Self.hash(Array(text.utf8).span)
  }

  /// Joins two texts into the key of both together.
  init(_ first: TextKey, _ separator: String, _ second: TextKey) {
    text = first.text + separator + second.text
    var joined = ByteHash(seed: first.hash)
    joined.combine(second.hash)
    hash = joined.value
  }

  /// The text of one key with the hash of another: shown by name, counted by resolved identifier.
  init(shown: String, countedAs hash: UInt64) {
    text = shown
    self.hash = hash
  }

  /// SipHash, 64 bits of it: two different texts meet by chance once in 2⁶⁴ pairs. Its key is fixed so that results
  /// repeat; what is rare is never decided by this hash alone against someone who can search 2⁶⁴ texts.
  private static func hash(_ bytes: borrowing Span<UInt8>) -> UInt64 {
    var hash = SipHash128(key: (0x9AE1_6A3B_2F90_404F, 0x5851_F42D_4C95_7F2D))
    hash.combine(bytes)
    return hash.finalize().low
  }
}

/// A keyword column read through a function: each distinct value of a batch is transformed and hashed once.
struct TextColumn {
  private let column: KeywordColumn?
  private let transform: @Sendable (String) -> String?
  private var memo: [TextKey??] = []

  /// Reads `field` and applies `transform`, which gives `nil` for values that say nothing.
  init(
    _ columns: ColumnSet, _ field: FieldID, _ transform: @escaping @Sendable (String) -> String? = { $0.lowercased() }
  ) {
    column = columns.keywords(field)
    self.transform = transform
  }

  /// The transformed first value of a row.
  mutating func key(row: Int) -> TextKey? {
    guard let column else { return nil }
    let code = Int(column.codes[row])
    guard code > 0 else { return nil }
    if memo.isEmpty { memo = [TextKey??](repeating: .none, count: column.distinctCount + 1) }
    if let known = memo[code] { return known }
    let text = transform(column.string(of: UInt32(code)))
    let key = text.flatMap { $0.isEmpty || $0 == "-" ? nil : TextKey($0) }
    memo[code] = .some(key)
    return key
  }
}

/// Several columns of which the first that has a value counts.
struct TextColumns {
  private var choices: [TextColumn]

  init(_ choices: TextColumn...) { self.choices = choices }

  /// The first value found.
  mutating func key(row: Int) -> TextKey? {
    for index in choices.indices {
      if let key = choices[index].key(row: row) { return key }
    }
    return nil
  }
}
