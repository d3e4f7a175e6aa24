/// Texts that were escaped for the output of a batch: the name of a program is in an event more than once, and in the next again.
struct EscapedTexts: Sendable {
  /// A text of the batch, by the bits of its cell, and where it stands in the output.
  struct Text: Sendable {
    var bits: UInt64
    var start: Int
    var count: Int

    /// No cell has these bits: the text would end behind any batch.
    static let none = Text(bits: .max, start: 0, count: 0)
  }

  /// The latest wins its place. A writer has eight.
  var texts: [Text]

  /// Some places, and no texts yet.
  init(places: Int) { texts = Array(repeating: Text.none, count: places) }

  /// The place of a text.
  @inline(__always)
  static func place(of bits: UInt64) -> Int { Int(truncatingIfNeeded: (bits &* 0x9E37_79B9_7F4A_7C15) &>> 61) }

  /// Forgets all.
  mutating func forget() {
    for index in texts.indices { texts[index] = .none }
  }
}
