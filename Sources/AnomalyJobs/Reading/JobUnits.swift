import Learning

/// Lengths of time and amounts of memory as Elasticsearch writes them.
enum JobUnits {
  /// Seconds of `15m`, `1h`, `900s`, `30d`, `1w`, `900000ms`, or of a plain number of seconds.
  static func seconds(_ value: ModelValue) throws(ModelError) -> Int64 {
    guard value.isText else { return Int64(try value.integer(in: 0...315_360_000)) }
    let text = try value.string()
    let units: [(String, Int64, Int64)] = [
      ("nanos", 1, 1_000_000_000), ("micros", 1, 1_000_000), ("ms", 1, 1_000), ("s", 1, 1), ("m", 60, 1),
      ("h", 3_600, 1), ("d", 86_400, 1), ("w", 604_800, 1),
    ]
    for (name, factor, divisor) in units where text.hasSuffix(name) {
      guard let number = Int64(text.dropLast(name.count)) else { continue }
      let (product, overflow) = number.multipliedReportingOverflow(by: factor)
      guard number >= 0, !overflow, product / divisor <= 315_360_000 else { break }
      return product / divisor
    }
    if let number = Int64(text), number >= 0, number <= 315_360_000 { return number }
    throw ModelError("'\(text)' is no length of time such as 15m, 1h or 30d", at: value.path)
  }

  /// Bytes of `32mb`, `1gb`, or of a plain number of megabytes.
  static func bytes(_ value: ModelValue) throws(ModelError) -> Int {
    guard value.isText else { return try value.integer(in: 1...1_048_576) << 20 }
    let text = try value.string().lowercased()
    for (name, shift) in [("kb", 10), ("mb", 20), ("gb", 30), ("tb", 40), ("b", 0)] where text.hasSuffix(name) {
      guard let number = Int(text.dropLast(name.count)), number >= 0, number <= 1 << 20 || shift == 0 else { continue }
      return max(1 << 20, number << shift)
    }
    if let number = Int(text), number >= 1, number <= 1 << 20 { return number << 20 }
    throw ModelError("'\(text)' is no amount of memory such as 256mb", at: value.path)
  }
}
