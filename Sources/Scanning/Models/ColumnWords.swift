import Executables

/// Puts a column of a feature set and its value into words.
enum ColumnWords {
  private static let logarithm = "ln(1 + n) of: "
  /// The columns of each set, looked up once.
  private static let columns: [String: [FeatureColumn]] = Dictionary(
    uniqueKeysWithValues: FeatureSet.allCases.map { ($0.rawValue, $0.columns) })

  static func words(
    _ set: FeatureSet, _ column: Int, _ value: Float, _ data: borrowing Span<UInt8>, _ file: PEFile?
  ) -> String {
    if set == .emberV3 { return EmberV3.words(column, data, file) + ": " + number(Double(value)) }
    guard let known = columns[set.rawValue], known.indices.contains(column) else { return "column \(column)" }
    let meaning = known[column].meaning
    let plain = meaning.hasSuffix(".") ? String(meaning.dropLast()) : meaning
    guard value.isFinite else { return plain + ": cannot be told" }
    if plain.hasPrefix(logarithm) {
      return plain.dropFirst(logarithm.count) + ": " + number(Exponential.minusOne(Double(value)).rounded())
    }
    return plain + ": " + number(Double(value))
  }

  /// A number for reading: whole where it is, else with four significant digits.
  static func number(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    return "\(value.rounded(toPlaces: abs(value) >= 100 ? 1 : abs(value) >= 1 ? 2 : 4))"
  }
}
