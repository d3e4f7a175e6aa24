/// The field values that name a series, or a member of a population.
struct SeriesName: Sendable, Hashable {
  var partition: String?
  var by: String?
  var over: String?

  /// The names with their fields, as custom rules ask for them.
  func values(_ detector: JobDetector) -> [(field: String, value: String)] {
    var result: [(String, String)] = []
    if let field = detector.partitionField, let partition { result.append((field, partition)) }
    if let field = detector.overField, let over { result.append((field, over)) }
    if let field = detector.byField, let by { result.append((field, by)) }
    return result
  }

  /// Bytes of memory beside the struct itself.
  var size: Int {
    var bytes = 0
    for text in [partition, by, over] {
      let length = text?.utf8.count ?? 0
      if length > 15 { bytes += 32 + length }
    }
    return bytes
  }
}
