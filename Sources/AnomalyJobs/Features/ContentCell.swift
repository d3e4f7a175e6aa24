#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How much information the distinct texts of a bucket hold, in bytes.
///
/// The texts are parsed into phrases that were not met before (J. Ziv, A. Lempel, 1978): c phrases need c·(log₂ c + 8) bits.
/// Repeated and ordinary text has few phrases for its length; random or encoded text has many. (Elastic measures the length
/// after deflate, which orders texts alike; the numbers differ.)
struct ContentCell: Sendable {
  /// Phrases and texts beyond this are not told apart, so that a bucket's memory is bounded.
  private static let maximumPhrases = 65_536
  private static let maximumTexts = 16_384

  private var texts: Set<UInt64> = []
  private var phrases: Set<UInt64> = []
  private var phraseCount = 0

  /// Adds a text, once.
  mutating func add(_ text: borrowing Span<UInt8>, hash: UInt64) {
    guard texts.count < Self.maximumTexts, texts.insert(hash).inserted else { return }
    var phrase: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in text.indices {
      // FNV-1a over the phrase so far.
      phrase = (phrase ^ UInt64(text[index])) &* 0x0000_0100_0000_01B3
      guard phrases.count < Self.maximumPhrases else {
        phraseCount += (text.count - index) / 4
        return
      }
      if phrases.insert(phrase).inserted {
        phraseCount += 1
        phrase = 0xCBF2_9CE4_8422_2325
      }
    }
  }

  /// Bytes of information.
  var information: Double {
    guard phraseCount > 0 else { return 0 }
    let count = Double(phraseCount)
    return (count * (log2(count) + 8) / 8).rounded()
  }
}
