import Learning

/// Collects rows of text into columns and decides at the end which columns are numbers.
struct TextColumns {
  /// Values that mean that there is none.
  private static let missing: Set<String> = ["", "na", "n/a", "nan", "null", "none", "-", "?"]

  private let names: [String]
  private var texts: [[String]]
  private var numbers: [[Double]]
  /// Values of each column that are neither numbers nor missing.
  private var words: [Int]

  init(names: [String]) {
    self.names = names
    texts = Array(repeating: [], count: names.count)
    numbers = texts.map { _ in [] }
    words = Array(repeating: 0, count: names.count)
  }

  mutating func append(_ row: [String]) {
    for column in names.indices {
      let text = column < row.count ? row[column] : ""
      texts[column].append(text)
      if let number = Self.number(text) {
        numbers[column].append(number)
      } else {
        numbers[column].append(.nan)
        if !Self.missing.contains(text.lowercased()) { words[column] += 1 }
      }
    }
  }

  /// The table; columns with any word in them are text.
  func table() throws(TableError) -> DataTable {
    let numeric = names.indices.filter { words[$0] == 0 }
    let rows = texts.first?.count ?? 0
    guard !numeric.isEmpty || rows == 0 else {
      throw TableError("no column holds numbers only; features must be numbers")
    }
    var values: [Double] = []
    values.reserveCapacity(rows * numeric.count)
    for row in 0..<rows { for column in numeric { values.append(numbers[column][row]) } }
    do throws(FeatureTableError) {
      let table = try FeatureTable(columns: numeric.count, values: values, names: numeric.map { names[$0] })
      return DataTable(
        numbers: table, texts: names.indices.filter { words[$0] > 0 }.map { (names[$0], texts[$0]) })
    } catch {
      throw TableError(error.description)
    }
  }

  /// A decimal number, or true and false as 1 and 0.
  static func number(_ text: String) -> Double? {
    switch text.lowercased() {
    case "true": return 1
    case "false": return 0
    default: break
    }
    guard let first = text.utf8.first, first <= 0x39 else {
      return ["inf", "infinity"].contains(text.lowercased()) ? .infinity : nil
    }
    return Double(text)
  }
}
