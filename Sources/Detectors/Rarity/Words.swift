#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Numbers as people say them.
enum Words {
  /// `14 days`, `3 hours`, `25 minutes`: a length of time in its largest unit with at least two of them.
  static func duration(_ nanoseconds: Int64) -> String {
    let seconds = max(0, nanoseconds) / 1_000_000_000
    for (unit, name) in [(86_400, "days"), (3_600, "hours"), (60, "minutes")] as [(Int64, String)]
    where seconds >= 2 * unit {
      return "\(seconds / unit) \(name)"
    }
    return seconds == 1 ? "1 second" : "\(seconds) seconds"
  }

  /// `12,345`.
  static func count(_ value: UInt64) -> String {
    var digits = String(value)
    var index = digits.count - 3
    while index > 0 {
      digits.insert(",", at: digits.index(digits.startIndex, offsetBy: index))
      index -= 3
    }
    return digits
  }

  /// `1 in 2,500` for a probability; two digits are kept.
  static func odds(_ probability: Double) -> String {
    guard probability < 0.5 else { return "likely" }
    let inverse = 1 / max(probability, 1e-15)
    let unit = pow(10, (log10(inverse)).rounded(.down) - 1)
    return "1 in " + count(UInt64((inverse / max(1, unit)).rounded() * max(1, unit)))
  }

  /// −log₁₀ of a probability.
  static func decimalMagnitude(_ probability: Double) -> Double { -log10(max(probability, 1e-300)) }
}

extension TextKey {
  /// The same key with a text short enough for a title; the hash still stands for the whole.
  var shortened: TextKey {
    text.utf8.count <= 240
      ? self : TextKey(shown: String(decoding: text.utf8.prefix(200), as: UTF8.self) + "…", countedAs: hash)
  }
}
